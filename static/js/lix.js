// How hard a text is to read, while it is written: the rules of core/lix.py, held to the same table (tests/data/lix.toml).
// It never stops anybody. The words it says stand on the meter itself.
const EASY = 35, HARD = 45, LONG = 6, ENOUGH = 5, SHOWN = 6;
const WORD = /[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+|\.(?=[a-zæøå0-9])[\p{L}\p{N}]+|(?<=\p{N})[,:/](?=\p{N})[\p{L}\p{N}]+)*/gu;
const UNSEEN = /[\u00ad\u200b-\u200d\u2060\ufeff]/g;
const LISTED = /^[^\S\n]*\d{1,2}[.)][^\S\n]+/gm;
const SHORTENED = "(?<!f\\.eks)(?<!bl\\.a)(?<!\\bkl)(?<!\\bca)(?<!\\bnr)(?<!\\bdvs)(?<!\\bevt)(?<!\\bpga)(?<!\\btlf)(?<!\\binkl)";
const END = new RegExp(SHORTENED + String.raw`[.!?…:]+["”’»)]*(?=\s+(?![a-zæøå0-9])[\p{L}\p{N}]|(?<=\p{L}[.!?])\s+\d|\s+["“„«(–\-]|\s*\n|\s*$)|\n+`, "gu");

export function lix(written) {
  const text = written.normalize("NFC").replace(UNSEEN, "").replace(/\r\n?/g, "\n").trim().replace(LISTED, "");
  const words = text.match(WORD) ?? [];
  if (words.length < ENOUGH) return { value: null, level: "", longWords: [] };
  const sentences = text.split(END).filter((part) => part.match(WORD)).length;
  const long = words.filter((word) => [...word.replace(/['’-]/g, "")].length > LONG && /\p{L}/u.test(word));
  const value = Math.floor(words.length / sentences + (100 * long.length) / words.length + 0.5);
  const seen = new Set();
  const longWords = long.filter((word) => !seen.has(word.toLowerCase()) && seen.add(word.toLowerCase()));
  return { value, level: value < EASY ? "easy" : value < HARD ? "middling" : "hard", longWords };
}

function show(meter, text) {
  const { value, level, longWords } = lix(text);
  meter.hidden = value === null;
  if (value === null) return meter.replaceChildren();
  meter.className = `lix lix-${level}`;
  const told = document.createElement("b");
  told.textContent = `Lix ${value}: ${meter.dataset[level]}`;
  const shown = longWords.slice(0, SHOWN).join(", ");
  const rest = level === "easy" ? "" : ` ${meter.dataset.goal}${shown ? ` ${meter.dataset.long} ${shown}${longWords.length > SHOWN ? " …" : ""}` : ""}`;
  meter.replaceChildren(told, rest);
}

for (const meter of document.querySelectorAll("[data-lix-for]")) {
  const field = document.getElementById(meter.dataset.lixFor);
  let waiting;
  field?.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, 400, meter, field.value);
  });
}
