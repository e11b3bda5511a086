// The offline page: what waits on this device, and back to where one was going as soon as there is a connection.
import { all, usable } from "./kept.js";

const place = document.querySelector("[data-waiting]");

async function tell() {
  const { kept } = await all();
  const { one, many } = place.dataset;
  place.textContent = (kept.length === 1 ? one : many).replace("{n}", kept.length);
  place.hidden = !kept.length;
}

if (place && usable) tell();
addEventListener("online", () => location.reload());
