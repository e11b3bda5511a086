// The register's outbox: keeps marks on the device and sends them when there is a connection, each once by its key.
import { all, put, replace, usable } from "./kept.js";
import { post } from "./send.js";

const { outboxOwner: owner = "" } = document.body.dataset;
const [SOON, LATE] = [5_000, 120_000];

// state: idle | sending | offline | later (Samspil does not answer) | out (logged out)
export const queue = { state: "idle", waiting: [], refused: [], foreign: 0, tooOld: 0, why: new Map() };
export { usable };

let [sending, again, pause, timer] = [null, false, SOON, 0];

const tell = (detail = {}) => document.dispatchEvent(new CustomEvent("outbox", { detail }));

export async function look() {
  const { kept, tooOld } = await all();
  const mine = kept.filter((mark) => mark.owner === owner);
  queue.waiting = mine.filter((mark) => !mark.refused);
  queue.refused = mine.filter((mark) => mark.refused);
  queue.foreign = kept.length - mine.length;
  queue.tooOld += tooOld;
}

// One entry for each person: the last tap is the one that is sent.
export async function keep(session, line, { status, reason }) {
  const id = [owner, session, line].join(" ");
  const mark = { id, owner, session, line, status, reason, at: Date.now(), key: crypto.randomUUID() };
  queue.waiting = [...queue.waiting.filter((each) => each.id !== id), mark];
  await put(mark);
  again = true;
  await look();
  tell();
  return flush();
}

export async function forget(mark) {
  await replace(mark, null);
  await look();
  tell();
}

export async function retry(mark) {
  await replace(mark, { ...mark, refused: false });
  return flush();
}

export function flush() {
  sending ??= run().catch(() => settle("later")).finally(() => {
    sending = null;
    return again && queue.state === "idle" ? flush() : null;
  });
  return sending;
}

async function run() {
  clearTimeout(timer);
  for (;;) {
    again = false;
    await look();
    if (!owner || !queue.waiting.length) return settle("idle");
    if (!navigator.onLine) return settle("offline");
    queue.state = "sending";
    tell();
    const { session } = queue.waiting[0];
    const outcome = await send(session, queue.waiting.filter((mark) => mark.session === session));
    if (outcome !== "done") return settle(outcome);
  }
}

function settle(state) {
  queue.state = state;
  if (state === "later" || state === "offline") timer = setTimeout(flush, pause);
  pause = state === "later" ? Math.min(pause * 2, LATE) : SOON;
  tell();
}

// Without marks it only asks how the register stands.
export async function send(session, marks) {
  const { outcome, said } = await post(session, marks);
  if (outcome !== "done") return outcome;
  for (const mark of marks) await answered(mark, said.results?.[mark.line] ?? { result: "refused", why: said.why });
  await look();
  tell({ session, rows: said.rows, results: said.results });
  return outcome;
}

async function answered(mark, said) {
  const refused = said.result === "refused";
  if (refused) queue.why.set(mark.id, said);
  await replace(mark, refused ? { ...mark, refused } : null);
}

// Whatever page is opened sends what waits; pages without a login only tell of it.
if (usable) {
  addEventListener("online", flush);
  addEventListener("offline", flush);
  document.addEventListener("visibilitychange", () => document.hidden || flush());
  flush();
}
