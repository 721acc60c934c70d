/**
 * The stage: a tile for everybody whom the board has there, and for nobody else, whatever a provider sends.
 *
 * @typedef {import("../types.js").OnStage} OnStage
 * @typedef {import("../media/adapter.js").Media} Media
 * @typedef {import("./tile.js").Shown} Shown
 */

import { soon } from "../dom.js";
import { button, place, press } from "./find.js";
import { Speaking } from "./speaking.js";
import { Tile } from "./tile.js";

export class Stage {
  /** @type {Map<string, Tile>} */
  tiles = new Map();
  /** @type {OnStage[]} */
  people = [];
  /** @type {Media | null} */
  media = null;
  /** Whom the viewer has chosen to see large; empty: whoever speaks. */
  chosen = "";
  speaker = "";
  layout = "speaker";
  output = "";

  /** @param {HTMLElement} root @param {{ onChange: () => void, me: () => string }} options */
  constructor(root, { onChange, me }) {
    this.place = place(root, "stage");
    this.sound = button(root, "sound");
    this.toggle = button(root, "layout");
    this.onChange = onChange;
    this.me = me;
    this.draw = soon(() => this.drawNow());
    this.speaking = new Speaking((key) => {
      this.speaker = key;
      this.draw();
    });
    this.sound.addEventListener("click", () => this.unlock());
    this.toggle.addEventListener("click", () => this.turn(this.layout === "grid" ? "speaker" : "grid"));
    this.place.addEventListener("click", (event) => this.choose(event));
  }

  /** @param {Media} media */
  use(media) {
    this.media = media;
    media.addEventListener("tiles", this.draw);
    this.draw();
  }

  /** @param {OnStage[]} people */
  seat(people) {
    this.people = people;
    this.draw();
  }

  /** @param {string} layout */
  turn(layout) {
    this.layout = layout;
    press(this.toggle, layout === "grid");
    this.draw();
  }

  /** @param {Event} event a click on a small tile makes it the large one, a second one lets the voice decide again */
  choose(event) {
    const tile = event.target instanceof Element ? event.target.closest("[data-tile]") : null;
    if (!(tile instanceof HTMLElement) || this.layout === "grid" || this.tiles.size < 2) return;
    const key = tile.dataset.tile ?? "";
    this.chosen = this.chosen === key ? "" : key;
    this.draw();
  }

  unlock() {
    this.sound.hidden = true;
    for (const tile of this.tiles.values()) tile.unlock();
  }

  /** @param {string} output */
  hearOn(output) {
    this.output = output;
    for (const tile of this.tiles.values()) tile.hearOn(output);
  }

  /** @returns {Shown[]} in the order of the board */
  wanted() {
    const found = this.media?.tiles() ?? [];
    const own = this.me();
    return this.people.flatMap(({ id, name }) => {
      const tile = found.find((one) => one.participant === id && (id !== own || one.is_local));
      const isLocal = id === own;
      // Without one they are connecting, or this window of theirs is not the one that sends.
      const face = { key: id, name, video: tile?.video ?? null, audio: tile?.audio ?? null, isLocal, isScreen: false };
      const shown = [{ ...face, isMuted: tile?.is_muted ?? false, isComing: !tile }];
      if (!tile?.screen) return shown;
      const screen = { ...face, key: `${id}:screen`, video: tile.screen, audio: null, isScreen: true };
      return [{ ...screen, isMuted: false, isComing: false }, ...shown];
    });
  }

  /** @param {Shown[]} shown @returns {string} whom to show large: chosen, a shared screen, who speaks, another one */
  large(shown) {
    const has = (/** @type {string} */ key) => shown.some((one) => one.key === key);
    if (has(this.chosen)) return this.chosen;
    const screen = shown.find((one) => one.isScreen && !one.isLocal) ?? shown.find((one) => one.isScreen);
    if (screen) return screen.key;
    if (has(this.speaker)) return this.speaker;
    return (shown.find((one) => !one.isLocal) ?? shown[0])?.key ?? "";
  }

  drawNow() {
    const surface = this.media?.surface() ?? null;
    const shown = surface ? [] : this.wanted();
    this.clear(shown, surface);
    if (surface && surface.parentElement !== this.place) this.place.append(surface);
    const large = this.large(shown);
    for (const one of shown) {
      const tile = this.tiles.get(one.key) ?? this.make(one.key);
      tile.show(one);
      tile.element.classList.toggle("is-large", one.key === large);
      tile.element.classList.toggle("is-speaking", one.key === this.speaker && shown.length > 1);
    }
    this.place.dataset.layout = surface ? "surface" : this.layout;
    this.place.dataset.count = String(shown.length);
    this.toggle.hidden = shown.length < 2;
    this.hear(shown);
    this.onChange();
  }

  /** @param {string} key */
  make(key) {
    const tile = new Tile(() => {
      this.sound.hidden = false;
    });
    if (this.output) tile.hearOn(this.output);
    this.tiles.set(key, tile);
    this.place.append(tile.element);
    return tile;
  }

  /** @param {Shown[]} shown @param {HTMLElement | null} surface */
  clear(shown, surface) {
    for (const [key, tile] of [...this.tiles]) {
      if (shown.some((one) => one.key === key)) continue;
      tile.remove();
      this.tiles.delete(key);
    }
    const player = this.place.querySelector(":scope > video, :scope > iframe");
    if (player && player !== surface) player.remove();
  }

  /** @param {Shown[]} shown */
  hear(shown) {
    /** @type {Map<string, MediaStreamTrack>} */
    const voices = new Map();
    for (const { key, audio, isMuted } of shown) if (audio && !isMuted) voices.set(key, audio);
    this.speaking.follow(voices);
  }

  get isEmpty() {
    return this.tiles.size === 0 && !this.media?.surface();
  }
}
