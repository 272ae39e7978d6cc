// data-copy="#id" copies the text of that element and says so on the button for a moment (data-copied is the word).
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button || button.dataset.said) return;
  const source = document.querySelector(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
  } catch {
    // No permission, or not a secure page: select it, so that the person's own keys can copy.
    getSelection().selectAllChildren(source);
    return;
  }
  const label = button.querySelector("span") ?? button;
  button.dataset.said = label.textContent;
  label.textContent = button.dataset.copied;
  setTimeout(() => {
    label.textContent = button.dataset.said;
    delete button.dataset.said;
  }, 2000);
});
