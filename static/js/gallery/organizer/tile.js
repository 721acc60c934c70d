/** One photo in the grid. */

import { h } from "../../live/dom.js";
import { filled, words } from "../../live/words.js";

/** @typedef {import("./types.js").Photo} Photo */
/** @typedef {{ isChosen: boolean, isActive: boolean, onLost: (photo: Photo) => void }} TileState */

const language = document.documentElement.lang || "en";
const zone = words.zone;
const moments = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short", timeZone: zone });

/** @param {string} moment @returns {string} by the event's clocks */
export function momentText(moment) {
  return moments.format(new Date(moment));
}

/** @param {Photo} photo */
export function titleOf(photo) {
  const values = { name: photo.uploaded_by, time: momentText(photo.taken_at) };
  return filled(photo.uploaded_by ? words.photo_by : words.photo, values);
}

/** @param {Photo} photo @param {TileState} state @returns {HTMLElement} */
export function tile(photo, { isChosen, isActive, onLost }) {
  const title = titleOf(photo);
  const isHidden = photo.status === "hidden";
  const label = isHidden ? `${title}. ${words.hidden}` : title;
  return h(
    "li.tile",
    { key: photo.media_id, "data-chosen": isChosen, "data-hidden": isHidden },
    h("button.tile-open", { type: "button", "aria-label": label, tabindex: isActive ? 0 : -1 }, colours(photo.placeholder), picture(photo, onLost), isHidden ? h("span.tile-badge", { key: "badge" }, words.hidden) : null),
    h("label.tile-check", {}, h("input", { type: "checkbox", tabindex: -1, "aria-label": filled(words.choose, { photo: title }), checked: isChosen })),
  );
}

/** @param {Photo} photo @param {(photo: Photo) => void} onLost */
function picture(photo, onLost) {
  if (!photo.thumb_url) return h("span.tile-wait", { key: "wait" }, words.being_made);
  return h("img", { key: "picture", src: photo.thumb_url, alt: "", loading: "lazy", decoding: "async", draggable: "false", onerror: () => onLost(photo) });
}

/** A few colours until the picture is here (gallery/pictures/placeholder.py). @param {string} text @returns {HTMLElement} */
export function colours(text) {
  const canvas = /** @type {HTMLCanvasElement} */ (h("canvas.tile-colours", { key: `colours-${text}`, "aria-hidden": "true", width: 4, height: 3 }));
  if (!text) return canvas;
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const first = bytes[0] ?? 0;
  const [columns, rows] = [first >> 4, first & 15];
  canvas.width = columns;
  canvas.height = rows;
  const context = canvas.getContext("2d");
  const field = context?.createImageData(columns, rows);
  if (!context || !field) return canvas;
  for (let at = 0; at < columns * rows; at += 1) {
    field.data.set(bytes.subarray(1 + 3 * at, 4 + 3 * at), 4 * at);
    field.data[4 * at + 3] = 255;
  }
  context.putImageData(field, 0, 0);
  return canvas;
}
