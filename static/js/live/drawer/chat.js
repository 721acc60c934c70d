/** The chat beside the video. It is kept nowhere: the last hundred messages, and what comes. */

import { keepingEnd } from "../chat-log.js";
import { draw, h, soon } from "../dom.js";
import { clock, counted, words, wordsOf } from "../words.js";

export class ChatPanel {
  name = "chat";
  label = words.chat;
  onNew = () => {};

  /** @param {import("../overlay.js").Room} room */
  constructor(room) {
    this.room = room;
    this.log = room.board.chat;
    this.error = "";
    /** Until when this person has to wait. */
    this.freeAt = 0;
    this.isBusy = false;
    this.list = h("div.chat-list", { role: "log", "aria-label": words.chat, tabindex: "0" });
    this.foot = h("div.drawer-foot");
    this.body = h("div.drawer-inner", {}, this.list, this.foot);
    this.draw = soon(() => this.drawNow());
    this.log.addEventListener("change", (event) => {
      if (/** @type {CustomEvent} */ (event).detail.some((/** @type {any} */ one) => one.from !== room.me.id)) this.onNew();
      this.draw();
    });
    room.board.watch("session", this.draw);
    room.board.addEventListener("mine", this.draw);
    this.drawNow();
  }

  show() {
    requestAnimationFrame(() => (this.list.scrollTop = this.list.scrollHeight));
  }

  drawNow() {
    keepingEnd(this.list, () => draw(this.list, this.rows()));
    draw(this.foot, this.composer());
  }

  rows() {
    const { messages } = this.log;
    if (!messages.length) return h("p.drawer-empty", { key: "none" }, this.isOn() ? words.chat_empty : words.chat_off);
    const rows = messages.map((message) =>
      h(
        "li.chat-message",
        { key: message.id, "data-mine": message.from === this.room.me.id, "data-role": message.role },
        h("p.chat-who", {}, h("strong", {}, message.name), roleMark(message.role), h("time", { datetime: message.at }, clock(message.at))),
        h("p.chat-text", {}, message.text),
      ),
    );
    return h("ol.chat-messages", { key: "said", role: "list" }, ...rows);
  }

  isOn() {
    return this.room.board.parts.session?.chat?.on ?? false;
  }

  composer() {
    if (!this.isOn()) return h("p.drawer-note", { key: "off" }, words.chat_off);
    if (this.room.me.is_muted) return h("p.drawer-note", { key: "muted" }, words.chat_muted);
    const wait = Math.ceil((this.freeAt - Date.now()) / 1000);
    return h(
      "form.drawer-form",
      { key: "form", onsubmit: (/** @type {SubmitEvent} */ event) => void this.send(event) },
      this.error ? h("p.live-wrong", { role: "alert", id: "chat-wrong" }, this.error) : null,
      h(
        "div.drawer-line",
        {},
        h("label.visually-hidden", { for: "chat-text" }, words.chat_write),
        h("input", { id: "chat-text", name: "text", maxlength: 500, autocomplete: "off", placeholder: words.chat_write, "aria-describedby": this.error ? "chat-wrong" : null }),
        h("button.button.button-solid.button-small", { type: "submit", disabled: this.isBusy || wait > 0 }, wait > 0 ? counted(words.wait, wait) : words.send),
      ),
      this.pause() > 2 ? h("p.live-fine", {}, counted(words.slow_mode, this.pause())) : null,
    );
  }

  pause() {
    return this.room.board.parts.session?.chat?.pause ?? 0;
  }

  /** @param {SubmitEvent} event */
  async send(event) {
    event.preventDefault();
    const input = /** @type {HTMLInputElement} */ (/** @type {HTMLFormElement} */ (event.currentTarget).elements.namedItem("text"));
    const text = input.value.trim();
    if (!text || this.isBusy || this.freeAt > Date.now()) return;
    this.isBusy = true;
    this.error = "";
    try {
      const message = await this.room.act.say(text);
      if (input.value.trim() === text) input.value = "";
      if (message?.id) this.log.take({ chat: [message] });
      this.wait();
    } catch (error) {
      this.error = wordsOf(error);
    }
    this.isBusy = false;
    this.draw();
  }

  /** The organizer's pause between two messages, counted down on the button. */
  wait() {
    this.freeAt = Date.now() + this.pause() * 1000;
    const timer = setInterval(() => {
      if (Date.now() >= this.freeAt) clearInterval(timer);
      this.draw();
    }, 500);
  }
}

/** @param {string} role */
function roleMark(role) {
  const label = { organizer: words.role_organizer, speaker: words.role_speaker }[role];
  return label ? h("span.chat-role", {}, label) : null;
}
