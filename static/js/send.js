// One sending to Samspil: { outcome, said }. outcome: done | offline | later (no answer, try again) | out (logged out).
import { csrfToken } from "./csrf.js";

const ADDRESS = "00000000-0000-0000-0000-000000000000";
const { outboxOwner: owner = "", outboxUrl: url = "" } = document.body.dataset;

export async function post(session, marks) {
  const sent = marks.map(({ line, status, reason, key, at }) => ({ line, status, reason, key, at, age: Date.now() - at }));
  const headers = { "X-CSRFToken": csrfToken(), "Content-Type": "application/json" };
  const request = { method: "POST", headers, body: JSON.stringify({ owner, marks: sent }), redirect: "manual", keepalive: true };
  const answer = await fetch(url.replace(ADDRESS, session), { ...request, signal: AbortSignal.timeout(30_000) }).catch(() => null);
  if (!answer) return { outcome: navigator.onLine ? "later" : "offline" };
  const said = await answer.json().catch(() => null);
  return { outcome: outcome(answer, said), said: said ?? {} };
}

// Whatever else is refused with 4xx comes back as "done" without results: it is listed, never dropped.
function outcome({ type, status }, said) {
  if (type === "opaqueredirect" || status === 401 || (status === 403 && !said)) return "out";
  return status === 429 || status >= 500 ? "later" : "done";
}
