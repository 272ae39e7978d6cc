// The tree: filters that last while the person goes from question to question, and the dialog it opens in on a phone.
const tree = document.getElementById("tree");
const place = document.querySelector("[data-tree-here]");

for (const box of tree.querySelectorAll(".filter input")) {
  box.checked = sessionStorage.getItem(box.id) === "on";
  box.addEventListener("change", () => sessionStorage.setItem(box.id, box.checked ? "on" : "off"));
}
tree.querySelector('[aria-current="page"]')?.scrollIntoView({ block: "nearest" });

const dialog = document.getElementById("tree-dialog");
const home = tree.parentElement;
dialog.addEventListener("close", () => home.prepend(tree));
document.addEventListener("click", (event) => {
  if (event.target.closest('[data-dialog="tree-dialog"]')) place.append(tree);
}, true);

document.addEventListener("toggle", (event) => {
  if (event.target.matches?.(".reject") && event.target.open) event.target.querySelector("textarea").focus();
}, true);
