// Logging out clears this device. What waits is sent first; what cannot be sent is told of before it is lost.
import { flush, queue } from "./outbox.js";

const box = document.querySelector("[data-leave]");
const left = () => queue.waiting.length + queue.refused.length;
let leaving = null;

function go() {
  leaving.dataset.sure = "1";
  leaving.requestSubmit();
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!box || form.dataset.logout === undefined || form.dataset.sure || !left()) return;
  event.preventDefault();
  leaving = form;
  await flush();
  if (!left()) return go();
  const { one, many } = box.dataset;
  box.querySelector("[data-leave-text]").textContent = (left() === 1 ? one : many).replace("{n}", left());
  box.showModal();
}, true);

box?.querySelector("[data-leave-stay]").addEventListener("click", () => box.close());
box?.querySelector("[data-leave-go]").addEventListener("click", go);
