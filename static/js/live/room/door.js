/**
 * Going in: `POST /api/sessions/{id}/join` gives the keys of the room and takes the person's seat.
 *
 * @typedef {{ provider: string | null, mode: string | null, room_url: string, token: string, board_url: string,
 *   signal_url: string, stream_ticket: string, me: import("../types.js").Me, message?: string }} Keys
 * @typedef {{ session: string, join_path: string, may_send: boolean, libraries: { daily: string, hls: string } }} Config
 */

import { Refused, ask } from "../act.js";
import { find } from "./find.js";

/** @param {HTMLElement} root @returns {Config} */
export function configOf(root) {
  return JSON.parse(find(root, "#live-config").textContent ?? "{}");
}

/** @param {HTMLElement} root @param {Config} config @returns {Promise<Keys>} raises Refused where one may not (any more) */
export async function join(root, config) {
  const token = /** @type {HTMLInputElement} */ (find(root, "[name=csrfmiddlewaretoken]")).value;
  return ask(config.join_path, { method: "POST", body: {}, headers: { "X-CSRFToken": token } });
}

/** Whether the server said no, and not that it is busy. @param {unknown} error */
export function isRefusal(error) {
  return error instanceof Refused && error.status < 500 && error.status !== 429;
}
