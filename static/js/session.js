// Five minutes before the session ends: a warning that extends it in place. Typing counts as being there.
import { post } from "./csrf.js";

const WARN_SECONDS = 5 * 60;
const PING_SECONDS = 60;
const { sessionSeconds, extendUrl } = document.body.dataset;
const box = document.querySelector("[data-session-warning]");
let endsAt = 0;
let askedAt = Date.now();

const part = (name) => box.querySelector(`[data-session-${name}]`);

function begin(seconds) {
  endsAt = Date.now() + seconds * 1000;
}

// Led to the login page, or refused: the session is over. A lost connection or a server in trouble says nothing about it.
async function extend() {
  askedAt = Date.now();
  const answer = await post(extendUrl).catch(() => null);
  if (answer?.ok) begin(Number(sessionSeconds));
  else if (answer?.type === "opaqueredirect" || answer?.status === 401) ended();
  return Boolean(answer?.ok);
}

function ended() {
  part("soon").hidden = true;
  part("over").hidden = false;
  if (!box.open) box.showModal();
}

function check() {
  const left = (endsAt - Date.now()) / 1000;
  if (left <= 0) return ended();
  if (left > WARN_SECONDS) {
    if (box.open && part("over").hidden) box.close();
    return;
  }
  part("minutes").textContent = Math.max(1, Math.ceil(left / 60));
  if (!box.open) box.showModal();
}

async function typed() {
  if (Date.now() - askedAt < PING_SECONDS * 1000 || Date.now() > endsAt) return;
  if (await extend()) check();
}

async function goOn() {
  if (await extend()) box.close();
}

async function loggedInAgain() {
  if (!(await extend())) return;
  part("over").hidden = true;
  part("soon").hidden = false;
  box.close();
  window.dispatchEvent(new Event("session:again")); // drafts.js saves what was typed meanwhile
}

// Back from the tab in which somebody may have logged in again.
function cameBack() {
  if (document.hidden) return;
  if (part("over").hidden) check();
  else loggedInAgain();
}

if (sessionSeconds && extendUrl && box) {
  begin(Number(sessionSeconds));
  setInterval(check, 10_000);
  document.addEventListener("input", typed);
  document.addEventListener("session:over", ended); // drafts.js was refused
  document.addEventListener("visibilitychange", cameBack);
  addEventListener("focus", cameBack);
  part("extend").addEventListener("click", goOn);
  part("close").addEventListener("click", loggedInAgain);
  // Escape is an answer too: it means "I am here"
  box.addEventListener("cancel", (event) => {
    event.preventDefault();
    if (part("over").hidden) goOn();
  });
}
