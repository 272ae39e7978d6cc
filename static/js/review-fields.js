// The answer as its form holds it: a Map of field to value. A tick is "name=value" with true or false, so that two
// states compare field by field.
const SKIPPED = new Set(["csrfmiddlewaretoken", "version"]);

const ticks = (control) => control.type === "checkbox" || control.type === "radio";
const keyOf = (control) => (ticks(control) ? `${control.name}=${control.value}` : control.name);
const relevant = (control) => control.name && !SKIPPED.has(control.name) && !control.name.startsWith("keep:");

export const controls = (form) => [...form.elements].filter(relevant);

export function read(form) {
  return new Map(controls(form).map((control) => [keyOf(control), ticks(control) ? control.checked : control.value]));
}

/** Put values into the form. Fields that `only` refuses stay as they are. */
export function write(form, values, only = () => true) {
  for (const control of controls(form)) {
    const key = keyOf(control);
    if (!values.has(key) || !only(key)) continue;
    if (ticks(control)) control.checked = values.get(key);
    else if (control.value !== values.get(key)) control.value = values.get(key);
  }
}

export const same = (a, b) => [...a].every(([key, value]) => b.get(key) === value);

/** What the server keeps, as this form would hold it. */
export function fromContent(form, content) {
  const values = new Map();
  for (const control of controls(form)) {
    const said = content.choices[control.name.includes(":") ? control.name.split(":")[1] : control.value];
    const key = keyOf(control);
    if (control.name === "choice") values.set(key, said?.state === "SELECTED");
    else if (control.name === "na") values.set(key, said?.state === "NOT_APPLICABLE");
    else if (control.name.startsWith("reason:")) values.set(key, said?.reason ?? "NONE");
    else if (control.name.startsWith("note:")) values.set(key, said?.note ?? "");
    else if (control.name === "not_applicable") values.set(key, !content.applicable);
    else if (control.name === "reason" || control.name === "notes") values.set(key, content[control.name]);
  }
  return values;
}
