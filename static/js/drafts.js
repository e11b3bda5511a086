// What is typed is kept as a draft on the server, a moment after the last key; nothing of it is stored in the browser.
import { csrfToken } from "./csrf.js";

const WAIT = 1200;
const KEEPALIVE_MOST = 60_000;
const NEVER = new Set(["csrfmiddlewaretoken", "form_key"]);
const elsewhere = "BroadcastChannel" in window ? new BroadcastChannel("drafts") : null;

function watch(slip) {
  const form = slip.form;
  const said = line(form);
  let timer, sending, typedIn = "", draft = "", touched = false, rests = false;

  function tell(words) {
    if (words && said.textContent !== words) said.textContent = words;
  }

  function typed() {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      const secret = NEVER.has(name) || form.elements[name]?.type === "password" || /cpr/i.test(name);
      if (typeof value === "string" && !secret) body.append(name, value);
    }
    body.set("draft_focus", typedIn);
    body.set("draft_turn", Date.now());
    return body;
  }

  async function save({ leaving = false } = {}) {
    clearTimeout(timer);
    timer = undefined;
    sending?.abort();
    const mine = (sending = new AbortController());
    const body = typed();
    const headers = { "X-CSRFToken": csrfToken(), Accept: "application/json" };
    const keepalive = leaving && body.toString().length < KEEPALIVE_MOST;
    try {
      const answer = await fetch(slip.dataset.draft, { method: "POST", body, headers, keepalive, credentials: "same-origin", redirect: "manual", signal: mine.signal });
      if (answer.status === 401 || answer.type === "opaqueredirect") return document.dispatchEvent(new Event("session:over"));
      const found = await answer.json();
      if (mine.signal.aborted || rests) return;
      tell(found.said);
      draft = found.draft ?? draft;
      if (found.draft) elsewhere?.postMessage({ draft, words: found.elsewhere });
    } catch {
      if (!mine.signal.aborted && !navigator.onLine) tell(slip.dataset.draftOffline);
    }
  }

  function later(event) {
    if (event.target.form !== form) return;
    touched = true;
    if (!event.target.matches("[type=radio], [type=checkbox], select")) typedIn = event.target.name || typedIn;
    rests = false;
    clearTimeout(timer);
    timer = setTimeout(save, WAIT);
  }

  // The form is on its way: a draft that came after it would outlive what it became.
  function rest(event) {
    if (event.target !== form || event.defaultPrevented) return;
    rests = true;
    clearTimeout(timer);
    timer = undefined;
    sending?.abort();
  }

  for (const kind of ["input", "change"]) document.addEventListener(kind, later);
  document.addEventListener("submit", rest);
  document.addEventListener("visibilitychange", () => document.hidden && timer && save({ leaving: true }));
  document.addEventListener("pointerdown", ({ target }) => timer && target.closest("a[href]") && save({ leaving: true })); // the next page knows of it already
  addEventListener("pagehide", () => timer && save({ leaving: true }));
  for (const back of ["online", "session:again"]) addEventListener(back, () => touched && !rests && save());
  elsewhere?.addEventListener("message", ({ data }) => data.draft === draft && tell(data.words));
}

// The line beside the form's button, or one of its own under the last field.
function line(form) {
  const bar = form.querySelector("[data-save-status]") ?? document.querySelector(`.savebar:has([form="${form.id || "-"}"]) [data-save-status]`);
  if (bar) return bar;
  const own = document.createElement("p");
  own.className = "small soft draft-said";
  own.setAttribute("role", "status");
  form.append(own);
  return own;
}

for (const slip of document.querySelectorAll("[data-draft]")) watch(slip);

// What was put back may stand in a fold.
for (const field of document.querySelectorAll("[data-restored]")) {
  for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
}
const left = document.querySelector("[data-restored][autofocus]");
left?.focus();
if (left?.matches("textarea, input[type=text]")) left.setSelectionRange(left.value.length, left.value.length); // to go on where one was
