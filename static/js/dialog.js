// data-dialog="id" opens a <dialog>, data-close closes the one around it. A form that failed re-opens with data-open.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    opener.closest("details.switcher")?.removeAttribute("open");
    document.getElementById(opener.dataset.dialog)?.showModal();
    return;
  }
  const closer = event.target.closest("[data-close]");
  if (closer) closer.closest("dialog")?.close();
  else if (event.target.matches?.("dialog.dialog")) closeOnBackdrop(event);
});

function closeOnBackdrop(event) {
  const box = event.target.getBoundingClientRect();
  const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
  // A keyboard "click" has no place; a form with text in it stays until it is closed on purpose.
  if (!inside && event.detail > 0 && !event.target.querySelector("form")) event.target.close();
}

function openWaiting(root) {
  for (const dialog of root.querySelectorAll("dialog[data-open]")) {
    dialog.removeAttribute("data-open");
    dialog.showModal();
  }
}

openWaiting(document);
document.addEventListener("htmx:afterSettle", (event) => openWaiting(event.target.parentElement ?? document));
