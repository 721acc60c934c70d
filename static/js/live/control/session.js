/** What attendees may do, the recording, the time, and whether all of it works. */

import { draw, h, soon } from "../dom.js";
import { clock, filled, counted, number, words } from "../words.js";
import { sure } from "./dialogs.js";
import { recordings } from "./recordings.js";
import { switchOf } from "./switches.js";
import { zoneName } from "./zone.js";

/** @typedef {import("./desk.js").Desk} Desk */

const MORE_MINUTES = [5, 15, 30];

/** @param {Desk} desk @param {HTMLElement} place */
export function mountSession(desk, place) {
  const { board } = desk;
  let watching = /** @type {number | null} */ (null);
  const show = soon(() => {
    if (!board.parts.session) return;
    draw(place, switches(desk), recordings(desk), time(desk), health(desk, watching));
  });
  for (const part of ["session", "crew:recording", "crew:recordings", "crew:room", "crew:people"]) board.watch(part, show);
  desk.recorder.addEventListener("change", show);
  board.addEventListener("state", show);
  board.addEventListener("change", show);
  board.addEventListener("tick", (event) => {
    watching = /** @type {CustomEvent} */ (event).detail.watching ?? watching;
    show();
  });
}

/** @param {Desk} desk */
function switches(desk) {
  const { session, "crew:room": room } = desk.board.parts;
  const states = { chat: session.chat.on, reactions: session.reactions, questions: session.questions, hands: session.hands, guests: room?.admits_guests ?? true };
  const rows = Object.entries(states).map(([name, isOn]) => switchOf(desk, name, isOn));
  return h("section", { key: "switches" }, h("h3", {}, words.switch_group), h("div.switches", {}, ...rows));
}

/** @param {Desk} desk */
function time(desk) {
  const { session } = desk.board.parts;
  if (session.state === "ended" || !session.ends_at) return null;
  const extend = (/** @type {number} */ minutes) => (/** @type {Event} */ event) => void desk.doing(event, () => desk.send("extend", { minutes }));
  const end = (/** @type {Event} */ event) =>
    void desk.doing(event, async () => {
      if (await sure(words.end_sure, words.end_session)) await desk.send("end");
    });
  const more = MORE_MINUTES.map((minutes) => h("button.outlined", { key: minutes, type: "button", onclick: extend(minutes) }, counted(words.extend, minutes)));
  return h("section", { key: "time" }, h("h3", {}, words.time), h("p.fine", {}, filled(words.ends_at, { time: clock(session.ends_at) }), zoneName()), h("div.row", {}, ...more, h("button.outlined.danger-line", { key: "end", type: "button", onclick: end }, words.end_session)));
}

/** @param {Desk} desk @param {number | null} watching */
function health(desk, watching) {
  const { board, delivery } = desk;
  const { "crew:room": room, "crew:people": people } = board.parts;
  const roomState = room ? words.room_states[room.state] : board.parts.session.state === "ended" ? words.room_states.closed : words.no_room;
  const rows = [
    fact(words.connection, words.lines[board.state], board.state === "open" ? "good" : "bad"),
    fact(words.room, roomState, room ? (room.state === "ready" ? "good" : room.state === "failed" ? "bad" : "plain") : "plain"),
    fact(words.delivery, delivery === null ? words.not_measured : filled(words.delivered, { ms: number(delivery) }), delivery === null ? "plain" : delivery < 1500 ? "good" : "bad"),
    fact(words.watching_now, watching === null ? "–" : number(watching), "plain"),
    people && room?.room_limit ? fact(words.in_room, filled(words.room_of, { used: number(people.inside), limit: number(room.room_limit) }), people.inside < room.room_limit ? "plain" : "bad") : null,
    room?.stage_limit ? fact(words.stage, filled(words.stage_of, { used: number(room.stage_used), limit: number(room.stage_limit) }), "plain") : null,
  ];
  return h("section", { key: "health" }, h("h3", {}, words.health), h("dl.facts", {}, ...rows), room ? h("p.fine", { key: "provider" }, words.providers[room.provider]) : null);
}

/** @param {string} name @param {string} text @param {"good" | "bad" | "plain"} tone */
function fact(name, text, tone) {
  return h("div", { key: name }, h("dt", {}, name), h("dd", { "data-tone": tone }, text));
}
