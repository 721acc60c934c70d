/** A poll: the form until one has voted, then how it stands, by the poll's rule. */

import { Refused } from "../act.js";
import { h, symbol } from "../dom.js";
import { counted, filled, number, words, wordsOf } from "../words.js";
import { resultBars, textAnswers } from "./results.js";

/**
 * @typedef {import("../types.js").Action} Action
 * @typedef {import("../types.js").Vote} Vote
 * @typedef {import("./cards.js").CardFrame} CardFrame
 */

/** @param {Action} poll @param {CardFrame} frame @returns {HTMLElement} */
export function pollBody(poll, frame) {
  const { room, state } = frame;
  const mine = room.me.votes[poll.id];
  const isOpen = poll.state === "live";
  if (isOpen && (!mine || state.isChanging)) return voteForm(poll, mine, frame);
  return h("div.poll", {}, standing(poll, mine, frame), ownAnswer(poll, mine), isOpen && mine && poll.may_change !== false ? changeButton(frame) : null);
}

/** @param {Action} poll @param {Vote | undefined} mine @param {CardFrame} frame */
function standing(poll, mine, { room }) {
  const results = room.board.resultsOf(poll);
  if (!results) return h("p.live-soft", {}, hiddenWords(poll, mine));
  const shown = poll.poll_type === "text" ? textAnswers(results) : resultBars(poll, results, mine);
  return h("div.poll-standing", {}, shown, h("p.live-fine", {}, counted(words.voters, results.voters), poll.is_secret ? ` · ${words.secret}` : ""));
}

/** Why there is nothing to see. @param {Action} poll @param {Vote | undefined} mine @returns {string} */
function hiddenWords(poll, mine) {
  if (poll.shows === "never") return words.results_never;
  if (poll.shows === "after_vote" && !mine) return poll.state === "live" ? words.results_after : words.results_voters;
  return words.results_later;
}

/** @param {Action} poll @param {Vote | undefined} mine */
function ownAnswer(poll, mine) {
  if (!mine) return null;
  const labels = (poll.options ?? []).filter((option) => mine.options.includes(option.id)).map((option) => option.label);
  const answer = poll.poll_type === "rating" ? number(mine.rating ?? 0) : poll.poll_type === "text" ? mine.text : labels.join(", ");
  return h("p.poll-mine", {}, symbol("check_circle"), h("span", {}, filled(words.your_answer, { answer })));
}

/** @param {CardFrame} frame */
function changeButton({ state, redraw }) {
  const change = () => {
    state.isChanging = true;
    redraw();
  };
  return h("button.button.button-line.button-small", { type: "button", onclick: change }, words.change_answer);
}

/** @param {Action} poll @param {Vote | undefined} mine @param {CardFrame} frame */
function voteForm(poll, mine, frame) {
  const { state, room } = frame;
  // What everybody may see already; what only voters see comes with one's own vote.
  const results = poll.results ?? (mine ? room.board.resultsOf(poll) : null);
  return h(
    "form.poll",
    { key: `vote-${poll.id}`, novalidate: true, "aria-busy": String(state.isBusy), onsubmit: (/** @type {SubmitEvent} */ event) => void cast(event, poll, frame) },
    answers(poll, mine),
    state.error ? h("p.live-wrong", { role: "alert" }, state.error) : null,
    h("div.live-row", {}, h("button.button.button-solid", { type: "submit", disabled: state.isBusy }, mine ? words.save_answer : words.vote), poll.is_secret ? h("span.live-fine", {}, words.secret) : null),
    results ? h("details.poll-sofar", { open: true }, h("summary", {}, words.so_far), poll.poll_type === "text" ? textAnswers(results) : resultBars(poll, results, mine), h("p.live-fine", {}, counted(words.voters, results.voters))) : null,
  );
}

/** @param {Action} poll @param {Vote | undefined} mine */
function answers(poll, mine) {
  if (poll.poll_type === "text") {
    return h("div.live-field", {}, h("label", { for: `text-${poll.id}` }, words.your_words), h("textarea", { id: `text-${poll.id}`, name: "text", rows: 3, maxlength: 500, required: true }, mine?.text ?? ""));
  }
  const isMultiple = poll.poll_type === "multiple";
  const legend = isMultiple ? words.choose_several : poll.poll_type === "rating" ? words.choose_rating : words.choose_one;
  const rows = poll.poll_type === "rating" ? ratingChoices(poll, mine) : (poll.options ?? []).map((option) => choice(poll, { value: option.id, label: option.label, isMine: mine?.options.includes(option.id) }));
  return h(`fieldset.poll-choices${poll.poll_type === "rating" ? ".poll-rating" : ""}`, {}, h("legend.live-fine", {}, legend), ...rows);
}

/** @param {Action} poll @param {{ value: string, label: string, isMine: boolean | undefined }} row */
function choice(poll, { value, label, isMine }) {
  const type = poll.poll_type === "multiple" ? "checkbox" : "radio";
  return h("label.poll-choice", { key: value }, h("input", { type, name: "choice", value, checked: isMine }), h("span", {}, label));
}

/** @param {Action} poll @param {Vote | undefined} mine */
function ratingChoices(poll, mine) {
  return ["1", "2", "3", "4", "5"].map((value) => choice(poll, { value, label: value, isMine: String(mine?.rating) === value }));
}

/** @param {SubmitEvent} event @param {Action} poll @param {CardFrame} frame */
async function cast(event, poll, { room, state, redraw }) {
  event.preventDefault();
  if (state.isBusy) return;
  const given = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
  const chosen = given.getAll("choice").map(String);
  const text = String(given.get("text") ?? "").trim();
  state.error = chosen.length || text ? "" : words.answer_first;
  if (!state.error) {
    state.isBusy = true;
    redraw();
    state.error = await sent(poll, { chosen, text }, room);
    state.isBusy = false;
    state.isChanging = state.isChanging && state.error !== "";
  }
  redraw();
}

/** @param {Action} poll @param {{ chosen: string[], text: string }} given @param {import("../overlay.js").Room} room @returns {Promise<string>} what went wrong */
async function sent(poll, { chosen, text }, room) {
  const body = poll.poll_type === "rating" ? { rating: Number(chosen[0]) } : poll.poll_type === "text" ? { text } : { options: chosen };
  try {
    const answer = await room.act.vote(poll.id, body);
    room.me.votes[poll.id] = answer.mine;
    if (answer.results) room.board.results[poll.id] = answer.results;
    room.toasts.tell(words.vote_counted);
    return "";
  } catch (error) {
    // Voted in another window: show what counts.
    if (error instanceof Refused && error.code === "VOTE_FIXED") room.me.votes = (await room.act.me().catch(() => room.me)).votes;
    return wordsOf(error);
  }
}
