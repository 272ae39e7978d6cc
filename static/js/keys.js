// Single keys: whatever carries data-key="j" is followed, pressed or focused by that key. Keys rest while a field has
// the focus, with Ctrl, Alt or Meta, while a dialog is open, and when switched off on this device.
const SWITCH = "single-keys";

const enabled = () => localStorage.getItem(SWITCH) !== "off";
const typing = (element) => element.matches("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

function target(key) {
  const all = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)];
  const seen = all.filter((element) => element.checkVisibility() && !element.disabled);
  const near = document.activeElement?.closest("[data-key-scope]");
  return seen.find((element) => near?.contains(element)) ?? seen[0];
}

function act(element) {
  if (typing(element)) element.focus();
  else element.click();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (typing(event.target) || document.querySelector("dialog[open]")) return;
  if (event.key === "?") {
    event.preventDefault();
    document.getElementById("keys")?.showModal();
    return;
  }
  if (!enabled()) return;
  const element = target(event.key.toLowerCase());
  if (!element) return;
  event.preventDefault();
  act(element);
});

for (const box of document.querySelectorAll("[data-single-keys]")) {
  box.checked = enabled();
  box.addEventListener("change", () => localStorage.setItem(SWITCH, box.checked ? "on" : "off"));
}
