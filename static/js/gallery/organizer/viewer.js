/** One photo as large as the screen: arrows and swiping go on, H hides, D downloads the original, Escape goes back. */

import { draw, h, symbol } from "../../live/dom.js";
import { fileSize, filled, number, words } from "../../live/words.js";
import { dialogPart, openWithToasts, part } from "./parts.js";
import { colours, momentText, titleOf } from "./tile.js";

/** @typedef {import("./types.js").Photo} Photo */

const SWIPE = 48;
const AHEAD = 10;

export class Viewer {
  /** @param {import("./grid.js").Grid} grid @param {import("./moderate.js").Moderation} moderation */
  constructor(grid, moderation) {
    this.grid = grid;
    this.album = grid.album;
    this.moderation = moderation;
    this.index = 0;
    this.told = "";
    this.isInHistory = false;
    this.dialog = dialogPart("viewer");
    this.stage = part("stage");
    // Anywhere: a button that was pressed and went, as Undo does, leaves the focus outside of the window.
    document.addEventListener("keydown", (event) => this.dialog.open && this.key(event));
    this.dialog.addEventListener("close", () => this.leave());
    // The way back of a phone closes the viewer and not the page.
    addEventListener("popstate", () => {
      this.isInHistory = false;
      if (this.dialog.open) this.dialog.close();
    });
    part("previous").addEventListener("click", () => this.go(-1));
    part("next").addEventListener("click", () => this.go(1));
    part("viewer-hide").addEventListener("click", () => this.toggleHidden());
    part("viewer-download").addEventListener("click", () => this.download());
    this.bindSwipe();
    this.album.addEventListener("change", () => this.dialog.open && this.show());
    this.album.addEventListener("fresh", () => this.dialog.open && this.show());
  }

  /** @returns {Photo | undefined} */
  get photo() {
    return this.album.photos[this.index];
  }

  /** @param {number} index */
  open(index) {
    this.index = index;
    history.pushState(null, "");
    this.isInHistory = true;
    openWithToasts(this.dialog);
    this.show();
    this.stage.focus();
  }

  leave() {
    if (this.isInHistory) history.back();
    this.isInHistory = false;
    this.grid.goTo(this.index, { hasFocus: true });
  }

  /** @param {number} step */
  go(step) {
    const index = this.index + step;
    if (index < 0 || index >= this.album.photos.length) return;
    this.index = index;
    this.show();
  }

  show() {
    this.index = Math.min(this.index, this.album.photos.length - 1);
    const { photo } = this;
    if (!photo) return this.dialog.close();
    if (this.album.isStale(photo)) void this.album.freshen(photo);
    const title = titleOf(photo);
    const address = photo.preview_url ?? photo.thumb_url;
    const picture = address ? h("img", { key: photo.media_id, src: address, alt: title, draggable: "false", onerror: () => void this.album.freshen(photo) }) : h("p.stage-wait", { key: "wait" }, words.being_made);
    draw(this.stage, h("div.stage-colours", { key: `colours-${photo.media_id}` }, colours(photo.placeholder)), picture);
    this.frame(photo, title);
    this.preload();
    if (this.index > this.album.photos.length - AHEAD) void this.album.more();
  }

  /** @param {Photo} photo @param {string} title */
  frame(photo, title) {
    const place = filled(words.of, { number: number(this.index + 1), count: number(this.album.total) });
    part("place").textContent = place;
    if (this.told !== `${place} ${title}`) part("viewer-told").textContent = `${place}. ${title}${photo.status === "hidden" ? `. ${words.hidden}` : ""}`;
    this.told = `${place} ${title}`;
    this.dialog.dataset.hidden = String(photo.status === "hidden");
    const hide = part("viewer-hide");
    draw(hide, symbol(photo.status === "hidden" ? "visibility" : "visibility_off"), h("span", {}, photo.status === "hidden" ? words.unhide : words.hide));
    /** @type {HTMLButtonElement} */ (part("previous")).disabled = this.index === 0;
    /** @type {HTMLButtonElement} */ (part("next")).disabled = this.index >= this.album.photos.length - 1;
    draw(part("facts"), ...factsOf(photo));
  }

  /** Its neighbours are there before they are asked for. */
  preload() {
    for (const photo of [this.album.photos[this.index + 1], this.album.photos[this.index - 1]]) {
      if (photo?.preview_url) new Image().src = photo.preview_url;
    }
  }

  toggleHidden() {
    if (this.photo) void this.moderation.toggleHidden([this.photo.media_id]);
  }

  download() {
    if (this.photo) void this.moderation.download([this.photo.media_id]);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const ways = { ArrowLeft: () => this.go(-1), ArrowRight: () => this.go(1), Home: () => this.go(-this.index), h: () => this.toggleHidden(), d: () => this.download() };
    const way = ways[/** @type {keyof typeof ways} */ (event.key.length === 1 ? event.key.toLowerCase() : event.key)];
    if (!way || event.repeat && event.key.length === 1) return;
    event.preventDefault();
    way();
  }

  bindSwipe() {
    /** @type {{ x: number, y: number } | null} */
    let from = null;
    this.stage.addEventListener("touchstart", (event) => {
      const touch = event.touches.length === 1 ? event.touches[0] : undefined;
      from = touch ? { x: touch.clientX, y: touch.clientY } : null;
    }, { passive: true });
    this.stage.addEventListener("touchend", (event) => {
      const touch = event.changedTouches[0];
      if (!from || !touch) return;
      const [x, y] = [touch.clientX - from.x, touch.clientY - from.y];
      from = null;
      if (Math.abs(x) > SWIPE && Math.abs(x) > 2 * Math.abs(y)) this.go(x < 0 ? 1 : -1);
    }, { passive: true });
  }
}

/** @param {Photo} photo @returns {HTMLElement[]} */
function factsOf(photo) {
  const kind = photo.mime_type.replace("image/", "").toUpperCase();
  const size = photo.width && photo.height ? filled(words.pixels, { width: number(photo.width), height: number(photo.height) }) : "";
  const rows = [
    [words.taken_by, photo.uploaded_by || words.no_name],
    [words.taken, momentText(photo.taken_at)],
    [words.sent, momentText(photo.uploaded_at)],
    [words.file, [kind, fileSize(photo.size_bytes), size].filter(Boolean).join(" · ")],
    [words.tags, photo.tags.join(", ")],
  ];
  return rows.filter(([, text]) => text).map(([name, text]) => h("div", { key: name }, h("dt", {}, name), h("dd", {}, text)));
}
