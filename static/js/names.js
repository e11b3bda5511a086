// "Skjul navne": blurs what is marked .name while somebody looks over the shoulder. Kept for this tab only.
const KEY = "hide-names";
const buttons = document.querySelectorAll("[data-hide-names]");

function show(hidden) {
  document.body.classList.toggle("hide-names", hidden);
  for (const button of buttons) {
    button.hidden = false;
    button.textContent = hidden ? button.dataset.shownLabel : button.dataset.hideNames;
    button.setAttribute("aria-pressed", String(hidden));
  }
}

if (buttons.length) {
  show(sessionStorage.getItem(KEY) === "1");
  for (const button of buttons) {
    button.addEventListener("click", () => {
      const hidden = !document.body.classList.contains("hide-names");
      sessionStorage.setItem(KEY, hidden ? "1" : "0");
      show(hidden);
    });
  }
}
