/** Words in the page's language, from its data block, and how numbers, times and plurals are put into them. */

import { Refused } from "./act.js";

/** @type {Record<string, any>} */
export const words = JSON.parse(document.getElementById("live-words")?.textContent ?? "{}");

const language = document.documentElement.lang || "en";
const plurals = new Intl.PluralRules(language);
const numbers = new Intl.NumberFormat(language);

/** @param {string} text @param {Record<string, string | number>} values @returns {string} */
export function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (_whole, name) => String(values[name] ?? ""));
}

/** @param {{ one: string, other: string }} forms @param {number} count @returns {string} */
export function counted(forms, count) {
  const form = plurals.select(count) === "one" ? forms.one : forms.other;
  return filled(form, { count: number(count) });
}

/** @param {number} value */
export function number(value) {
  return numbers.format(value);
}

/** @param {string | number} moment @returns {string} hours and minutes: of the zone that the page names, or where the reader is */
export function clock(moment) {
  return new Date(moment).toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit", timeZone: words.zone });
}

/** @param {number} bytes @returns {string} */
export function fileSize(bytes) {
  const isLarge = bytes >= 1_000_000;
  const format = new Intl.NumberFormat(language, { style: "unit", unit: isLarge ? "megabyte" : "kilobyte", maximumFractionDigits: isLarge ? 1 : 0 });
  return format.format(bytes / (isLarge ? 1_000_000 : 1_000));
}

/** What to tell about something that went wrong. @param {unknown} error @returns {string} */
export function wordsOf(error) {
  return (error instanceof Refused && error.message) || words.unreachable;
}
