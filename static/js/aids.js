// A decision aid's form: fields that are asked only under a condition, rows that come and go, and what is marked as wrong.
// Without this script every field is there, and the server decides what counts.
const form = document.getElementById("aid-form");

const chosen = (name) => [...form.elements].filter((one) => one.name === name && (one.checked || one.matches("select"))).map((one) => one.value);

function showWhatIsAsked() {
  for (const field of form.querySelectorAll("[data-shown-if]")) {
    const [name, codes] = field.dataset.shownIf.split("=");
    const asked = !document.getElementById(`f-${name}`)?.hidden && chosen(name).some((code) => codes.split(",").includes(code));
    field.hidden = !asked;
  }
}

const changed = () => form.dispatchEvent(new Event("input", { bubbles: true }));

function full(rows) {
  return Boolean(rows.dataset.most) && rows.children.length >= Number(rows.dataset.most);
}

function offerRows() {
  for (const rows of form.querySelectorAll("[data-rows]")) {
    rows.closest("fieldset.field").querySelector("[data-add-row]").hidden = full(rows);
    for (const button of rows.querySelectorAll("[data-remove-row]")) button.hidden = false;
  }
}

let next = 1 + Math.max(0, ...[...form.elements].map((one) => Number(/-(\d+)-\w+$/.exec(one.name)?.[1] ?? 0)));

form.addEventListener("click", (event) => {
  const add = event.target.closest("[data-add-row]");
  const remove = event.target.closest("[data-remove-row]");
  if (add) {
    const holder = document.createElement("template");
    const group = add.closest("fieldset.field");
    holder.innerHTML = group.querySelector("template").innerHTML.replaceAll("__row__", String(next++));
    const row = holder.content.querySelector("[data-row]");
    group.querySelector("[data-rows]").append(row);
    row.querySelector("input, select").focus();
  } else if (remove) {
    remove.closest("fieldset.field").querySelector("[data-add-row]").focus();
    remove.closest("[data-row]").remove();
    changed();
  } else return;
  offerRows();
});

form.addEventListener("input", showWhatIsAsked);

// The errors of a change come with its outcome; their fields are marked here, because only the errors are swapped.
document.addEventListener("htmx:afterSettle", () => {
  for (const place of form.querySelectorAll(".errors")) {
    const control = place.parentElement.querySelector(":scope > :is(input, select)");
    if (place.childElementCount) control?.setAttribute("aria-invalid", "true");
    else control?.removeAttribute("aria-invalid");
  }
});

showWhatIsAsked();
offerRows();
