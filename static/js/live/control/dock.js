/** Which panel is open: on a phone one at a time, at the thumb; on a desk the three beside the actions take turns. */

import { draw, h, soon, symbol } from "../dom.js";
import { number, words } from "../words.js";
import { part } from "./desk.js";

/** @typedef {{ name: string, symbol: string, count: () => number }} Way */

/** @param {import("./desk.js").Desk} desk */
export function mountDock({ board }) {
  /** Chat messages that came while the chat was not open. */
  let unread = 0;
  /** @type {Way[]} */
  const ways = [
    { name: "actions", symbol: "ballot", count: () => 0 },
    { name: "questions", symbol: "help", count: () => board.parts["crew:queue"]?.count ?? 0 },
    { name: "chat", symbol: "forum", count: () => unread },
    { name: "people", symbol: "group", count: () => board.parts["crew:people"]?.hands.length ?? 0 },
    { name: "session", symbol: "tune", count: () => 0 },
  ];
  const { dataset } = document.body;
  const isOpen = (/** @type {string} */ name) => (isDesk() ? dataset.side === name : dataset.at === name);
  const open = (/** @type {string} */ name) => {
    dataset.at = name;
    if (name !== "actions" && name !== "session") dataset.side = name;
    if (name === "chat") unread = 0;
    dispatchEvent(new CustomEvent("panel", { detail: name }));
    show();
  };
  const button = (/** @type {Way} */ way) => {
    const count = way.count();
    return h("button.dock-way", { key: way.name, type: "button", "data-way": way.name, "aria-current": isOpen(way.name) ? "true" : null, onclick: () => open(way.name) }, h("span.dock-symbol", {}, symbol(way.symbol), count ? h("span.badge", {}, number(Math.min(count, 99))) : null), h("span.dock-label", {}, words.panels[way.name]));
  };
  const show = soon(() => draw(part("dock"), ways.map(button)));
  for (const name of ["crew:queue", "crew:people"]) board.watch(name, show);
  board.addEventListener("tick", (event) => {
    if (!isOpen("chat")) unread += /** @type {CustomEvent} */ (event).detail.chat?.length ?? 0;
    show();
  });
  deskWidth.addEventListener("change", show);
  show();
}

const deskWidth = matchMedia("(min-width: 60rem)");

function isDesk() {
  return deskWidth.matches;
}
