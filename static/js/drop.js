// A .drop is a label around a file input. Dropping puts the files into the input, so the form sends them as chosen.
const holder = (event) => event.target.closest?.(".drop:has(input[type=file])");

document.addEventListener("dragover", (event) => {
  const drop = holder(event);
  if (!drop) return;
  event.preventDefault();
  drop.dataset.over = "";
});

document.addEventListener("dragleave", (event) => {
  const drop = holder(event);
  if (drop && !drop.contains(event.relatedTarget)) delete drop.dataset.over;
});

document.addEventListener("drop", (event) => {
  const drop = holder(event);
  if (!drop) return;
  event.preventDefault();
  delete drop.dataset.over;
  const input = drop.querySelector("input[type=file]");
  if (!event.dataTransfer.files.length) return;
  input.files = event.dataTransfer.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
});

document.addEventListener("change", (event) => {
  const names = event.target.closest?.(".drop")?.querySelector("[data-names]");
  if (names && event.target.files) names.textContent = [...event.target.files].map((file) => file.name).join(", ");
});
