// The offline page: what waits on this device, and back to where one was going as soon as there is a connection.
import { all, usable } from "./kept.js";

const RETRY_SECONDS = 4;
const place = document.querySelector("[data-kept-here]");

async function tell() {
  const { kept } = await all();
  const { one, many } = place.dataset;
  place.textContent = (kept.length === 1 ? one : many).replace("{n}", kept.length);
  place.hidden = !kept.length;
}

// "online" says that there is a net, not that Samspil answers: it is asked first, and asked again.
async function back() {
  if (!navigator.onLine || document.hidden) return;
  const answer = await fetch(place.dataset.probe, { cache: "no-store" }).catch(() => null);
  if (answer) location.reload();
}

if (place) {
  if (usable) tell();
  addEventListener("online", back);
  document.addEventListener("visibilitychange", back);
  setInterval(back, RETRY_SECONDS * 1000);
}
