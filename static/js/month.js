// Arrow keys move from day to day in the month; every day is a link without them too.
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
const month = document.querySelector("[data-month]");
const days = month ? [...month.querySelectorAll(".date")] : [];

month?.addEventListener("keydown", (event) => {
  const at = days.indexOf(event.target);
  if (at < 0 || !(event.key in STEPS)) return;
  event.preventDefault();
  days[at + STEPS[event.key]]?.focus();
});
