/** Finding the places of the room by their data attributes; a missing one is a fault of the template. */

/** @template {HTMLElement} [T=HTMLElement] @param {ParentNode} root @param {string} selector @returns {T} */
export function find(root, selector) {
  const found = root.querySelector(selector);
  if (!found) throw new Error(`The room has no ${selector}`);
  return /** @type {T} */ (found);
}

/** @param {ParentNode} root @param {string} name @returns {HTMLElement} */
export const place = (root, name) => find(root, `[data-live="${name}"]`);

/** @param {ParentNode} root @param {string} name @returns {HTMLButtonElement} */
export const button = (root, name) => find(root, `[data-act="${name}"]`);

/** @param {HTMLElement} element @param {boolean} isOn */
export function press(element, isOn) {
  element.setAttribute("aria-pressed", String(isOn));
  for (const word of /** @type {NodeListOf<HTMLElement>} */ (element.querySelectorAll("[data-on]"))) {
    word.textContent = (isOn ? word.dataset.on : word.dataset.off) ?? "";
  }
}
