/** The bar: is it on, for how long, who watches, and is this page connected. */

import { draw, h, symbol } from "../dom.js";
import { clock, counted, filled, words } from "../words.js";
import { part } from "./desk.js";

const SECOND = 1000;

/** @param {import("./desk.js").Desk} desk */
export function mountHead(desk) {
  const { board } = desk;
  let watching = /** @type {number | null} */ (null);
  const show = () => {
    const session = board.parts.session;
    showState(session);
    showClock(session);
    const line = part("line");
    line.textContent = board.state === "open" && watching !== null ? watchingNow(session, watching) : words.lines[board.state];
    line.dataset.tone = board.state === "open" ? "good" : board.state === "connecting" ? "plain" : "bad";
    line.title = words.lines[board.state];
    showNotice(desk, session);
  };
  board.addEventListener("state", show);
  for (const name of ["session", "crew:room"]) board.watch(name, show);
  board.addEventListener("tick", (event) => {
    watching = /** @type {CustomEvent} */ (event).detail.watching ?? watching;
    show();
  });
  setInterval(() => showClock(board.parts.session), SECOND);
}

/** @param {import("../types.js").Session | undefined} session */
function showState(session) {
  if (!session) return;
  const state = part("state");
  state.dataset.tone = session.state === "live" ? "live" : "plain";
  draw(state, session.is_recording ? h("span.rec", { role: "img", "aria-label": words.recording_now }) : null, words.states[session.state]);
}

/** @param {import("../types.js").Session | undefined} session */
function showClock(session) {
  if (!session?.starts_at || !session.ends_at) return;
  const [starts, ends] = [Date.parse(session.starts_at), Date.parse(session.ends_at)];
  const span = `${clock(starts)}–${clock(ends)}`;
  const left = session.state === "waiting" ? filled(words.begins_in, { time: duration(starts - Date.now()) }) : session.state === "live" ? filled(words.left, { time: duration(ends - Date.now()) }) : "";
  part("clock").textContent = [span, left].filter(Boolean).join(" · ");
}

/** @param {number} milliseconds */
function duration(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / SECOND));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  const two = (/** @type {number} */ value) => String(value).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** Nothing while there is nobody to wait for: a phone's bar has room for when it begins. @param {import("../types.js").Session | undefined} session @param {number} count */
function watchingNow(session, count) {
  return count || session?.state === "live" ? counted(words.watching, count) : "";
}

/** @param {import("./desk.js").Desk} desk @param {import("../types.js").Session | undefined} session */
function showNotice(desk, session) {
  const { board, page } = desk;
  // What ends this page stays.
  if (part("notices").querySelector("[data-final]")) return;
  const room = board.parts["crew:room"];
  const text = !page.isPublished ? words.not_published : session?.state === "waiting" ? words.not_open : session?.state === "ended" ? words.ended : "";
  const retry = (/** @type {Event} */ event) => void desk.doing(event, () => desk.send("room/retry"));
  const failed = room?.state === "failed" ? h("div.note.note-bad", { key: "failed", role: "alert" }, h("strong", {}, words.room_failed), h("p", {}, room.failure), h("button.tonal", { type: "button", onclick: retry }, symbol("refresh"), words.retry_room)) : null;
  draw(part("notices"), failed, text ? h("p.note", { key: "state" }, text) : null);
}
