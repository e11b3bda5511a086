// A form is sent once: the button rests until the answer comes. The token is refreshed first.
import { csrfToken } from "./csrf.js";

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (event.submitter?.formTarget === "_blank") return; // looked at in a page beside this one: the form stays
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  for (const field of form.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = csrfToken();
  // aria-disabled, not disabled: a disabled button would not send its own name and value
  event.submitter?.setAttribute("aria-disabled", "true");
});

// Coming back with the back button, or a failed request: the form may be sent again.
function release() {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
  }
}
addEventListener("pageshow", release);
addEventListener("online", release);
for (const name of ["htmx:after:request", "htmx:afterRequest"]) document.addEventListener(name, release);
