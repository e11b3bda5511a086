// The day of a session as it is said above the form: it follows the date field, and "Det var i går" is one tap.
const field = document.querySelector("[name=held_on]");
const said = document.querySelector("[data-day-said]");
const quick = document.querySelector("[data-day]");

function tell() {
  const day = field.valueAsDate;
  if (!said || !day) return;
  const words = new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" }).format(day).replace(" den ", " ");
  said.textContent = words.charAt(0).toUpperCase() + words.slice(1);
  if (quick) quick.parentElement.hidden = field.value === quick.dataset.day;
}

field?.addEventListener("input", tell);
field?.addEventListener("change", tell);
quick?.addEventListener("click", (event) => {
  event.preventDefault();
  field.value = quick.dataset.day;
  field.dispatchEvent(new Event("input", { bubbles: true })); // the draft hears of it too
});
