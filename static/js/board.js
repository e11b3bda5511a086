// The board of the plan: a card may be dragged to another core element or place. It fills in the card's own form and sends it:
// without a mouse the same form is used by hand.
const board = document.querySelector("[data-board]");
let held = null;

function placeOf(event) {
  const row = event.target.closest("[data-element]");
  const over = event.target.closest("[data-card]");
  return { row, over: over === held ? null : over, itself: over === held };
}

function mark(row, over) {
  for (const each of board.querySelectorAll(".is-over")) each.classList.remove("is-over");
  (over || row)?.classList.add("is-over");
}

function send(row, over) {
  const form = held.querySelector("form[action$='/flyt']");
  const before = Object.assign(document.createElement("input"), { type: "hidden", name: "before" });
  before.value = over ? over.dataset.card : "";
  form.elements.core_element.value = row.dataset.element;
  const dragged = Object.assign(document.createElement("input"), { type: "hidden", name: "dragged", value: "1" });
  form.append(before, dragged);
  form.submit();
}

// A card that has just been moved is marked, and the address leads to it: it gets the focus, and its place is said aloud.
const here = document.querySelector("[data-here]");
if (here) {
  if (!document.querySelector(".problems")) here.focus();
  setTimeout(() => {
    document.querySelector("[data-board-says]").textContent = here.querySelector(".here").textContent;
  }, 300);
}

if (board && matchMedia("(hover: hover)").matches) {
  for (const card of board.querySelectorAll("[data-card]")) card.draggable = true;
  board.addEventListener("dragstart", (event) => {
    held = event.target.closest?.("[data-card]") ?? null;
    if (!held) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", held.dataset.card);
    held.classList.add("is-held");
  });
  board.addEventListener("dragover", (event) => {
    const { row, over } = placeOf(event);
    if (!held || !row) return;
    event.preventDefault();
    mark(row, over);
  });
  board.addEventListener("drop", (event) => {
    const { row, over, itself } = placeOf(event);
    if (!held || !row) return;
    event.preventDefault();
    if (!itself) send(row, over); // let go where it was taken up, it stays
  });
  board.addEventListener("dragend", () => {
    held?.classList.remove("is-held");
    held = null;
    mark(null, null);
  });
}
