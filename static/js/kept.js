// What this device keeps until Samspil has it: ids, a status, a reason's key, a time and a key. Never a name or a note.
const TTL = 72 * 3600 * 1000;
// Tapped, but not yet written down: the answer to an earlier tap must not put the line back.
const beingWritten = new Map();
let opening = null;

export const usable = "indexedDB" in window && Boolean(window.crypto?.randomUUID);

function opened() {
  opening ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open("samspil", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("marks", { keyPath: "id" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return opening;
}

// `work` gets the store; the answer is the result of the request it gives back, when all is written.
async function inStore(mode, work) {
  const database = await opened();
  return new Promise((resolve, reject) => {
    const step = database.transaction("marks", mode);
    const asked = work(step.objectStore("marks"));
    step.oncomplete = () => resolve(asked?.result);
    step.onerror = step.onabort = () => reject(step.error);
  });
}

// { kept, tooOld }: what waits, oldest first; what has waited 72 hours is forgotten, and how many is told.
export async function all() {
  const found = await inStore("readonly", (store) => store.getAll());
  const old = found.filter((mark) => Date.now() - mark.at > TTL);
  if (old.length) await inStore("readwrite", (store) => old.forEach((mark) => store.delete(mark.id)));
  const written = found.filter((mark) => !old.includes(mark) && !beingWritten.has(mark.id));
  const kept = [...written, ...beingWritten.values()].sort((a, b) => a.at - b.at);
  return { kept, tooOld: old.length };
}

export function put(mark) {
  beingWritten.set(mark.id, mark);
  return inStore("readwrite", (store) => store.put(mark)).finally(() => beingWritten.get(mark.id) === mark && beingWritten.delete(mark.id));
}

// Only if nobody has tapped that line again meanwhile: then another key stands there. `after` null takes it away.
export function replace(mark, after) {
  return inStore("readwrite", (store) => {
    store.get(mark.id).onsuccess = (event) => {
      if (event.target.result?.key !== mark.key) return;
      if (after) store.put(after);
      else store.delete(mark.id);
    };
  });
}
