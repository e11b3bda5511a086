// "Kopiér adressen": shown only where there is a clipboard to copy to.
for (const button of document.querySelectorAll("[data-copies]")) {
  const field = document.getElementById(button.dataset.copies);
  button.hidden = !navigator.clipboard;
  field.addEventListener("focus", () => field.select());
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    (button.closest("[data-copy-here]") ?? document).querySelector("[data-copy-said]").textContent = button.dataset.copied;
  });
}
