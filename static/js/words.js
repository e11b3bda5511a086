// While somebody writes what families may read, the municipality's list of words offers another wording below the field.
// It never stops anybody: without an answer, or without a script, nothing happens until the text is saved.
import { post } from "./csrf.js";

const WAIT = 900;
const fields = document.querySelectorAll("[data-words]");
const address = document.body.dataset.wordsUrl;

function place(field) {
  const found = document.getElementById(`${field.id}_words`);
  if (found) return found;
  const made = document.createElement("div");
  made.id = `${field.id}_words`;
  made.className = "words-offer";
  made.setAttribute("role", "status");
  field.after(made);
  return made;
}

function line(each) {
  const row = document.createElement("p");
  const word = document.createElement("b");
  word.textContent = `“${each.written}”: ${document.body.dataset.wordsRather} “${each.instead}”`;
  row.append(word, each.why ? ` ${each.why}` : "");
  return row;
}

function show(field, found) {
  if (!found.length && !document.getElementById(`${field.id}_words`)) return;
  const heading = document.createElement("p");
  heading.textContent = document.body.dataset.wordsTitle;
  place(field).replaceChildren(...(found.length ? [heading, ...found.map(line)] : []));
}

async function ask(field) {
  const text = field.value;
  if (text === field.asked) return;
  field.asked = text;
  if (!text.trim()) return show(field, []);
  const body = new FormData();
  body.set("text", text);
  try {
    const answer = await post(address, body);
    if (answer.ok && field.value === text) show(field, (await answer.json()).found);
  } catch {
    field.asked = undefined; // no connection: asked again at the next letter
  }
}

for (const field of address ? fields : []) {
  field.asked = field.defaultValue;
  let waiting;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, WAIT, field);
  });
  field.addEventListener("change", () => ask(field));
}
