/** Short messages over the page: read out by screen readers, put away by hand or by themselves. */

import { draw, h, symbol } from "./dom.js";
import { words } from "./words.js";

const SHOWN = 6_000;

/** @typedef {{ key: string, text: string, title?: string, isError?: boolean, link?: { url: string, text: string }, button?: { text: string, does: () => void }, close?: () => void }} Toast */

export class Toasts {
  /** @param {HTMLElement} place */
  constructor(place) {
    /** @type {Toast[]} */
    this.shown = [];
    // What is read out stands apart from what is seen: it is there before it has words, or readers would miss it.
    this.polite = h("p.visually-hidden", { "aria-live": "polite" });
    this.urgent = h("p.visually-hidden", { role: "alert" });
    this.list = h("ul.toast-list", { role: "list", "aria-label": words.messages });
    place.append(this.polite, this.urgent, this.list);
    this.draw();
  }

  /** Read out without showing. @param {string} text @param {HTMLElement} [by] */
  tell(text, by = this.polite) {
    by.textContent = "";
    setTimeout(() => (by.textContent = text), 60);
  }

  /** Something that passes. @param {string} text */
  say(text) {
    const key = crypto.randomUUID();
    this.put({ key, text });
    setTimeout(() => this.take(key), SHOWN);
  }

  /** Something went wrong; it stays until it is put away. @param {string} text */
  fail(text) {
    this.put({ key: `wrong:${text}`, text, isError: true });
  }

  /** One that stays; the same key replaces it. @param {Toast} toast */
  put(toast) {
    const place = this.shown.findIndex((one) => one.key === toast.key);
    const old = this.shown[place];
    if (old) this.shown[place] = toast;
    else this.shown.push(toast);
    if (!old || old.text !== toast.text) this.tell([toast.title, toast.text].filter(Boolean).join(". "), toast.isError ? this.urgent : this.polite);
    this.draw();
  }

  /** @param {string} key */
  take(key) {
    this.shown = this.shown.filter((one) => one.key !== key);
    this.draw();
  }

  draw() {
    this.list.hidden = this.shown.length === 0;
    // The newest first: where there is room for one, it is that one.
    draw(this.list, [...this.shown].reverse().map((toast) => this.row(toast)));
  }

  /** @param {Toast} toast */
  row(toast) {
    const close = () => {
      this.take(toast.key);
      toast.close?.();
    };
    const act = () => {
      this.take(toast.key);
      toast.button?.does();
    };
    return h(
      "li.live-toast",
      { key: toast.key, "data-tone": toast.isError ? "wrong" : "plain" },
      h("div.live-toast-text", {}, toast.title ? h("strong", {}, toast.title) : null, toast.text ? h("p", {}, toast.text) : null, toast.link ? h("a", { href: toast.link.url, target: "_blank", rel: "noopener" }, toast.link.text) : null),
      toast.button ? h("button.live-toast-do", { type: "button", onclick: act }, toast.button.text) : null,
      h("button.live-icon", { type: "button", "aria-label": words.dismiss, onclick: close }, symbol("close")),
    );
  }
}
