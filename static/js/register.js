// The register: each tap is kept on the device and sent, "Alle til stede" fills the blanks, the last change can be undone.
import { long, nameOf, say, short, show, stand, value, was } from "./lines.js";
import { flush, keep, look, queue, send, usable } from "./outbox.js";

const form = document.querySelector("[data-register]");
const words = form?.dataset ?? {};
const session = words.register;
const lines = new Map([...(form?.querySelectorAll("[data-line]") ?? [])].map((line) => [line.dataset.line, line]));
const parents = [...lines.values()].filter((line) => line.dataset.line.startsWith("p"));
const bar = (part) => document.querySelector(`.savebar ${part}`);
const undo = bar("[data-undo-last]");
const touched = new Set();
const here = (marks) => marks.filter((mark) => mark.session === session);
let last = [];
let byForm = !usable; // without a place to keep marks the form is sent whole, as without a script
let finished = false;

function tap(changes, name) {
  last = changes.map(([line]) => [line, long(line.dataset.now)]);
  for (const [line, mark] of changes) {
    show(line, mark);
    line.dataset.told = "";
    touched.add(line.dataset.line);
    if (!byForm) keep(session, line.dataset.line, mark).catch(() => { byForm = true; });
  }
  undo.hidden = byForm || !last.length;
  undo.setAttribute("aria-label", name);
  paint();
}

function paint(asked = false) {
  const done = parents.filter((line) => value(line).status).length;
  bar("[data-count]").textContent = words.counted.replace("{done}", done).replace("{all}", parents.length);
  if (byForm) return;
  const waiting = new Set(here(queue.waiting).map((mark) => mark.line));
  const refused = new Set(here(queue.refused).map((mark) => mark.line));
  const held = { sending: words.saving, idle: words.saving, out: words.out }[queue.state] ?? words.waiting;
  for (const [name, line] of lines) {
    if (refused.has(name)) say(line, words.refused, "is-refused");
    else if (waiting.has(name)) say(line, held, held === words.saving ? "" : "is-waiting");
    else if (touched.has(name) && line.dataset.told !== "1") say(line, words.saved, "is-saved");
  }
  bar("[data-net]").textContent = waiting.size ? (asked ? words.later : held) : refused.size ? words.refused : touched.size ? words.allSaved : "";
}

function answered({ detail }) {
  const held = new Set(here([...queue.waiting, ...queue.refused]).map((mark) => mark.line));
  if (detail.session === session) stand(lines, held, detail, words);
  paint();
}

async function finish(event) {
  if (finished || byForm) return;
  event.preventDefault();
  await flush();
  if (finished || here(queue.waiting).length) return paint(!navigator.onLine);
  if (here(queue.refused).length) return document.querySelector("[data-attention]").focus();
  finished = true;
  form.requestSubmit();
}

// A page that is opened again before all was sent shows what waits here, not what Samspil held.
async function begin() {
  form.querySelector("[data-with-script]").hidden = false;
  await look();
  for (const mark of here([...queue.waiting, ...queue.refused])) {
    touched.add(mark.line);
    if (lines.has(mark.line)) show(lines.get(mark.line), mark);
  }
  paint();
}

if (form) {
  for (const line of lines.values()) line.dataset.now = was(line).value;
  // Tapped before this script was there: without this the first answer of Samspil would put those lines back.
  const early = [...lines.values()].filter((line) => short(value(line)) !== line.dataset.now);
  form.addEventListener("change", ({ target }) => {
    const line = target.closest("[data-line]");
    if (line && short(value(line)) !== line.dataset.now) tap([[line, value(line)]], words.undo.replace("{name}", nameOf(line)));
  });
  form.querySelector("[data-fill]")?.addEventListener("click", (event) => {
    event.preventDefault();
    const blank = parents.filter((line) => !value(line).status);
    tap(blank.map((line) => [line, { status: "present", reason: "" }]), words.undoAll);
  });
  undo.addEventListener("click", () => {
    tap(last, "");
    undo.hidden = true;
    bar(".button-primary").focus();
  });
  form.addEventListener("submit", finish);
  document.addEventListener("outbox", answered);
  document.addEventListener("visibilitychange", () => document.hidden || byForm || !navigator.onLine || send(session, []));
  addEventListener("pageshow", () => { finished = false; });
  if (early.length) tap(early.map((line) => [line, value(line)]), words.undo.replace("{name}", nameOf(early[0])));
  paint();
  if (!byForm) begin().catch(() => { byForm = true; });
}
