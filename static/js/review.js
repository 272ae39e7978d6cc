// The answer saves itself: 600 ms after the last change, one request at a time, with the version that was edited.
// The line says "saved" only after the server did. Without this script the form is sent as a form.
import * as drafts from "./review-drafts.js";
import { fromContent, read, same, write } from "./review-fields.js";
import { clearRefusals, count, notice, refuse, say, swap } from "./review-page.js";
import * as turn from "./review-turn.js";

const WAIT = 600;
const RETRIES = [2000, 4000, 8000, 15000, 30000];
const form = document.querySelector("form[data-autosave]");

const state = { dirty: false, flying: null, timer: 0, failures: 0, stopped: "" };
const version = (value) => {
  if (value !== undefined) form.elements.version.value = value;
  return Number(form.elements.version.value);
};
const headers = () => ({ Accept: "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value });

function edited() {
  state.dirty = true;
  if (state.stopped === "refused") state.stopped = "";
  drafts.keep(read(form), version());
  if (!state.stopped && !state.flying && !state.failures) say("unsaved");
  schedule(state.failures ? RETRIES[Math.min(state.failures, RETRIES.length) - 1] : WAIT);
}

function schedule(wait) {
  if (state.stopped || state.flying) return;
  clearTimeout(state.timer);
  state.timer = setTimeout(save, wait);
}

/** Save what is there. Resolves when the request is over, whatever came of it. */
async function save() {
  clearTimeout(state.timer);
  if (state.flying) return state.flying;
  if (state.stopped === "clash") return undefined;
  state.flying = attempt().finally(() => {
    state.flying = null;
    if (state.dirty && !state.stopped) schedule(state.failures ? RETRIES[Math.min(state.failures, RETRIES.length) - 1] : WAIT);
  });
  return state.flying;
}

async function attempt() {
  const sent = read(form);
  say("saving");
  let response;
  let body;
  try {
    response = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: headers() });
    if (response.redirected) return failed("signed-out");
    body = await response.json();
  } catch {
    return failed("offline");
  }
  if (response.status >= 500) return failed("offline");
  state.failures = 0;
  if (response.ok) return saved(body, sent);
  if (response.status === 409 && body.fragments) return clashed(body, sent);
  state.stopped = "refused";
  say("refused");
  refuse(body.field, body.message);
  return undefined;
}

function failed(how) {
  state.failures += 1;
  say(how);
}

function saved(body, sent) {
  version(body.version);
  takeOver(body.content, sent);
  clearRefusals();
  swap(body.fragments);
  swap({ clash: '<section id="clash" hidden></section>' });
  states(body.content);
  state.dirty = !same(fromContent(form, body.content), read(form));
  if (state.dirty) return drafts.keep(read(form), version());
  drafts.drop();
  say("saved", body.said);
  document.dispatchEvent(new CustomEvent("review:saved"));
  return undefined;
}

/** Someone saved meanwhile: show both, wait for the person. What does not collide is in the fields already. */
function clashed(body, sent) {
  state.stopped = "clash";
  if (body.current) version(body.current.version);
  takeOver(body.mine, sent);
  drafts.keep(read(form), version());
  swap(body.fragments);
  say("clash");
  document.getElementById("clash").focus();
}

/** Take over what the server has, field by field, unless the person went on editing that field. */
function takeOver(content, sent) {
  const now = read(form);
  write(form, fromContent(form, content), (key) => now.get(key) === sent.get(key));
}

function states(content) {
  for (const choice of document.querySelectorAll(".choice")) {
    choice.dataset.state = content.choices[choice.id.slice("choice-".length)]?.state ?? "UNSELECTED";
  }
}

/** "None of these" stands alone; a practice is in place or does not apply, not both. */
function exclude(box) {
  if (!box.checked || (box.name !== "choice" && box.name !== "na")) return;
  const all = [...form.elements].filter((other) => other.name === "choice" || other.name === "na");
  const none = box.closest("[data-none]");
  for (const other of all) {
    if (other === box) continue;
    if (none || other.closest("[data-none]") || other.value === box.value) other.checked = false;
  }
}

/** Save before leaving. Resolves to whether everything is with the server. */
async function flush() {
  for (let round = 0; round < 3 && (state.dirty || state.flying); round += 1) {
    await save();
    if (state.failures || state.stopped) break;
  }
  return !state.dirty;
}

async function decide(decision) {
  if (!(await flush())) return;
  const choice = decision.dataset.decide;
  let response;
  let body;
  try {
    response = await fetch(decision.action, { method: "POST", body: new URLSearchParams(new FormData(decision)), headers: headers() });
    if (response.redirected) return failed("signed-out");
    body = await response.json();
  } catch {
    return notice(document.getElementById("offline-notice").content.querySelector("p").textContent);
  }
  if (!response.ok) return notice(body.message);
  swap(body.fragments);
  if (body.content) {
    version(body.version);
    write(form, fromContent(form, body.content));
    states(body.content);
    say("saved", body.said);
  }
  document.dispatchEvent(new CustomEvent("review:saved"));
  (document.querySelector(".proposal[data-open]") ?? document.getElementById(`c-${choice}`)).focus();
  return undefined;
}

function offer() {
  const draft = drafts.kept();
  if (!draft) return;
  if (same(draft.values, read(form))) return drafts.drop();
  const banner = document.getElementById("draft-offer");
  const at = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  banner.querySelector("[data-draft-at]").textContent = at.format(draft.at);
  banner.hidden = false;
  banner.querySelector("[data-draft-restore]").addEventListener("click", () => {
    banner.hidden = true;
    write(form, draft.values);
    version(draft.version);
    edited();
  });
  banner.querySelector("[data-draft-drop]").addEventListener("click", () => {
    banner.hidden = true;
    drafts.drop();
  });
}

function start() {
  document.querySelector("[data-manual]")?.remove();
  document.addEventListener("input", ({ target }) => {
    if (target.form !== form || target.name?.startsWith("keep:")) return;
    count(target);
    exclude(target);
    edited();
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-decide]")) {
      event.preventDefault();
      decide(event.target);
    } else if (event.target === form) {
      event.preventDefault();
      state.stopped = "";
      state.dirty = true;
      save();
    }
  });
  document.addEventListener("click", async (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || event.defaultPrevented || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    const unsaved = state.dirty || state.flying;
    if (!(unsaved || turn.old(link.href)) || link.target || link.hash || state.failures) return;
    event.preventDefault();
    if (unsaved) await flush();
    turn.go(link.href);
  });
  addEventListener("beforeunload", (event) => {
    if (state.dirty || state.flying) event.preventDefault();
  });
  addEventListener("online", () => {
    if (state.dirty && !state.stopped) save();
  });
  for (const field of document.querySelectorAll("[data-limit]")) count(field);
  if (document.getElementById("clash")?.hidden === false) {
    state.stopped = "clash";
    state.dirty = true;
  } else offer();
}

if (form) start();
