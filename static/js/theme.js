/** The button that goes round automatic, light and dark. */

const ORDER = ["auto", "light", "dark"];

/** @returns {string} */
function currentTheme() {
  return document.documentElement.dataset.theme ?? "auto";
}

/** @param {string} theme */
function chooseTheme(theme) {
  const root = document.documentElement;
  if (theme === "auto") delete root.dataset.theme;
  else root.dataset.theme = theme;
  try {
    if (theme === "auto") localStorage.removeItem("theme");
    else localStorage.setItem("theme", theme);
  } catch {
    // Storage may be forbidden; the choice holds for this page.
  }
}

/** @param {HTMLButtonElement} button */
function nameButton(button) {
  button.setAttribute("aria-label", button.dataset[`label${currentTheme()}`] ?? "");
}

for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-theme-toggle]"))) {
  nameButton(button);
  button.addEventListener("click", () => {
    const next = ORDER[(ORDER.indexOf(currentTheme()) + 1) % ORDER.length] ?? "auto";
    chooseTheme(next);
    nameButton(button);
  });
}
