/** The questions: those that wait, those that everybody sees, those that were answered, and those that were dismissed. */

import { draw, h, soon, symbol } from "../dom.js";
import { clock, counted, filled, number, words, wordsOf } from "../words.js";

/** @typedef {import("../types.js").Question} Question */

const MOST_DISMISSED = 100;

/** @param {import("./desk.js").Desk} desk @param {HTMLElement} place */
export function mountQuestions(desk, place) {
  const { board } = desk;
  const change = (/** @type {Question} */ question, /** @type {object} */ to) => (/** @type {Event} */ event) => void desk.doing(event, () => desk.send(`questions/${question.id}`, to));
  /** Those that were dismissed are not on the board; they are read when somebody looks. @type {{ isOpen: boolean, found: Question[], hasMore: boolean }} */
  const dismissed = { isOpen: false, found: [], hasMore: false };
  const readDismissed = async () => {
    try {
      const { items, next_cursor } = await desk.read(`questions?state=dismissed&limit=${MOST_DISMISSED}`);
      Object.assign(dismissed, { found: items, hasMore: Boolean(next_cursor) });
      show();
    } catch (error) {
      desk.toasts.fail(wordsOf(error));
    }
  };
  const toggleDismissed = (/** @type {Event} */ event) => {
    dismissed.isOpen = /** @type {HTMLDetailsElement} */ (event.currentTarget).open;
    if (dismissed.isOpen) void readDismissed();
  };
  const show = soon(() => {
    const queue = board.parts["crew:queue"];
    if (!queue) return;
    /** @type {Question[]} */
    const asked = board.parts.questions ?? [];
    const [shown, answered] = [asked.filter((one) => one.state !== "answered"), asked.filter((one) => one.state === "answered")];
    const more = queue.count - queue.questions.length;
    draw(
      place,
      section("queue", words.queue, queue.count, queue.questions.length ? queue.questions.map((/** @type {Question} */ one) => row(one, waitingButtons(one, change))) : null, words.queue_empty),
      more > 0 ? h("p.fine", { key: "more" }, filled(words.more_waiting, { count: number(more) })) : null,
      section("shown", words.shown_questions, shown.length, shown.length ? shown.map((one) => row(one, shownButtons(one, change))) : null, words.shown_empty),
      answered.length ? h("details.away", { key: "answered" }, h("summary", {}, `${words.answered_questions} (${number(answered.length)})`), h("ul.asked", { role: "list" }, ...answered.map((one) => row(one, [h("button.outlined", { type: "button", onclick: change(one, { state: "shown" }) }, words.back_to_shown)])))) : null,
      h(
        "details.away",
        { key: "dismissed", ontoggle: toggleDismissed },
        h("summary", {}, words.dismissed_questions),
        dismissed.found.length ? h("ul.asked", { role: "list" }, ...dismissed.found.map((one) => row(one, dismissedButtons(one, change)))) : h("p.empty", {}, words.dismissed_empty),
        dismissed.hasMore ? h("p.fine", {}, filled(words.dismissed_more, { count: number(MOST_DISMISSED) })) : null,
      ),
    );
  });
  for (const part of ["crew:queue", "questions"]) {
    board.watch(part, () => {
      if (dismissed.isOpen) void readDismissed();
      show();
    });
  }
}

/** @param {string} key @param {string} title @param {number} count @param {HTMLElement[] | null} rows @param {string} empty */
function section(key, title, count, rows, empty) {
  return h("section", { key }, h("h3", {}, title, count ? h("span.badge.badge-plain", {}, number(count)) : null), rows ? h("ul.asked", { role: "list" }, ...rows) : h("p.empty", {}, empty));
}

/** @param {Question} question @param {(HTMLElement | null)[]} buttons */
function row(question, buttons) {
  return h(
    "li.asked-row",
    { key: question.id, "data-state": question.state },
    h("p.asked-text", {}, question.text),
    h("p.fine", {}, question.name ?? words.anonymous, ` · ${clock(question.asked_at)}`, question.upvotes ? h("span.votes", {}, symbol("thumb_up"), counted(words.upvotes, question.upvotes)) : null, question.is_pinned ? h("span.pinned", {}, symbol("keep"), words.pinned) : null),
    h("div.row", {}, ...buttons),
  );
}

/** @typedef {(question: Question, to: object) => (event: Event) => void} Change */

/** @param {Question} one @param {Change} change */
function waitingButtons(one, change) {
  return [
    h("button.tonal", { type: "button", "aria-label": `${words.show}: ${one.text}`, onclick: change(one, { state: "shown" }) }, symbol("visibility"), words.show),
    h("button.outlined", { type: "button", "aria-label": `${words.answer_now}: ${one.text}`, onclick: change(one, { state: "answering" }) }, words.answer_now),
    h("button.text", { type: "button", "aria-label": `${words.dismiss_question}: ${one.text}`, onclick: change(one, { state: "dismissed" }) }, words.dismiss_question),
  ];
}

/** @param {Question} one @param {Change} change */
function shownButtons(one, change) {
  const isNow = one.state === "answering";
  return [
    isNow
      ? h("button.filled", { key: "done", type: "button", "aria-label": `${words.mark_answered}: ${one.text}`, onclick: change(one, { state: "answered" }) }, symbol("check"), words.mark_answered)
      : h("button.tonal", { key: "now", type: "button", "aria-label": `${words.answer_now}: ${one.text}`, onclick: change(one, { state: "answering" }) }, words.answer_now),
    h("button.outlined", { key: "pin", type: "button", "aria-label": `${one.is_pinned ? words.unpin : words.pin}: ${one.text}`, onclick: change(one, { is_pinned: !one.is_pinned }) }, one.is_pinned ? words.unpin : words.pin),
    h("button.text", { key: "dismiss", type: "button", "aria-label": `${words.dismiss_question}: ${one.text}`, onclick: change(one, { state: "dismissed" }) }, words.dismiss_question),
  ];
}

/** @param {Question} one @param {Change} change */
function dismissedButtons(one, change) {
  return [h("button.outlined", { type: "button", "aria-label": `${words.put_back}: ${one.text}`, onclick: change(one, { state: "queue" }) }, words.put_back)];
}
