// What was typed and not saved stays on this device until the server has it. One entry per organization, person and
// question; drafts.js clears them all when someone signs out.
const key = () => document.getElementById("review").dataset.draft;

export function keep(values, version) {
  try {
    localStorage.setItem(key(), JSON.stringify({ at: Date.now(), version, values: [...values] }));
    return true;
  } catch {
    return false; // Storage is full or forbidden: the page still holds the text and says that it is not saved.
  }
}

export function drop() {
  localStorage.removeItem(key());
}

export function kept() {
  try {
    const draft = JSON.parse(localStorage.getItem(key()));
    return draft && { ...draft, values: new Map(draft.values) };
  } catch {
    drop();
    return null;
  }
}
