/** Questions to the stage: ask, with or without a name, and say which others one wants answered. */

import { draw, h, soon, symbol } from "../dom.js";
import { counted, filled, number, words, wordsOf } from "../words.js";

/** @typedef {import("../types.js").Question} Question */

export class QuestionsPanel {
  name = "questions";
  label = words.questions;
  onNew = () => {};

  /** @param {import("../overlay.js").Room} room */
  constructor(room) {
    this.room = room;
    this.error = "";
    this.isBusy = false;
    this.key = crypto.randomUUID();
    /** Upvotes on their way, and what they will be. @type {Map<string, boolean>} */
    this.sent = new Map();
    this.known = new Set(this.shown().map((question) => question.id));
    this.list = h("div.question-scroll", { tabindex: "0", role: "region", "aria-label": words.questions });
    this.foot = h("div.drawer-foot");
    this.body = h("div.drawer-inner", {}, this.list, this.foot);
    this.draw = soon(() => this.drawNow());
    room.board.watch("questions", () => this.take());
    room.board.watch("session", this.draw);
    room.board.addEventListener("mine", this.draw);
    this.drawNow();
  }

  show() {}

  /** @returns {Question[]} */
  shown() {
    return this.room.board.parts.questions ?? [];
  }

  take() {
    const shown = this.shown();
    if (shown.some((question) => !this.known.has(question.id))) this.onNew();
    this.known = new Set(shown.map((question) => question.id));
    this.draw();
  }

  drawNow() {
    const shown = this.shown();
    const ids = new Set(shown.map((question) => question.id));
    const own = this.room.me.questions.filter((question) => !ids.has(question.id));
    draw(
      this.list,
      own.length ? h("section.question-own", { key: "own", "aria-label": words.own_questions }, h("h3.live-fine", {}, words.own_questions), h("ul.questions", { role: "list" }, ...own.map(ownRow))) : null,
      shown.length ? h("ul.questions", { key: "all", role: "list" }, ...shown.map((question) => this.row(question))) : h("p.drawer-empty", { key: "none" }, this.isOn() ? words.questions_empty : words.questions_off),
    );
    draw(this.foot, this.isOn() ? this.form() : h("p.drawer-note", { key: "off" }, words.questions_off));
  }

  isOn() {
    return this.room.board.parts.session?.questions ?? false;
  }

  /** @param {Question} question */
  row(question) {
    const { me } = this.room;
    const isMine = me.questions.some((own) => own.id === question.id);
    const wants = me.upvoted.includes(question.id);
    const will = this.sent.get(question.id) ?? wants;
    // The board follows within a tick; until then one's own upvote is counted here.
    const votes = question.upvotes + Number(will) - Number(wants);
    return h(
      "li.question",
      { key: question.id, "data-state": question.state, "data-pinned": question.is_pinned },
      h("button.question-up", { type: "button", "aria-pressed": String(will), "aria-label": filled(words.upvote, { text: question.text, votes: counted(words.upvotes, votes) }), disabled: isMine || question.state === "answered", onclick: () => void this.upvote(question) }, symbol("arrow_upward"), h("span", {}, number(votes))),
      h("div.question-text", {}, stateMark(question), h("p", {}, question.text), h("p.live-fine", {}, isMine ? words.from_you : (question.name ?? words.anonymous))),
    );
  }

  /** @param {Question} question */
  async upvote(question) {
    const { me, act, toasts } = this.room;
    if (this.sent.has(question.id)) return;
    const wants = !me.upvoted.includes(question.id);
    this.sent.set(question.id, wants);
    this.draw();
    try {
      await (wants ? act.upvote(question.id) : act.takeBackUpvote(question.id));
      me.upvoted = wants ? [...me.upvoted, question.id] : me.upvoted.filter((id) => id !== question.id);
    } catch (error) {
      toasts.fail(wordsOf(error));
    }
    this.sent.delete(question.id);
    this.draw();
  }

  form() {
    return h(
      "form.drawer-form",
      { key: "form", onsubmit: (/** @type {SubmitEvent} */ event) => void this.ask(event) },
      this.error ? h("p.live-wrong", { role: "alert", id: "ask-wrong" }, this.error) : null,
      h("label.visually-hidden", { for: "ask-text" }, words.ask_label),
      h("textarea", { id: "ask-text", name: "text", rows: 2, maxlength: 500, placeholder: words.ask_label, "aria-describedby": this.error ? "ask-wrong" : null }),
      h("div.drawer-line", {}, h("label.live-tick", {}, h("input", { type: "checkbox", name: "anonymous" }), h("span", {}, words.ask_anonymous)), h("button.button.button-solid.button-small", { type: "submit", disabled: this.isBusy }, words.ask)),
    );
  }

  /** @param {SubmitEvent} event */
  async ask(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const field = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("text"));
    const anonymous = /** @type {HTMLInputElement} */ (form.elements.namedItem("anonymous"));
    const text = field.value.trim();
    if (!text || this.isBusy) return;
    this.isBusy = true;
    this.error = "";
    this.draw();
    try {
      const question = await this.room.act.question({ key: this.key, text, is_anonymous: anonymous.checked });
      // Only an accepted question uses its key up: until then the same one is sent again.
      this.key = crypto.randomUUID();
      this.room.me.questions = [...this.room.me.questions.filter((own) => own.id !== question.id), question];
      if (field.value.trim() === text) field.value = "";
      this.room.toasts.say(words.asked);
    } catch (error) {
      this.error = wordsOf(error);
    }
    this.isBusy = false;
    this.draw();
  }
}

/** @param {Question} question */
function stateMark(question) {
  const label = words.question_states[question.state];
  if (question.state !== "shown") return h("p.question-state", {}, label);
  return question.is_pinned ? h("p.question-state", {}, symbol("keep"), words.pinned) : null;
}

/** One of one's own that is not on the board: waiting, or not taken up. @param {Question} question */
function ownRow(question) {
  const label = words.question_states[question.state];
  return h("li.question", { key: `own-${question.id}`, "data-state": question.state }, h("div.question-text", {}, h("p", {}, question.text), h("p.live-fine", {}, label)));
}
