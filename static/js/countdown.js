/** Counts down to `data-countdown` (ISO time). The server has already written the sentence; this refines it. */

const MINUTE = 60_000;

/**
 * @param {number} left milliseconds
 * @returns {[number, string][]}
 */
function parts(left) {
  const minutes = Math.max(0, Math.ceil(left / MINUTE));
  return [
    [Math.floor(minutes / 1440), "days"],
    [Math.floor((minutes % 1440) / 60), "hours"],
    [minutes % 60, "minutes"],
  ];
}

/** @param {HTMLElement} element */
function show(element) {
  const left = Date.parse(element.dataset.countdown ?? "") - Date.now();
  for (const [value, unit] of parts(left)) {
    const cell = element.querySelector(`[data-unit="${unit}"]`);
    if (cell) cell.textContent = String(value);
  }
  element.toggleAttribute("data-over", left <= 0);
  return left > 0;
}

for (const element of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-countdown]"))) {
  if (show(element)) {
    const timer = setInterval(() => show(element) || clearInterval(timer), 15_000);
  }
}
