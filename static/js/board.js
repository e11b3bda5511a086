// The board of the plan: a card may be dragged to another core element or place. It fills in the card's own form and sends it:
// without a mouse the same form is used by hand.
const board = document.querySelector("[data-board]");
let held = null;

function placeOf(event) {
  const row = event.target.closest("[data-element]");
  const over = event.target.closest("[data-card]");
  return { row, over: over === held ? null : over };
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
  form.append(before);
  form.submit();
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
    const { row, over } = placeOf(event);
    if (!held || !row) return;
    event.preventDefault();
    send(row, over);
  });
  board.addEventListener("dragend", () => {
    held?.classList.remove("is-held");
    held = null;
    mark(null, null);
  });
}
