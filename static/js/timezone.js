/**
 * Times in the visitor's own zone. The server writes them in the event's; this rewrites `<time>` texts and
 * back again, and adds the day where it is another one than at the event. The choice is kept on this device.
 */

const KEY = "foyer:zone";
const OWN = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** @param {string} zone @param {Intl.DateTimeFormatOptions} options */
function formatter(zone, options) {
  return new Intl.DateTimeFormat(document.documentElement.lang || "en-GB", { timeZone: zone, ...options });
}

/** @param {string} one @param {string} other @param {Date[]} moments */
function differ(one, other, moments) {
  const first = formatter(one, { dateStyle: "short", timeStyle: "short" });
  const second = formatter(other, { dateStyle: "short", timeStyle: "short" });
  return moments.some((moment) => first.format(moment) !== second.format(moment));
}

/** @param {string} zone */
function placeOf(zone) {
  return zone.split("/").at(-1)?.replaceAll("_", " ") ?? zone;
}

/** @param {HTMLElement} line */
function attach(line) {
  const button = /** @type {HTMLButtonElement | null} */ (line.querySelector("[data-zone-switch]"));
  const said = /** @type {HTMLElement | null} */ (line.querySelector("[data-zone-said]"));
  if (!button || !said) return;
  const zone = button.dataset.zone ?? "UTC";
  const times = /** @type {HTMLTimeElement[]} */ ([...document.querySelectorAll('main time[datetime*="T"]')]).filter(
    (time) => /^(\p{L}+\.? )?\d\d:\d\d$/u.test(time.textContent ?? ""),
  );
  const moments = times.map((time) => new Date(time.dateTime));
  if (!differ(zone, OWN, moments)) return;

  const texts = times.map((time) => time.textContent ?? "");
  const here = said.textContent ?? "";
  const there = (said.dataset.other ?? "").replace("%s", placeOf(OWN));
  const clock = formatter(OWN, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const day = formatter(OWN, { weekday: "short" });
  const dateThere = formatter(zone, { dateStyle: "short" });
  const dateHere = formatter(OWN, { dateStyle: "short" });

  /** @param {boolean} isOwn */
  const show = (isOwn) => {
    times.forEach((time, index) => {
      const moment = new Date(time.dateTime);
      const text = texts[index] ?? "";
      time.textContent = isOwn ? clock.format(moment) : text;
      const moved = dateThere.format(moment) !== dateHere.format(moment);
      if (!isOwn || !(moved || text.includes(" "))) return;
      const mark = document.createElement("span");
      mark.className = "zone-day";
      mark.textContent = `${day.format(moment)} `;
      time.prepend(mark);
    });
    said.textContent = isOwn ? there : here;
    button.textContent = (isOwn ? button.dataset.back : button.dataset.own)?.replace("%s", placeOf(OWN)) ?? "";
    button.dataset.isOwn = String(isOwn);
  };

  const stored = () => {
    try {
      return localStorage.getItem(KEY) === "own";
    } catch {
      return false;
    }
  };
  button.hidden = false;
  show(stored());
  button.addEventListener("click", () => {
    const isOwn = button.dataset.isOwn !== "true";
    try {
      localStorage.setItem(KEY, isOwn ? "own" : "event");
    } catch {
      // Forbidden storage: the choice holds for this page.
    }
    show(isOwn);
  });
}

for (const line of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-zone-line]"))) attach(line);
