// "Alle kom": one tap ticks everybody who was asked; a tick taken away takes "everybody" back.
const all = document.querySelector("[data-all-came]");
const asked = () => [...document.querySelectorAll("[data-expected] input[type=checkbox]")];

if (all) {
  all.addEventListener("change", () => {
    for (const one of asked()) one.checked = all.checked;
  });
  document.querySelector("[data-expected]").addEventListener("change", () => {
    all.checked = all.checked && asked().every((one) => one.checked);
  });
}
