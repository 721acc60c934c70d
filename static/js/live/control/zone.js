/** Times as the event's clocks show them, wherever the organizer is: like every other organizer page. */

import { words } from "../words.js";

/** @type {string | undefined} undefined: the reader's own */
const ZONE = words.zone;

/** As a `datetime-local` field writes it. @param {string | number} moment @param {string} [zone] @returns {string} */
export function atZone(moment, zone = ZONE) {
  const day = /** @type {const} */ ({ year: "numeric", month: "2-digit", day: "2-digit" });
  const format = new Intl.DateTimeFormat("sv", { ...day, hour: "2-digit", minute: "2-digit", ...(zone && { timeZone: zone }) });
  return format.format(new Date(moment)).replace(" ", "T");
}

/** The moment of what such a field holds. @param {string} text @param {string} [zone] @returns {Date} */
export function fromZone(text, zone = ZONE) {
  const wanted = Date.parse(`${text}Z`);
  let found = wanted;
  // Twice: near a change of clocks, the first difference is that of the other side.
  for (let time = 0; time < 2; time += 1) found += wanted - Date.parse(`${atZone(found, zone)}Z`);
  return new Date(found);
}

/** Named where it is another one than the reader's. @returns {string} */
export function zoneName() {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return ZONE && ZONE !== own ? ` (${ZONE.replaceAll("_", " ")})` : "";
}
