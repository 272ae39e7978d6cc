// Notices close when asked. What htmx could not do is said in the page: the server's sentence, or that it was silent.
const place = () => document.getElementById("notices");

function show(node) {
  place().hidden = false;
  place().append(node);
  place().scrollIntoView({ block: "nearest" });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-dismiss]");
  if (!button) return;
  button.closest(".banner").remove();
  if (!place().children.length) place().hidden = true;
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.status < 400) return;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
  // A view that wants its refusal elsewhere (a clash beside the answer) says so with HX-Retarget.
  if (xhr.getResponseHeader("HX-Retarget")) return;
  event.detail.target = place();
  event.detail.swapOverride = "innerHTML";
  place().hidden = false;
});

document.addEventListener("htmx:sendError", () => {
  place().replaceChildren();
  show(document.getElementById("offline-notice").content.cloneNode(true));
});
