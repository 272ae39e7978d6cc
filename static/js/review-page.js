// What the question page shows besides its fields: the line that tells how saving goes, pieces from the server, refusals.
const template = (name) => document.getElementById(`say-${name}`).content.cloneNode(true);

function filled(name, text) {
  const node = template(name);
  const place = node.querySelector("[data-said]");
  if (place && text) place.textContent = text;
  return node;
}

/** The state of saving: saving, unsaved, saved, offline, signed-out, clash or refused. */
export function say(state, text) {
  for (const line of document.querySelectorAll("[data-save]")) {
    line.dataset.is = { unsaved: "", "signed-out": "offline" }[state] ?? state;
    line.replaceChildren(filled(state, text));
  }
}

/** Put pieces of the page in the place of the elements with their ids; the focus stays where it was. */
export function swap(fragments = {}) {
  const focused = document.activeElement?.id;
  for (const [id, html] of Object.entries(fragments)) {
    for (const old of document.querySelectorAll(`[id="${CSS.escape(id)}"]`)) {
      const holder = document.createElement("template");
      holder.innerHTML = html;
      old.replaceWith(holder.content);
    }
  }
  const again = focused && document.activeElement?.id !== focused && document.getElementById(focused);
  if (again) again.focus({ preventScroll: true });
}

export function refuse(field, message) {
  clearRefusals();
  const place = document.querySelector(`[data-error="${CSS.escape(field ?? "")}"]`);
  if (!place) return notice(message);
  place.replaceChildren(filled("error", message));
  place.closest("details")?.setAttribute("open", "");
  document.querySelector(`[aria-describedby~="${CSS.escape(place.id)}"]`)?.setAttribute("aria-invalid", "true");
}

export function clearRefusals() {
  for (const place of document.querySelectorAll("[data-error]")) place.replaceChildren();
  for (const field of document.querySelectorAll('#review [aria-invalid="true"]')) field.removeAttribute("aria-invalid");
}

export function notice(message) {
  const place = document.getElementById("notices");
  place.hidden = false;
  place.replaceChildren(filled("notice", message));
  place.scrollIntoView({ block: "nearest" });
}

/** How much room is left in a text, once it gets tight. Characters are counted as the server counts them. */
export function count(field) {
  const place = document.querySelector(`[data-count="${CSS.escape(field.name)}"]`);
  const limit = Number(field.dataset.limit);
  if (!place || !limit) return;
  const length = [...field.value].length;
  place.hidden = length < limit * 0.8;
  place.textContent = `${length} / ${limit}`;
  place.classList.toggle("overdue", length > limit);
}
