// A child draws: eight pens, undo, new paper. What is on the paper is saved when the pen rests, and with "Next".
// Without a script there is the photo of a drawing, which the keyboard reaches too.
import SignaturePad from "../vendor/signature_pad.js";
import { csrfToken } from "./csrf.js";

const COLOURS = {
  black: "#17262B", blue: "#1F5FA8", green: "#2C7A3F", yellow: "#E5B800", orange: "#D9701A", red: "#C22B34", purple: "#6F4BA8", brown: "#7A4E2B",
};
const THIN = [1.5, 3.5];
const THICK = [6, 11];
const form = document.querySelector("[data-draw]");
const [board, paper, photo, said] = ["[data-board]", "[data-paper]", "[data-photo]", "[data-answer-said]"].map((each) => form.querySelector(each));
const undone = [];
let waits, running, leaving, drawn = false;

board.hidden = false;
form.querySelector("[data-drawn]")?.remove();
const pad = new SignaturePad(paper, { backgroundColor: "#fff", penColor: COLOURS.black, minWidth: THIN[0], maxWidth: THIN[1] });

function size() {
  const ratio = Math.min(window.devicePixelRatio || 1, 2);
  paper.width = paper.offsetWidth * ratio;
  paper.height = paper.offsetHeight * ratio;
  paper.getContext("2d").scale(ratio, ratio);
  show(pad.toData());
}

async function show(lines) {
  pad.clear();
  if (paper.dataset.from) {
    await pad.fromDataURL(paper.dataset.from, { width: paper.offsetWidth, height: paper.offsetHeight }).catch(() => {});
  }
  pad.fromData(lines, { clear: false });
}

function picture() {
  return new Promise((done) => paper.toBlob(done, "image/png"));
}

async function save() {
  clearTimeout(waits);
  running?.abort();
  const mine = (running = new AbortController());
  const sent = new FormData(form);
  sent.set("drawing", await picture(), "tegning.png");
  try {
    const answer = await fetch(location.pathname, {
      method: "POST", body: sent, credentials: "same-origin", signal: mine.signal, headers: { "X-CSRFToken": csrfToken(), Accept: "application/json" },
    });
    said.textContent = answer.status === 204 ? form.dataset.saved : answer.status === 422 ? (await answer.json()).error : form.dataset.failed;
  } catch {
    if (!mine.signal.aborted && !leaving) said.textContent = form.dataset.failed;
  }
}

function changed() {
  drawn = true;
  said.textContent = "";
  clearTimeout(waits);
  waits = setTimeout(save, 2500);
}

form.addEventListener("click", (event) => {
  const pen = event.target.closest("[data-pen]");
  const thick = event.target.closest("[data-thick]");
  if (pen) {
    pad.penColor = COLOURS[pen.dataset.pen];
    for (const each of form.querySelectorAll("[data-pen]")) each.setAttribute("aria-pressed", each === pen);
  } else if (thick) {
    const now = thick.getAttribute("aria-pressed") !== "true";
    [pad.minWidth, pad.maxWidth] = now ? THICK : THIN;
    thick.setAttribute("aria-pressed", now);
  } else if (event.target.closest("[data-undo]")) {
    const lines = pad.toData();
    show(lines.length ? lines.slice(0, -1) : (undone.pop() ?? []));
    changed();
  } else if (event.target.closest("[data-clear]")) {
    if (pad.toData().length) undone.push(pad.toData());
    delete paper.dataset.from;
    show([]);
    changed();
  }
});
pad.addEventListener("endStroke", changed);
photo.addEventListener("change", () => (drawn = false));
form.addEventListener("submit", async (event) => {
  clearTimeout(waits);
  if (!navigator.onLine) return event.preventDefault(), (said.textContent = form.dataset.offline);
  if (!drawn || photo.files.length || event.submitter?.name === "rather_not") return;
  event.preventDefault();
  leaving = true;
  const files = new DataTransfer();
  files.items.add(new File([await picture()], "tegning.png", { type: "image/png" }));
  photo.files = files.files;
  form.submit();
});
let width = paper.offsetWidth;
addEventListener("resize", () => paper.offsetWidth !== width && ((width = paper.offsetWidth), size()));
size();
