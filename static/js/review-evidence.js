// Evidence goes up as soon as files are chosen: how far it is, and what is too much before anything is sent.
import { notice } from "./review-page.js";

document.addEventListener("htmx:xhr:progress", (event) => {
  const bar = document.getElementById("evidence-progress");
  if (!bar || event.target.id !== "evidence-form" || !event.detail.lengthComputable) return;
  bar.hidden = event.detail.loaded >= event.detail.total;
  bar.value = Math.round((event.detail.loaded / event.detail.total) * 100);
});

document.addEventListener("htmx:beforeRequest", (event) => {
  const input = event.target.matches?.("#evidence-form") && event.target.querySelector("[data-most]");
  if (!input || input.files.length <= Number(input.dataset.most)) return;
  event.preventDefault();
  notice(input.dataset.tooMany);
  input.value = "";
});

document.addEventListener("htmx:afterSettle", () => {
  if (document.activeElement === document.body) document.getElementById("evidence")?.focus({ preventScroll: true });
});
