/**
 * Everything over and beside the video that is not video: cards, toasts, chat and questions, reactions.
 *
 * The page has the places: elements with `data-live` = `cards`, `drawer`, `reactions`, `toasts`; `floats` is where
 * reactions fly, over the video. A place that is missing is left out.
 *
 * @typedef {import("./types.js").Me} Me
 * @typedef {{ board: import("./board.js").Board, act: import("./act.js").Act, me: Me, toasts: Toasts }} Room
 */

import { mountCards } from "./cards/cards.js";
import { mountDrawer } from "./drawer/drawer.js";
import { mountReactions } from "./reactions.js";
import { Toasts } from "./toasts.js";

/**
 * @param {ParentNode} root @param {{ board: import("./board.js").Board, act: import("./act.js").Act, me: Me }} parts
 * @returns {Room} `toasts.say(text)` tells anything else the page has to say
 */
export function mountOverlay(root, { board, act, me }) {
  /** @param {string} name */
  const place = (name) => /** @type {HTMLElement | null} */ (root.querySelector(`[data-live="${name}"]`));
  const toasts = new Toasts(place("toasts") ?? document.createElement("div"));
  const room = { board, act, me, toasts };
  board.addEventListener("me", (event) => {
    const { question, ...news } = /** @type {CustomEvent} */ (event).detail;
    Object.assign(me, news);
    // What has become of one of their questions: the board has no dismissed ones, nor those that wait.
    if (question) me.questions = me.questions.map((own) => (own.id === question.id ? { ...own, ...question } : own));
    board.dispatchEvent(new CustomEvent("mine"));
  });
  const cards = place("cards");
  const drawer = place("drawer");
  const reactions = place("reactions");
  if (cards) mountCards(room, cards);
  if (drawer) mountDrawer(room, drawer);
  if (reactions) mountReactions(room, reactions, place("floats"));
  return room;
}
