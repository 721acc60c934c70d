/**
 * What all panels of the control page share: the board, the API, and how something is done and its failure told.
 *
 * @typedef {{ session: string, title: string, api: string, cookie: string, isPublished: boolean, endsAt: string | null, documents: { id: number, title: string }[], libraries: { daily: string, hls: string } }} Page
 * @typedef {{ stream_ticket: string, provider: string, mode: string, room_url: string, token: string, signal_url?: string, me: import("../types.js").Me, viewer_ticket?: string }} Entry
 */

import { Act, ask } from "../act.js";
import { wordsOf } from "../words.js";
import { Recorder } from "./record.js";

/** @param {string} name @returns {HTMLElement} */
export function part(name) {
  return /** @type {HTMLElement} */ (document.querySelector(`[data-part="${name}"]`));
}

export class Desk {
  /** @param {Page} page @param {import("../board.js").Board} board @param {import("../toasts.js").Toasts} toasts */
  constructor(page, board, toasts) {
    this.page = page;
    this.board = board;
    this.toasts = toasts;
    this.act = new Act({ ticket: () => board.ticket });
    /** What the video comes through. @type {import("../media/adapter.js").Media | null} */
    this.media = null;
    this.recorder = new Recorder(this);
    /** What is being done: the same button does nothing more until it is. @type {WeakSet<EventTarget>} */
    this.busy = new WeakSet();
    /** Milliseconds from the last act to the board that shows it. @type {number | null} */
    this.delivery = null;
    this.askedAt = 0;
    board.addEventListener("change", () => this.measure());
  }

  /**
   * The organizer API below the session. What is sent is not tried again by itself: a copy would be made twice.
   * @param {string} path @param {unknown} [body] @param {string} [method] @returns {Promise<any>}
   */
  send(path, body = {}, method = "POST") {
    this.askedAt = Date.now();
    return ask(this.page.api + path, { method, body, headers: { "X-CSRFToken": this.token() }, waits: [] });
  }

  /** @param {string} path @returns {Promise<any>} */
  read(path) {
    return ask(this.page.api + path);
  }

  /** Do it once, however often it is clicked; a failure is told. @param {Event} event @param {() => Promise<unknown>} work */
  async doing(event, work) {
    const button = event.currentTarget;
    if (!(button instanceof HTMLElement) || this.busy.has(button)) return;
    this.busy.add(button);
    button.setAttribute("aria-busy", "true");
    try {
      await work();
    } catch (error) {
      this.toasts.fail(wordsOf(error));
    } finally {
      this.busy.delete(button);
      button.removeAttribute("aria-busy");
    }
  }

  measure() {
    if (!this.askedAt) return;
    this.delivery = Date.now() - this.askedAt;
    this.askedAt = 0;
  }

  token() {
    const found = document.cookie.split("; ").find((one) => one.startsWith(`${this.page.cookie}=`));
    return found ? decodeURIComponent(found.slice(this.page.cookie.length + 1)) : "";
  }
}
