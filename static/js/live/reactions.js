/** Reactions: buttons, and what flies over the video. One's own is seen at once, the others' once per tick, summed. */

import { draw, h } from "./dom.js";
import { filled, number, words } from "./words.js";

/** @type {Record<string, string>} */
export const DRAWN = { applause: "👏", heart: "❤️", laugh: "😂", wow: "😮", celebrate: "🎉", thumbs_up: "👍" };
// Nobody claps faster, and the server would not take it.
const PAUSE = 350;
const MOST_AT_ONCE = 12;
const FLIGHT = 2_600;

/** @param {import("./overlay.js").Room} room @param {HTMLElement} place @param {HTMLElement | null} over */
export function mountReactions(room, place, over) {
  const air = h("div.live-air", { "aria-hidden": "true" });
  (over ?? place).append(air);
  const bar = h("div.live-reactions", { role: "group", "aria-label": words.reactions });
  place.append(bar);
  /** How many of the next sum are one's own, and were seen already. @type {Record<string, number>} */
  const own = {};
  let last = 0;
  /** @param {string} kind */
  const react = (kind) => {
    if (Date.now() - last < PAUSE) return;
    last = Date.now();
    own[kind] = (own[kind] ?? 0) + 1;
    fly(air, kind, 1);
    room.act.react(kind).catch(() => (own[kind] = Math.max((own[kind] ?? 1) - 1, 0)));
  };
  const buttons = () => Object.entries(DRAWN).map(([kind, drawn]) => h("button.live-reaction", { key: kind, type: "button", "aria-label": words.reaction_names[kind], title: words.reaction_names[kind], onclick: () => react(kind) }, h("span", { "aria-hidden": "true" }, drawn)));
  room.board.watch("session", (session) => {
    place.hidden = !session?.reactions;
    draw(bar, place.hidden ? [] : buttons());
  });
  room.board.addEventListener("tick", (event) => {
    const sums = /** @type {CustomEvent} */ (event).detail.reactions ?? {};
    for (const [kind, sum] of Object.entries(sums)) {
      const seen = Math.min(own[kind] ?? 0, sum);
      own[kind] = (own[kind] ?? 0) - seen;
      fly(air, kind, sum - seen);
    }
  });
}

/** @param {HTMLElement} air @param {string} kind @param {number} count */
function fly(air, kind, count) {
  const drawn = DRAWN[kind];
  if (!drawn || count <= 0) return;
  // Whoever wants no motion, or where too many would fly, sees the sum.
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const flying = isStill || count > MOST_AT_ONCE ? [`${drawn} ${filled(words.times, { count: number(count) })}`] : Array(count).fill(drawn);
  for (const text of flying) {
    const one = h("span.live-float", { "data-still": isStill, vars: { x: `${Math.round(Math.random() * 100)}%`, drift: `${Math.round(Math.random() * 40 - 20)}px`, wait: `${Math.round(Math.random() * 280)}ms` } }, text);
    air.append(one);
    setTimeout(() => one.remove(), FLIGHT + 300);
  }
}
