/** The film: every shot of the guest is a frame, taken or not yet. */

import { h, symbol } from "../../live/dom.js";
import { smallPicture } from "./pictures.js";
import { say } from "./words.js";

/** Beyond that the empty frames would hide the photos. */
const MOST_EMPTY = 36;

const SYMBOLS = /** @type {const} */ ({ waiting: "schedule", lost: "warning" });

/** @param {import("./types.js").Frame} frame @returns {string} */
export function stateText({ state, share }) {
  return say(`state_${state}`, { share: Math.round(share * 100) });
}

/** @param {import("./types.js").Frame[]} frames @param {number} left @param {(frame: import("./types.js").Frame) => void} onOpen */
export function roll(frames, left, onOpen) {
  const empty = Math.min(left, Math.max(3, MOST_EMPTY - frames.length));
  return h(
    "ol.roll",
    { role: "list", "aria-label": say("roll") },
    frames.map((frame, index) => taken(frame, index + 1, onOpen)),
    Array.from({ length: empty }, (_none, index) => notYet(frames.length + index + 1)),
  );
}

/** @param {import("./types.js").Frame} frame @param {number} number @param {(frame: import("./types.js").Frame) => void} onOpen */
function taken(frame, number, onOpen) {
  const url = smallPicture(frame);
  const sign = SYMBOLS[/** @type {keyof typeof SYMBOLS} */ (frame.state)];
  const text = stateText(frame);
  return h(
    "li.frame",
    { key: frame.key, "data-state": frame.state, vars: { share: frame.share } },
    h(
      "button.frame-open",
      { type: "button", "aria-label": say("frame", { number, state: text }), onclick: () => onOpen(frame) },
      url ? h("img", { src: url, alt: "", decoding: "async" }) : h("span.frame-blank"),
      sign && h("span.frame-sign", {}, symbol(sign)),
    ),
    h("span.frame-edge", { "aria-hidden": "true" }, h("b", {}, number), frame.state === "here" ? "" : h("span", {}, text)),
  );
}

/** @param {number} number */
function notYet(number) {
  return h("li.frame.frame-empty", { key: `empty-${number}`, "aria-hidden": "true" }, h("span.frame-blank"), h("span.frame-edge", {}, h("b", {}, number)));
}
