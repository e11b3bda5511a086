// "Kopiér sidste session" without a new page: what is typed already stays, what was copied is said. data-copy holds the values.
const link = document.querySelector("[data-copy]");
const form = document.querySelector("[data-copy-form]");

function fill(name, value) {
  for (const field of form.querySelectorAll(`[name="${name}"]`)) {
    if (field.type === "checkbox" || field.type === "radio") {
      field.checked = Array.isArray(value) ? value.includes(field.value) : value === true || value === field.value;
    } else {
      field.value = value;
    }
    field.dispatchEvent(new Event("input", { bubbles: true })); // the draft hears of it too
  }
}

link?.addEventListener("click", (event) => {
  event.preventDefault();
  const copied = JSON.parse(link.dataset.copy);
  for (const [name, value] of Object.entries(copied)) fill(name, value);
  if (copied.teaching_theme) form.querySelector("[data-more]").open = true;
  const said = form.querySelector("[data-copied]");
  said.hidden = false;
  form.querySelector("[name=line]").focus();
});
