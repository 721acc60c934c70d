/** Buttons that copy a field's text; hidden where the browser lets no page do that. */

for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("button[data-copy]"))) {
  const field = /** @type {HTMLInputElement | null} */ (document.getElementById(button.dataset.copy ?? ""));
  if (!field || !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const said = document.querySelector("[data-copied]");
    try {
      await navigator.clipboard.writeText(field.value);
      if (said) said.textContent = button.dataset.done ?? "";
      const label = button.querySelector("span");
      if (label) label.textContent = button.dataset.done ?? "";
    } catch {
      field.select(); // ready for the keyboard
    }
  });
}
