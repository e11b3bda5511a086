// The register: "Alle til stede" fills the blanks on the page, and the count follows each tap. Nothing is saved before "Gem".
const form = document.querySelector("[data-register]");
const said = document.querySelector("[data-save-status]");
const parents = form.querySelector("[data-register-parents]");
const lines = [...parents.querySelectorAll(".seg")];

const isBlank = (line) => !line.querySelector("input:checked");

function count() {
  const registered = lines.filter((line) => !isBlank(line)).length;
  said.textContent = form.dataset.counted.replace("{done}", registered).replace("{all}", lines.length);
}

parents.querySelector("[data-fill]")?.addEventListener("click", (event) => {
  event.preventDefault();
  for (const line of lines.filter(isBlank)) line.querySelector("input").checked = true;
  count();
});
form.addEventListener("change", count);
count();
