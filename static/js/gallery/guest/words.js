/** The page's data block, and its words with numbers and times put into them. */

/** @type {{ slug: string, address: string, api: string, worker: string, is_own_store: boolean, single_bytes: number, invitation: import("./types.js").Invitation, words: Record<string, string | [string, string]> }} */
export const page = JSON.parse(document.getElementById("guest-page")?.textContent ?? "{}");

const language = document.documentElement.lang || "en";
const plurals = new Intl.PluralRules(language);

/** The words of this name; `count` chooses between one and many. @param {string} name @param {Record<string, string | number>} [values] @returns {string} */
export function say(name, values = {}) {
  const found = page.words[name] ?? name;
  const text = typeof found === "string" ? found : plurals.select(Number(values.count)) === "one" ? found[0] : found[1];
  return text.replace(/\{(\w+)\}/g, (_whole, key) => String(values[key] ?? ""));
}

/** Whether there are words of this name. @param {string} name */
export function has(name) {
  return name in page.words;
}

/** A moment as people here say it, in the phone's own zone. @param {string} iso @returns {string} */
export function when(iso) {
  return new Date(iso).toLocaleString(language, { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
}

/** @param {number} bytes @returns {string} */
export function megabytes(bytes) {
  return (bytes / 1024 / 1024).toLocaleString(language, { maximumFractionDigits: 1 });
}

/** An address of the store. Where that is this site itself, by the name under which this phone has reached it. @template {string | null} T @param {T} url @returns {T} */
export function reachable(url) {
  if (!url || !page.is_own_store) return url;
  const { pathname, search } = new URL(url, location.href);
  return /** @type {T} */ (pathname + search);
}
