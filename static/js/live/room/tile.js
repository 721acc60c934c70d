/** One person on stage, or the screen that somebody shares: picture, sound, name. */

import { h } from "../dom.js";
import { filled, words } from "../words.js";
import { playOn } from "../media/devices.js";

/**
 * @typedef {{ key: string, name: string, video: MediaStreamTrack | null, audio: MediaStreamTrack | null,
 *   isScreen: boolean, isLocal: boolean, isMuted: boolean, isComing: boolean }} Shown
 */

/** @param {string} name */
function initials(name) {
  const parts = name.trim().split(/\s+/);
  return [parts[0], parts.length > 1 ? parts.at(-1) : ""].map((part) => [...(part ?? "")][0] ?? "").join("").toUpperCase();
}

export class Tile {
  video = /** @type {HTMLVideoElement} */ (h("video", { playsinline: true, autoplay: true, disablepictureinpicture: true }));
  audio = /** @type {HTMLAudioElement} */ (h("audio", { autoplay: true }));
  face = h("span.tile-face", { "aria-hidden": "true" });
  name = h("span.tile-name");
  muted = h("span.tile-muted", { hidden: true });
  element = h("figure.tile", {}, this.video, this.face, this.audio, h("figcaption", {}, this.muted, this.name));

  /** @param {() => void} onSilent told when the browser wants a click before it plays sound */
  constructor(onSilent) {
    this.onSilent = onSilent;
    // The sound has an element of its own, so that the picture always plays.
    this.video.muted = true;
    this.muted.append(h("span.visually-hidden", {}, words.room.muted));
  }

  /** @param {Shown} shown */
  show(shown) {
    const { name, isScreen, isLocal } = shown;
    const title = isScreen ? filled(words.room.screen, { name }) : isLocal ? filled(words.room.you, { name }) : name;
    this.put(this.video, shown.video);
    this.put(this.audio, shown.audio);
    this.video.hidden = !shown.video;
    this.face.hidden = Boolean(shown.video);
    this.face.textContent = initials(name);
    this.name.textContent = shown.isComing ? `${title}, ${words.room.connecting}` : title;
    this.muted.hidden = !shown.isMuted || isScreen || shown.isComing;
    this.element.classList.toggle("is-screen", isScreen);
    this.element.classList.toggle("is-own", isLocal && !isScreen);
    this.element.classList.toggle("is-coming", shown.isComing);
    this.element.dataset.tile = shown.key;
    this.video.setAttribute("aria-label", title);
  }

  /** @param {HTMLMediaElement} element @param {MediaStreamTrack | null} track */
  put(element, track) {
    const stream = /** @type {MediaStream | null} */ (element.srcObject);
    if ((stream?.getTracks()[0] ?? null) === track) return;
    element.srcObject = track ? new MediaStream([track]) : null;
    if (track) this.play(element);
  }

  /** @param {HTMLMediaElement} element */
  play(element) {
    element.play().catch((error) => {
      if (element === this.audio && error instanceof Error && error.name === "NotAllowedError") this.onSilent();
    });
  }

  /** After a click the browser plays it. */
  unlock() {
    if (this.audio.srcObject) this.play(this.audio);
  }

  /** @param {string} speaker */
  hearOn(speaker) {
    void playOn(this.audio, speaker);
  }

  remove() {
    this.video.srcObject = null;
    this.audio.srcObject = null;
    this.element.remove();
  }
}
