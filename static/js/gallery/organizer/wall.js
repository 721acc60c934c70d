/**
 * The live wall: one photo after the other, the newest ones as soon as they have come. What is hidden or taken back
 * leaves with the next look.
 */

import { draw, h, symbol } from "../../live/dom.js";
import { words } from "../../live/words.js";
import { Api } from "./api.js";
import { part } from "./parts.js";
import { colours, titleOf } from "./tile.js";

/** @typedef {import("./types.js").Photo} Photo */

const POOL = 60;
const LOOK = 2_500;
const LONGEST_LOOK = 30_000;
const SHOWN_FOR = 8_000;
// A photo that has just come waits no longer than this for the one before it.
const SHOWN_AT_LEAST = 2_000;
const IDLE = 3_000;

class Wall {
  /** @param {Api} api */
  constructor(api) {
    this.api = api;
    /** Those that may be shown, the newest first. @type {Photo[]} */
    this.pool = [];
    /** Those that came while the wall was open and were not shown yet, the first first. @type {Photo[]} */
    this.fresh = [];
    /** @type {Photo | null} */
    this.current = null;
    this.since = 0;
    this.isPaused = false;
    /** Null before the first look. @type {Set<string> | null} */
    this.known = null;
    this.wait = LOOK;
    this.timer = 0;
  }

  async look() {
    clearTimeout(this.timer);
    /** @type {import("./types.js").Listed | null} */
    const listed = await this.api.read("gallery", new URLSearchParams({ limit: String(POOL) })).catch(() => null);
    this.wait = listed ? LOOK : Math.min(this.wait * 2, LONGEST_LOOK);
    part("offline").hidden = listed !== null;
    if (listed) this.take(listed.media);
    this.timer = setTimeout(() => void this.look(), this.wait);
  }

  /** @param {Photo[]} media */
  take(media) {
    this.pool = media.filter((photo) => photo.preview_url);
    const { known } = this;
    if (known) this.fresh.push(...this.pool.filter((photo) => !known.has(photo.media_id)).reverse());
    this.known = new Set([...(known ?? []), ...this.pool.map((photo) => photo.media_id)]);
    const there = new Map(this.pool.map((photo) => [photo.media_id, photo]));
    this.fresh = this.fresh.filter((photo) => there.has(photo.media_id));
    part("wall-empty").hidden = this.pool.length > 0;
    const { current } = this;
    // A full pool has lost its oldest to newer ones; one that is newer than the rest of it has been hidden.
    const oldest = this.pool.length < POOL ? "" : (this.pool.at(-1)?.uploaded_at ?? "");
    const isGone = current !== null && !there.has(current.media_id) && current.uploaded_at > oldest;
    if (current === null || isGone) this.next();
    else this.step();
  }

  /** Whether it is time for another one. */
  step() {
    const age = Date.now() - this.since;
    const isDue = age > (this.fresh.length ? SHOWN_AT_LEAST : SHOWN_FOR);
    if (isDue && !this.isPaused && this.pool.length > 1) this.next();
  }

  next() {
    const photo = this.fresh.shift() ?? this.after(this.current);
    this.since = Date.now();
    if (photo) void this.show(photo);
    else this.clear();
  }

  /** The one that was taken before it, round and round. @param {Photo | null} photo @returns {Photo | null} */
  after(photo) {
    const index = this.pool.findIndex((one) => one.media_id === photo?.media_id);
    return this.pool[(index + 1) % (this.pool.length || 1)] ?? null;
  }

  clear() {
    this.current = null;
    draw(part("layers"));
    part("by").hidden = true;
  }

  /** It comes when it is all there, and the one before it goes meanwhile. @param {Photo} photo */
  async show(photo) {
    const isGone = this.current !== null && !this.pool.some((one) => one.media_id === this.current?.media_id);
    this.current = photo;
    const image = /** @type {HTMLImageElement} */ (h("img", { src: photo.preview_url, alt: titleOf(photo), draggable: "false" }));
    if (isGone) draw(part("layers"));
    const isLoaded = await image.decode().then(() => true, () => false);
    if (this.current !== photo || !isLoaded) return;
    const layer = h("div.layer", { key: photo.media_id }, colours(photo.placeholder), image);
    const layers = part("layers");
    for (const old of layers.querySelectorAll(".layer")) leave(/** @type {HTMLElement} */ (old));
    layers.append(layer);
    requestAnimationFrame(() => requestAnimationFrame(() => layer.classList.add("is-in")));
    part("by").hidden = !photo.uploaded_by;
    part("name").textContent = photo.uploaded_by;
  }
}

/** It is taken away once it cannot be seen any more. @param {HTMLElement} layer */
function leave(layer) {
  layer.setAttribute("aria-hidden", "true");
  setTimeout(() => layer.remove(), 1_600);
}

/** The screen stays on while the wall is seen. */
async function stayAwake() {
  if (document.hidden || !("wakeLock" in navigator)) return;
  // Refused, for one, while the battery is low.
  await navigator.wakeLock.request("screen").catch(() => null);
}

/** @param {Wall} wall */
function bindControls(wall) {
  const [full, pause] = [part("fullscreen"), part("pause")];
  const showFull = () => {
    const isFull = document.fullscreenElement !== null;
    full.setAttribute("aria-label", isFull ? words.leave_fullscreen : words.fullscreen);
    draw(full, symbol(isFull ? "fullscreen_exit" : "fullscreen"));
  };
  const toggleFull = () => void (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()).catch(() => null);
  const togglePause = () => {
    wall.isPaused = !wall.isPaused;
    pause.setAttribute("aria-label", wall.isPaused ? words.go_on : words.pause);
    draw(pause, symbol(wall.isPaused ? "play_arrow" : "pause"));
  };
  full.hidden = !document.fullscreenEnabled;
  full.addEventListener("click", toggleFull);
  pause.addEventListener("click", togglePause);
  document.addEventListener("fullscreenchange", showFull);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLButtonElement) return;
    const ways = { " ": togglePause, f: toggleFull, ArrowRight: () => wall.next() };
    const way = ways[/** @type {keyof typeof ways} */ (event.key)];
    if (!way) return;
    event.preventDefault();
    way();
  });
  showFull();
  let idle = 0;
  const wake = () => {
    document.body.classList.remove("is-idle");
    clearTimeout(idle);
    idle = setTimeout(() => document.body.classList.add("is-idle"), IDLE);
  };
  for (const type of ["pointermove", "pointerdown", "keydown", "focusin"]) document.addEventListener(type, wake, { passive: true });
  wake();
}

const wall = new Wall(new Api(JSON.parse(document.getElementById("gallery-page")?.textContent ?? "{}")));
bindControls(wall);
document.addEventListener("visibilitychange", () => {
  void stayAwake();
  if (!document.hidden) void wall.look();
});
setInterval(() => wall.step(), 500);
void stayAwake();
void wall.look();
