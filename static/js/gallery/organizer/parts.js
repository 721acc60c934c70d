/** The places that the page's template has for the scripts. */

/** @param {string} name @returns {HTMLElement} */
export function part(name) {
  return /** @type {HTMLElement} */ (document.querySelector(`[data-part="${name}"]`));
}

/** @param {string} name @returns {HTMLDialogElement} it closes by its button, the Escape key, and a click beside it */
export function dialogPart(name) {
  const dialog = /** @type {HTMLDialogElement} */ (part(name));
  dialog.addEventListener("click", (event) => {
    const isClose = event.target instanceof Element && event.target.closest("[data-close]") !== null;
    if (event.target === dialog || isClose) dialog.close();
  });
  return dialog;
}

/** What was said over the page has to be reached over an open dialog, too. @param {HTMLDialogElement} dialog */
export function openWithToasts(dialog) {
  const toasts = part("toasts");
  const home = toasts.parentElement;
  dialog.append(toasts);
  dialog.addEventListener("close", () => home?.append(toasts), { once: true });
  dialog.showModal();
}
