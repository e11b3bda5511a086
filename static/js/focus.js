// After a save or a mistake, start reading at what happened: the error summary first, else the message.
// Where a draft was put back, its writer goes on in the field she left.
const first = document.querySelector(".problems[data-focus]") ?? document.querySelector("[data-focus]");
if (first && !location.hash && !document.querySelector("[autofocus]")) first.focus({ preventScroll: !first.matches(".problems") });

// A link of the summary goes to its field; group legends are scrolled into view with it.
document.addEventListener("click", (event) => {
  const link = event.target.closest(".problems a[href^='#']");
  const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!field) return;
  event.preventDefault();
  (field.closest("fieldset, .form-group") ?? field).scrollIntoView({ block: "start" });
  field.focus({ preventScroll: true });
});
