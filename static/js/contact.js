// What belongs to one kind of contact (its sorts, how long it is kept) stands only while that kind is chosen.
const form = document.querySelector("[data-contact]");

function show() {
  const kind = form.querySelector("[name=kind]:checked")?.value ?? "";
  for (const part of form.querySelectorAll("[data-for-kind]")) part.hidden = part.dataset.forKind !== kind;
}

if (form) {
  form.addEventListener("input", show);
  form.addEventListener("change", show);
  show();
}
