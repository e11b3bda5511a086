// The lines of a register on the page: what is chosen in each, what Samspil was last known to hold, and what is said of it.
const chosen = (line, group) => line.querySelector(`${group} input:checked`)?.value ?? "";

// A mark as one short text, "present" or "notice:ill"; "" is nobody's choice yet.
export const short = ({ status, reason }) => (reason ? `${status}:${reason}` : status);
export const long = (text) => ({ status: text.split(":")[0], reason: text.split(":")[1] ?? "" });

export const was = (line) => line.querySelector("input[type=hidden]");
export const nameOf = (line) => line?.querySelector("legend .name").textContent ?? "";

export function value(line) {
  const status = chosen(line, ".seg");
  return { status, reason: status === "notice" ? chosen(line, ".reason") : "" };
}

export function show(line, { status, reason }) {
  for (const input of line.querySelectorAll(".seg input")) input.checked = input.value === status;
  for (const input of line.querySelectorAll(".reason input")) input.checked = input.value === reason;
  line.dataset.now = short({ status, reason });
}

export function say(line, text, kind) {
  const place = line.querySelector("[data-state]");
  place.textContent = text;
  place.className = `state ${kind}`;
}

// How the register stands at Samspil: a colleague may have tapped too. Lines in `held` wait here and are left alone.
export function stand(lines, held, { rows = {}, results = {} }, words) {
  for (const [name, row] of Object.entries(rows)) {
    const line = lines.get(name);
    if (!line || held.has(name)) continue;
    const before = was(line).value;
    const replaced = results[name]?.replaced;
    was(line).value = row.was;
    if (row.by && (line.dataset.now !== row.was || before !== row.was)) tellOf(line, words.by.replace("{by}", row.by));
    else if (replaced && replaced.was !== before) tellOf(line, words.replaced.replace("{by}", replaced.by).replace("{said}", replaced.said));
    show(line, long(row.was));
  }
}

function tellOf(line, text) {
  line.dataset.told = "1";
  say(line, text, "is-others");
}
