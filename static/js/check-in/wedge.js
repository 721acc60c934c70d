/** Handheld scanners type very fast and end with Enter, wherever the focus is. */

const LONGEST_GAP = 80;
const SHORTEST = 6;

/** @param {(text: string) => void} onText */
export function listenToHandheld(onText) {
  let typed = "";
  let last = 0;
  document.addEventListener("keydown", (event) => {
    const target = /** @type {HTMLElement | null} */ (event.target);
    if (target?.closest("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.timeStamp - last > LONGEST_GAP) typed = "";
    last = event.timeStamp;
    if (event.key.length === 1) {
      typed += event.key;
    } else if (event.key === "Enter" && typed.length >= SHORTEST) {
      // Enter would press whatever has the focus.
      event.preventDefault();
      onText(typed);
      typed = "";
    }
  });
}
