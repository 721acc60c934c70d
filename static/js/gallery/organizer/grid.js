/**
 * The wall of thumbnails. However many photos have been read, the page holds the tiles of a few chunks: those near
 * what is seen. A chunk is as many full rows as come near to a hundred photos, and keeps its place while it is empty.
 */

import { draw, h, soon } from "../../live/dom.js";
import { filled, number, words } from "../../live/words.js";
import { tile } from "./tile.js";

const ABOUT = 100;
const TILE = 176;
const FEWEST_COLUMNS = 3;
const SKELETONS = 24;

export class Grid extends EventTarget {
  /** @param {HTMLElement} place @param {import("./album.js").Album} album @param {import("./chosen.js").Chosen} chosen */
  constructor(place, album, chosen) {
    super();
    this.place = place;
    this.album = album;
    this.chosen = chosen;
    this.columns = FEWEST_COLUMNS;
    /** The photo that the tab key comes to. */
    this.active = 0;
    /** @type {HTMLElement[]} */
    this.chunks = [];
    /** @type {Set<number>} */
    this.shown = new Set();
    this.isAtEnd = false;
    this.end = h("div.grid-end", {});
    this.body = h("div.grid-body", {});
    place.append(this.body, this.end);
    this.near = new IntersectionObserver((entries) => this.see(entries), { rootMargin: "120% 0px" });
    this.near.observe(this.end);
    new ResizeObserver(() => this.measure()).observe(place);
    this.draw = soon(() => this.settle());
    album.addEventListener("change", this.draw);
    album.addEventListener("fresh", this.draw);
    chosen.addEventListener("change", this.draw);
    this.measure();
  }

  /** Photos in a chunk. */
  get size() {
    return this.columns * Math.ceil(ABOUT / this.columns);
  }

  measure() {
    const columns = Math.max(FEWEST_COLUMNS, Math.floor(this.place.clientWidth / TILE));
    if (columns !== this.columns) {
      this.columns = columns;
      for (const chunk of this.chunks) this.near.unobserve(chunk);
      this.chunks = [];
      this.shown.clear();
      this.body.replaceChildren();
    }
    this.place.style.setProperty("--columns", String(columns));
    this.draw();
  }

  settle() {
    const { photos, state } = this.album;
    const count = Math.ceil(photos.length / this.size);
    this.active = Math.max(0, Math.min(this.active, photos.length - 1));
    for (const chunk of this.chunks.splice(count)) {
      this.near.unobserve(chunk);
      chunk.remove();
    }
    for (const index of [...this.shown]) if (index >= count) this.shown.delete(index);
    while (this.chunks.length < count) this.add();
    this.chunks.forEach((chunk, index) => this.fill(chunk, index));
    this.place.setAttribute("aria-busy", String(state === "loading"));
    draw(this.end, this.ending(state));
    this.goOn();
  }

  /** What comes behind the photos that were read. @param {string} state */
  ending(state) {
    const { photos } = this.album;
    if (state === "failed" && photos.length && !this.album.isFirst) return h("p.grid-failed", { key: "failed" }, words.failed, " ", h("button.border.small", { type: "button", onclick: () => void this.album.read() }, words.try_again));
    const isWaiting = state === "loading" && (photos.length === 0 || !this.album.isFirst);
    const count = photos.length ? this.columns : SKELETONS;
    return isWaiting ? h("div.chunk.skeletons", { key: "wait", "aria-hidden": "true" }, ...Array.from({ length: count }, () => h("div.tile", {}, h("div.tile-open")))) : null;
  }

  add() {
    const chunk = h("ul.chunk", {});
    this.chunks.push(chunk);
    this.body.append(chunk);
    this.near.observe(chunk);
  }

  /** @param {HTMLElement} chunk @param {number} index */
  fill(chunk, index) {
    const first = index * this.size;
    const photos = this.album.photos.slice(first, first + this.size);
    chunk.style.setProperty("--rows", String(Math.ceil(photos.length / this.columns)));
    const isShown = this.shown.has(index) || this.chunkOf(this.active) === index;
    if (!isShown) {
      if (chunk.firstChild) chunk.replaceChildren();
      chunk.removeAttribute("role");
      chunk.removeAttribute("aria-label");
      return;
    }
    const stale = photos.find((photo) => this.album.isStale(photo));
    if (stale) void this.album.freshen(stale);
    chunk.setAttribute("role", "list");
    chunk.setAttribute("aria-label", filled(words.photos_between, { first: number(first + 1), last: number(first + photos.length) }));
    draw(chunk, ...photos.map((photo, place) => tile(photo, { isChosen: this.chosen.ids.has(photo.media_id), isActive: first + place === this.active, onLost: (lost) => void this.album.freshen(lost) })));
    for (const box of chunk.querySelectorAll("input")) box.checked = this.chosen.ids.has(box.closest("li")?.dataset.key ?? "");
  }

  /** @param {IntersectionObserverEntry[]} entries */
  see(entries) {
    for (const { target, isIntersecting } of entries) {
      if (target === this.end) {
        this.isAtEnd = isIntersecting;
        this.goOn();
        continue;
      }
      const index = this.chunks.indexOf(/** @type {HTMLElement} */ (target));
      if (index < 0) continue;
      if (isIntersecting) this.shown.add(index);
      else this.shown.delete(index);
      this.fill(/** @type {HTMLElement} */ (target), index);
    }
  }

  goOn() {
    if (this.isAtEnd && this.album.state === "ready" && this.album.photos.length) void this.album.more();
  }

  /** @param {number} index */
  chunkOf(index) {
    return Math.floor(index / this.size);
  }

  /** Where a photo of the grid stands, by something inside its tile; -1: nowhere. @param {EventTarget | null} target */
  indexOf(target) {
    const key = target instanceof Element ? target.closest("li")?.dataset.key : undefined;
    return key === undefined ? -1 : this.album.photos.findIndex((photo) => photo.media_id === key);
  }

  /** Make it the photo that keys act on. @param {number} index @param {{ hasFocus: boolean }} options */
  goTo(index, { hasFocus }) {
    const last = this.album.photos.length - 1;
    if (last < 0) return;
    const before = this.chunkOf(this.active);
    this.active = Math.max(0, Math.min(index, last));
    const at = this.chunkOf(this.active);
    for (const one of new Set([before, at])) {
      const chunk = this.chunks[one];
      if (chunk) this.fill(chunk, one);
    }
    const button = /** @type {HTMLElement | undefined} */ (this.chunks[at]?.children[this.active % this.size]?.firstElementChild ?? undefined);
    if (!hasFocus) return;
    button?.focus({ preventScroll: true });
    button?.scrollIntoView({ block: "nearest" });
  }
}
