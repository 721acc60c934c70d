/** Shows how long seats are kept (`data-hold`, ISO time). The server has written until when; this counts. */

const SECOND = 1000;

/**
 * @param {number} left milliseconds
 */
function asClock(left) {
  const seconds = Math.max(0, Math.ceil(left / SECOND));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** @param {HTMLElement} hold */
function watch(hold) {
  const until = Date.parse(hold.dataset.hold ?? "");
  const shown = /** @type {HTMLElement | null} */ (hold.querySelector("[data-left]"));
  const said = /** @type {HTMLElement | null} */ (hold.querySelector("[data-say]"));
  if (!shown || !said || Number.isNaN(until)) return;
  // Spoken three times only: a clock that speaks every second is unbearable.
  const marks = [{ at: 300, word: "five" }, { at: 60, word: "one" }, { at: 0, word: "over" }].filter(
    (mark) => until - Date.now() > mark.at * SECOND,
  );
  const tick = () => {
    const left = until - Date.now();
    shown.textContent = asClock(left);
    hold.toggleAttribute("data-short", left < 120 * SECOND);
    for (let mark = marks[0]; mark && left <= mark.at * SECOND; mark = marks[0]) {
      said.textContent = said.dataset[mark.word] ?? "";
      marks.shift();
    }
    if (left <= 0) clearInterval(timer);
  };
  const timer = setInterval(tick, SECOND);
  tick();
}

for (const hold of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-hold]"))) watch(hold);
