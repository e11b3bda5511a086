// A calm bar: no connection, what waits on this device, and what Samspil would not take. Nothing is blocked.
import { queue } from "./outbox.js";

const NOBODY = "00000000-0000-0000-0000-000000000000";
const bar = document.querySelector("[data-netbar]");
const { outboxOwner: owner, entrance } = document.body.dataset;

function counted(name, count) {
  return (count === 1 ? bar.dataset[`${name}One`] : bar.dataset[`${name}Many`]).replace("{n}", count);
}

// What to say, and where the link beside it leads.
function said() {
  if (document.querySelector("[data-kept-here]")) return [""]; // the offline page says it itself
  const { state, waiting, refused, foreign, tooOld } = queue;
  const register = refused[0] && bar.dataset.registerPage.replace(NOBODY, refused[0].session);
  if (!navigator.onLine) return [waiting.length ? counted("offline", waiting.length) : bar.dataset.offline];
  if (entrance !== undefined) return [foreign ? bar.dataset.out : ""];
  if (!owner) return [""];
  if (state === "out") return [bar.dataset.out, "login", `${bar.dataset.login}?next=${encodeURIComponent(location.pathname)}`];
  if (state === "later" && waiting.length) return [counted("later", waiting.length)];
  if (refused.length && register !== location.pathname) return [counted("refused", refused.length), "see", register];
  if (tooOld) return [counted("old", tooOld)];
  return [foreign ? bar.dataset.foreign : ""];
}

function update() {
  const [text, label, address] = said();
  bar.hidden = !text;
  bar.querySelector("[data-netbar-text]").textContent = text;
  for (const link of bar.querySelectorAll("[data-netbar-link]")) {
    link.hidden = link.dataset.netbarLink !== label;
    if (!link.hidden) link.href = address;
  }
}

if (bar) {
  addEventListener("online", update);
  addEventListener("offline", update);
  document.addEventListener("outbox", update);
  update();
}
