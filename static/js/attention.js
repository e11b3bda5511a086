// "Kræver din opmærksomhed": what Samspil would not take of this register, each with "Prøv igen" and "Fjern".
import { long, nameOf, show, was } from "./lines.js";
import { forget, queue, retry } from "./outbox.js";

const box = document.querySelector("[data-attention]");
const list = box?.querySelector("[data-attention-list]");
const session = location.pathname.split("/").pop();
const lineOf = (mark) => document.querySelector(`[data-line="${CSS.escape(mark.line)}"]`);

function choiceOf(mark) {
  const line = lineOf(mark) ?? document.querySelector("[data-line]");
  return line?.querySelector(`.seg input[value="${CSS.escape(mark.status)}"] + label`)?.textContent.trim() ?? "";
}

function item(mark) {
  const row = box.querySelector("[data-attention-row]").content.cloneNode(true);
  const { why, name } = queue.why.get(mark.id) ?? {};
  const part = (key, text) => { if (text) row.querySelector(`[data-${key}]`).textContent = text; };
  part("name", name || nameOf(lineOf(mark)));
  part("said", choiceOf(mark) && `${choiceOf(mark)}.`);
  part("why", why);
  row.querySelector("[data-retry]").addEventListener("click", () => retry(mark));
  row.querySelector("[data-drop]").addEventListener("click", () => drop(mark));
  return row;
}

// Dropped: the line shows again what Samspil holds.
async function drop(mark) {
  await forget(mark);
  const line = lineOf(mark);
  if (!line) return;
  show(line, long(was(line).value));
  line.querySelector("[data-state]").textContent = "";
  document.dispatchEvent(new CustomEvent("outbox", { detail: {} }));
}

// Names are not kept on the device: Samspil is asked once more, and says who it was and why.
let asked = false;

function draw() {
  const refused = queue.refused.filter((mark) => mark.session === session);
  box.hidden = !refused.length;
  list.replaceChildren(...refused.map(item));
  const unknown = refused.filter((mark) => !queue.why.has(mark.id));
  if (asked || !unknown.length || !navigator.onLine) return;
  asked = true;
  Promise.all(unknown.map(retry));
}

if (box) {
  document.addEventListener("outbox", draw);
  draw();
}
