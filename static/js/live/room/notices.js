/** The line in the bar: what just happened, and how the connection is. Screen readers hear it, too. */

import { filled, words } from "../words.js";
import { place } from "./find.js";

const SHOWN_FOR = 6000;

export class Notices {
  /** Of the picture: empty, `weak`, `bad`. */
  quality = "";
  /** The server cannot be reached, however well the picture comes from other browsers. */
  isAway = false;
  timer = 0;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.hint = place(root, "hint");
  }

  /** @param {string} text */
  say(text) {
    clearTimeout(this.timer);
    this.show("said", text);
    this.timer = setTimeout(() => {
      this.timer = 0;
      this.renew();
    }, SHOWN_FOR);
  }

  /** @param {string} kind of word in devices.js */
  problem(kind) {
    this.say(filled(words.room.problems[kind]?.title ?? "", { device: words.room.devices.both }));
  }

  /** @param {string} kind `good`, `weak` or `bad` */
  connection(kind) {
    this.quality = kind === "good" ? "" : kind;
    this.renew();
  }

  /** @param {boolean} isAway */
  server(isAway) {
    this.isAway = isAway;
    this.renew();
  }

  renew() {
    const line = this.isAway ? "lost" : this.quality;
    if (!this.timer) this.show(line, words.room[line] ?? "");
  }

  /** @param {string} kind @param {string} text */
  show(kind, text) {
    this.root.dataset.hint = kind;
    if (this.hint.textContent !== text) this.hint.textContent = text;
  }
}
