/** What stands in place of the stage: going in, waiting, nobody there, moved, put out, over. One at a time. */

import { place } from "./find.js";

/** After these the room is over for this page: nothing but the screen is left. */
const FINAL = ["moved", "ejected", "access_ended", "ended", "refused"];

export class Screens {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.box = place(root, "screen");
    this.shown = "";
  }

  get isFinal() {
    return FINAL.includes(this.shown);
  }

  /** @param {string} name empty: the stage itself */
  show(name) {
    if (this.isFinal || name === this.shown) return;
    this.shown = name;
    this.box.hidden = !name;
    for (const screen of /** @type {NodeListOf<HTMLElement>} */ (this.box.querySelectorAll("[data-screen]"))) {
      screen.hidden = screen.dataset.screen !== name;
    }
    if (!this.isFinal) return;
    this.root.dataset.state = "over";
    place(this.root, "status").textContent = this.box.innerText.trim();
    const title = this.box.querySelector(`[data-screen="${name}"] h2`);
    if (title instanceof HTMLElement) {
      title.tabIndex = -1;
      title.focus({ preventScroll: true });
    }
  }
}
