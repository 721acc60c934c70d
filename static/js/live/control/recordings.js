/** The recording: start and stop, how it goes, and every one that was made, with the one that the page plays. */

import { h, symbol } from "../dom.js";
import { clock, fileSize, filled, words } from "../words.js";
import { sure } from "./dialogs.js";
import { RUNNING } from "./record.js";
import { switchOf } from "./switches.js";

/** @typedef {import("./desk.js").Desk} Desk */
/**
 * @typedef {{ id: string, state: string, provider: string, started_at: string, duration: number | null, size: number | null,
 *   failure: string, broke_off: boolean, is_shown: boolean, has_file: boolean, may_retry: boolean }} Kept
 */

/** @param {Desk} desk */
export function recordings(desk) {
  const { "crew:recording": found, "crew:recordings": made = [], "crew:room": room } = desk.board.parts;
  return h("section", { key: "recording" }, h("h3", {}, words.recording), room && room.provider !== "stream" ? switchOf(desk, "starts_recording", room.starts_recording) : null, standing(found), ...hints(desk, room, found), h("div.row", {}, button(desk, room, found)), made.length ? h("ul.kept", { role: "list", "aria-label": words.recordings_made }, ...made.map((/** @type {Kept} */ one) => row(desk, one))) : null);
}

/** @param {any} found */
function standing(found) {
  const isRunning = RUNNING.includes(found?.state);
  const text = isRunning ? `${words.recording_states[found.state]} · ${filled(words.recording_since, { time: clock(found.started_at) })}` : words.no_recording;
  return h("p.fine", { key: "standing" }, isRunning ? h("span.rec", { "aria-hidden": "true" }) : null, text);
}

/** @param {Desk} desk @param {any} room @param {any} found */
function button(desk, room, found) {
  const start = (/** @type {Event} */ event) => void desk.doing(event, () => desk.recorder.start());
  const stop = (/** @type {Event} */ event) => void desk.doing(event, () => desk.send("recording/stop"));
  if (RUNNING.includes(found?.state)) return h("button.filled.danger", { key: "stop", type: "button", onclick: stop }, symbol("stop_circle"), words.stop_recording);
  const mayStart = room?.state === "ready" && room.provider !== "stream" && room.is_recorded;
  return h("button.outlined", { key: "start", type: "button", disabled: !mayStart, onclick: start }, symbol("radio_button_checked"), words.start_recording);
}

/** What one should know of it now. @param {Desk} desk @param {any} room @param {any} found */
function hints(desk, room, found) {
  const { recorder } = desk;
  const { session } = desk.board.parts;
  const isRunning = RUNNING.includes(found?.state);
  const waits = room?.starts_recording && room.is_recorded && !isRunning && session?.state !== "ended" && !found;
  return [
    room && !room.is_recorded && room.provider !== "stream" ? h("p.fine", { key: "unannounced" }, words.not_announced) : null,
    room?.provider === "stream" ? h("p.fine", { key: "outside" }, words.recorded_outside) : null,
    waits ? h("p.fine", { key: "waits" }, words.starts_by_itself[room.provider] ?? "") : null,
    recorder.wantsClick && waits ? h("p.note", { key: "click", role: "status" }, words.recording_click) : null,
    recorder.running ? h("p.fine", { key: "here" }, words.recorded_here) : null,
    !recorder.running && recorder.upload ? h("p.note", { key: "sending", role: "status" }, filled(words.recording_sending, { size: fileSize(recorder.left) })) : null,
    recorder.isHeldUp ? h("p.note", { key: "held", role: "status" }, filled(words.recording_held, { size: fileSize(recorder.left) })) : null,
    recorder.isLost ? h("p.note.note-bad", { key: "lost", role: "alert" }, words.recording_lost) : null,
    recorder.isSilent && isRunning ? h("p.note.note-bad", { key: "silent", role: "alert" }, words.recording_silent) : null,
  ];
}

/** @param {Desk} desk @param {Kept} one */
function row(desk, one) {
  const facts = [one.duration ? length(one.duration) : "", one.size && one.duration ? fileSize(one.size) : "", one.broke_off ? words.broke_off : ""].filter(Boolean).join(" · ");
  const at = clock(one.started_at);
  const show = (/** @type {Event} */ event) =>
    void desk.doing(event, async () => {
      if (await sure(filled(words.show_sure, { time: at }), words.show_recording)) await desk.send(`recordings/${one.id}/show`);
    });
  const retry = (/** @type {Event} */ event) => void desk.doing(event, () => desk.send(`recordings/${one.id}/retry`));
  const named = (/** @type {string} */ does) => `${does}: ${at}`;
  const state = one.is_shown ? h("span.chip", { key: "state", "data-tone": "good" }, words.on_page) : h("span.chip", { key: "state", "data-tone": one.state === "failed" ? "bad" : RUNNING.includes(one.state) ? "live" : "plain" }, words.recording_states[one.state]);
  return h(
    "li.kept-row",
    { key: one.id },
    h("div.kept-words", {}, h("p.kept-name", {}, at, " ", state), facts ? h("p.fine", {}, facts) : null, one.failure ? h("p.wrong", {}, one.failure) : null),
    h(
      "div.row",
      {},
      one.state === "ready" && !one.is_shown && one.has_file ? h("button.outlined", { key: "show", type: "button", "aria-label": named(words.show_recording), onclick: show }, words.show_recording) : null,
      one.may_retry ? h("button.tonal", { key: "retry", type: "button", "aria-label": named(words.try_again), onclick: retry }, symbol("refresh"), words.try_again) : null,
      one.has_file ? h("a.icon-button", { key: "file", href: `${desk.page.api}recordings/${one.id}/file`, download: true, "aria-label": named(words.download_recording), title: words.download_recording }, symbol("download")) : null,
    ),
  );
}

/** @param {number} seconds @returns {string} */
function length(seconds) {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  const two = (/** @type {number} */ value) => String(value).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
