/** A page whose recording is being prepared turns into the one that plays it, by itself. */

const FIRST = 10_000;
const LONGEST = 120_000;

const place = /** @type {HTMLElement | null} */ (document.querySelector("[data-preparing]"));

/** @param {number} wait milliseconds; each time longer, and never for all visitors at once */
function lookIn(wait) {
  setTimeout(() => void look(wait), wait * (0.75 + Math.random() / 2));
}

/** @param {number} wait */
async function look(wait) {
  const answer = await fetch(place?.dataset.preparing ?? "", { headers: { Accept: "application/json" } }).catch(() => null);
  const found = answer?.ok ? await answer.json() : null;
  if (found?.purpose === "watch") location.reload();
  else lookIn(Math.min(wait * 1.3, LONGEST));
}

if (place) lookIn(FIRST);
