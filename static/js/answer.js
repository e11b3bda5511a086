// One question: what is chosen or written is saved at once. Without a script, or without the net, "Next" saves it.
import { csrfToken } from "./csrf.js";

const form = document.querySelector("[data-answer]");
const said = form.querySelector("[data-answer-said]");
let waits, leaving, queue = Promise.resolve();

// One after the other, each with what stands there when its turn comes: the last one sent is the newest.
function save() {
  clearTimeout(waits);
  queue = queue.then(() => leaving || send());
}

async function send() {
  try {
    const answer = await fetch(location.pathname, {
      method: "POST", body: new FormData(form), credentials: "same-origin",
      headers: { "X-CSRFToken": csrfToken(), Accept: "application/json" },
    });
    if (answer.status === 204) said.textContent = form.dataset.saved;
    else if (answer.status === 422) said.textContent = (await answer.json()).error;
    else said.textContent = form.dataset.failed;
  } catch {
    if (!leaving) said.textContent = form.dataset.failed;
  }
}

form.addEventListener("change", (event) => event.target.name === "value" && save());
form.addEventListener("input", (event) => {
  if (!event.target.matches("textarea, input:not([type=radio], [type=checkbox])")) return;
  said.textContent = "";
  clearTimeout(waits);
  waits = setTimeout(save, 1200);
});
form.addEventListener("submit", (event) => {
  clearTimeout(waits);
  if (!navigator.onLine) {
    event.preventDefault(); // the page would be gone, and with it what was written
    said.textContent = form.dataset.offline;
    return;
  }
  leaving = true;
});
addEventListener("pageshow", () => (leaving = false));
