/** The schedule while it is open: what is live, where "now" is, and which day is in sight. */

const MINUTE = 60_000;

/**
 * @typedef {{ element: HTMLElement, start: number, end: number }} Slot
 */

/** @param {ParentNode} root @returns {Slot[]} */
function readSlots(root) {
  return [.../** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-slot]"))].map((element) => {
    const [start = NaN, end = NaN] = [...element.querySelectorAll("time")].map((time) => Date.parse(time.dateTime));
    return { element, start, end };
  });
}

/** @param {Slot[]} slots @param {number} now */
function markStages(slots, now) {
  for (const { element, start, end } of slots) {
    if (element.classList.contains("is-cancelled")) continue;
    element.classList.toggle("is-past", now >= end);
    element.classList.toggle("is-live", now >= start && now < end);
    const badge = element.querySelector(".badge-live");
    if (badge && now >= end) badge.remove();
  }
}

/** A line before the first moment of a day that is still to come, while that day goes on.
 * @param {HTMLElement} root @param {number} now */
function placeNowLine(root, now) {
  root.querySelector(".now-line")?.remove();
  const moments = /** @type {HTMLElement[]} */ ([...root.querySelectorAll(".moment")]);
  const starts = moments.map((moment) => Date.parse(moment.querySelector("time")?.dateTime ?? ""));
  const next = starts.findIndex((start) => start > now);
  const following = moments[next];
  const day = following?.parentElement;
  if (!following || moments[next - 1]?.parentElement !== day || !day?.id.startsWith("day-")) return;
  const line = document.createElement("p");
  line.className = "now-line";
  line.textContent = root.dataset.now ?? "";
  following.before(line);
}

/** @param {HTMLElement} links */
function followDays(links) {
  const anchors = /** @type {HTMLAnchorElement[]} */ ([...links.querySelectorAll('a[href^="#day-"]')]);
  const days = anchors.map((anchor) => document.getElementById(anchor.hash.slice(1)));
  const mark = () => {
    const line = links.getBoundingClientRect().bottom + 80;
    const passed = days.filter((day) => day?.offsetParent && day.getBoundingClientRect().top <= line);
    const current = passed.at(-1);
    anchors.forEach((anchor, index) => {
      if (current && days[index] === current) anchor.setAttribute("aria-current", "true");
      else anchor.removeAttribute("aria-current");
    });
  };
  let waiting = false;
  addEventListener(
    "scroll",
    () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        mark();
      });
    },
    { passive: true },
  );
  mark();
}

const root = /** @type {HTMLElement | null} */ (document.querySelector("[data-schedule]"));
if (root) {
  const slots = readSlots(root);
  const refresh = () => {
    const now = Date.now();
    markStages(slots, now);
    placeNowLine(root, now);
  };
  refresh();
  setInterval(refresh, MINUTE);
  const links = /** @type {HTMLElement | null} */ (root.querySelector("[data-day-links]"));
  if (links) followDays(links);
  root.querySelector("[data-print]")?.addEventListener("click", () => print());
}
