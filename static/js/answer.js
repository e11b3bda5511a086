// One question: what is chosen or written is saved at once. Without a script, or without the net, "Next" saves it.
import { csrfToken } from "./csrf.js";

const REST = 25 * 60 * 1000; // the page's proof is forgotten after half an hour
const form = document.querySelector("[data-answer]");
const said = form.querySelector("[data-answer-said]");
let waits, leaving, heard = Date.now(), queue = Promise.resolve();

// One after the other, each with what stands there when its turn comes: the last one sent is the newest.
function save() {
  clearTimeout(waits);
  queue = queue.then(() => leaving || send());
}

// Whether it may be gone on with: all but a page that has rested too long.
async function send() {
  try {
    const answer = await fetch(location.pathname, {
      method: "POST", body: new FormData(form), credentials: "same-origin",
      headers: { "X-CSRFToken": csrfToken(), Accept: "application/json" },
    });
    if (answer.status === 204) said.textContent = form.dataset.saved;
    else if (answer.status === 422) said.textContent = (await answer.json()).error;
    else if (answer.status === 404 && form.dataset.rested) said.textContent = form.dataset.rested;
    else said.textContent = form.dataset.failed;
    if (answer.status !== 404) heard = Date.now();
    return answer.status !== 404;
  } catch {
    if (!leaving) said.textContent = form.dataset.failed;
    return true;
  }
}

form.addEventListener("change", (event) => event.target.name === "value" && save());
form.addEventListener("input", (event) => {
  if (!event.target.matches("textarea, input:not([type=radio], [type=checkbox])")) return;
  said.textContent = "";
  clearTimeout(waits);
  waits = setTimeout(save, 1200);
});
// What is typed is not sent into nothing: without the net, or after a long rest, the page stays with its words.
form.addEventListener("submit", async (event) => {
  clearTimeout(waits);
  const rested = form.dataset.rested && Date.now() - heard > REST;
  if (navigator.onLine && !rested) return void (leaving = true);
  event.preventDefault();
  if (!navigator.onLine) return void (said.textContent = form.dataset.offline);
  if (await send()) form.requestSubmit(event.submitter);
});
addEventListener("pageshow", () => (leaving = false));
