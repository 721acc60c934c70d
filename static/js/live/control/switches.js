/** A switch of the room: what it says is what the board says. */

import { h } from "../dom.js";
import { words } from "../words.js";

/** @param {import("./desk.js").Desk} desk @param {string} name as the API has it @param {boolean} isOn */
export function switchOf(desk, name, isOn) {
  const change = (/** @type {Event} */ event) => void desk.doing(event, () => desk.send("room", { [name]: !isOn }, "PATCH"));
  return h("button.switch", { key: name, type: "button", role: "switch", "aria-checked": String(isOn), "data-switch": name, disabled: !desk.board.parts["crew:room"], onclick: change }, h("span", {}, words.switches[name]), h("span.switch-mark", { "aria-hidden": "true" }));
}
