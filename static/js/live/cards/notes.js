/** Announcements, as toasts or pinned, and what is there to be downloaded. */

import { h, symbol } from "../dom.js";
import { fileSize, words } from "../words.js";

/** @typedef {import("../types.js").Action} Action */

const KEPT = "live-dismissed";

/** @param {Action} action @returns {HTMLElement} */
export function pinnedBody(action) {
  return h("div.live-note", {}, action.text ? h("p", {}, action.text) : null, action.url ? h("p", {}, h("a.button.button-line.button-small", { href: action.url, target: "_blank", rel: "noopener" }, action.button || words.open_link)) : null);
}

/** @param {Action} action @returns {HTMLElement} */
export function downloadBody(action) {
  const file = action.file;
  const facts = file ? [file.type.toUpperCase(), file.size ? fileSize(file.size) : ""].filter(Boolean).join(" · ") : words.link;
  return h(
    "div.live-note",
    {},
    action.text ? h("p", {}, action.text) : null,
    h("div.live-row", {}, h("a.button.button-solid.button-small", { href: action.url ?? "", target: "_blank", rel: "noopener", download: file ? file.name : null }, symbol(file ? "download" : "open_in_new"), file ? words.download : words.open_link), h("span.live-fine", {}, facts)),
  );
}

/** Announcements that are not pinned pass as toasts; whoever has put one away does not see it again. @param {import("../overlay.js").Room} room */
export function mountAnnouncements(room) {
  const dismissed = new Set(readKept());
  /** @type {Set<string>} */
  let shown = new Set();
  const show = () => {
    const now = room.board.actions().filter((action) => action.kind === "announcement" && action.state === "live" && !action.is_pinned && !dismissed.has(action.id) && !isOver(action));
    const ids = new Set(now.map((action) => action.id));
    for (const id of shown) if (!ids.has(id)) room.toasts.take(id);
    shown = ids;
    // The newest last, as they came.
    for (const action of now.reverse()) room.toasts.put(toastOf(action, () => keep(dismissed.add(action.id))));
  };
  room.board.addEventListener("change", show);
  // The time of an announcement passes without any change of the board.
  setInterval(show, 5_000);
  show();
}

/** @param {Action} action @param {() => void} close */
function toastOf(action, close) {
  const link = action.url ? { url: action.url, text: action.button || words.open_link } : undefined;
  return { key: action.id, title: action.title, text: action.text ?? "", close, ...(link ? { link } : {}) };
}

/** @param {Action} action */
function isOver(action) {
  return Boolean(action.shown_until) && Date.parse(String(action.shown_until)) <= Date.now();
}

/** @returns {string[]} */
function readKept() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
  } catch {
    return [];
  }
}

/** @param {Set<string>} dismissed */
function keep(dismissed) {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify([...dismissed]));
  } catch {
    // A browser that keeps nothing shows it again after a reload.
  }
}
