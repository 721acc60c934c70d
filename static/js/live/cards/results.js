/** How a poll stands, as bars with counts and percentages; the control page draws it the same way. */

import { h, symbol } from "../dom.js";
import { filled, number, words } from "../words.js";

/**
 * @typedef {import("../types.js").Results} Results
 * @typedef {import("../types.js").Action} Action
 * @typedef {{ label: string, count: number, isMine: boolean }} Bar
 */

/** @param {Action} poll @param {Results} results @param {import("../types.js").Vote} [mine] @returns {HTMLElement} */
export function resultBars(poll, results, mine) {
  const bars = poll.poll_type === "rating" ? ratingBars(results, mine) : optionBars(poll, results, mine);
  const top = Math.max(...bars.map((bar) => bar.count), 1);
  const average = poll.poll_type === "rating" && typeof results.average === "number" ? h("p.bars-average", {}, h("strong", {}, number(results.average)), ` ${words.of_five}`) : null;
  return h("div.bars-box", {}, average, h("ul.bars", { role: "list" }, ...bars.map((bar) => barRow(bar, { voters: results.voters, top }))));
}

/** @param {Action} poll @param {Results} results @param {import("../types.js").Vote} [mine] @returns {Bar[]} */
function optionBars(poll, results, mine) {
  return (poll.options ?? []).map(({ id, label }) => ({ label, count: results.options?.[id] ?? 0, isMine: mine?.options.includes(id) ?? false }));
}

/** @param {Results} results @param {import("../types.js").Vote} [mine] @returns {Bar[]} */
function ratingBars(results, mine) {
  return ["5", "4", "3", "2", "1"].map((label) => ({ label, count: results.counts?.[label] ?? 0, isMine: String(mine?.rating) === label }));
}

/** @param {Bar} bar @param {{ voters: number, top: number }} among */
function barRow({ label, count, isMine }, { voters, top }) {
  const share = voters ? Math.round((count / voters) * 100) : 0;
  return h(
    "li.bar-row",
    { "data-top": count === top && count > 0, "data-mine": isMine, vars: { share: `${share}%` } },
    h("span.bar-label", {}, label, isMine ? h("span.bar-mine", {}, symbol("check"), h("span.visually-hidden", {}, words.yours)) : null),
    h("span.bar-count", {}, filled(words.share, { count: number(count), percent: share })),
    h("span.bar-line", { "aria-hidden": "true" }),
  );
}

/** @param {Results} results @returns {HTMLElement} */
export function textAnswers(results) {
  const texts = results.texts ?? [];
  return texts.length ? h("ul.text-answers", { role: "list" }, ...texts.map((text) => h("li", {}, text))) : h("p.live-soft", {}, words.no_texts);
}
