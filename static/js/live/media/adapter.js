/**
 * What every way of carrying camera, microphone and screen has in common (docs/live-page.md).
 *
 * @typedef {{ key: string, participant: string, name: string, is_local: boolean, video: MediaStreamTrack | null,
 *   audio: MediaStreamTrack | null, screen: MediaStreamTrack | null, is_muted: boolean }} Tile
 * @typedef {{ url: string, token: string, signal_url: string, ticket: string, me: { id: string, name: string } }} Entry
 * @typedef {"joining" | "joined" | "reconnecting" | "failed" | "left"} State
 * @typedef {"good" | "weak" | "bad"} Quality
 * @typedef {{ camera?: string, microphone?: string, speaker?: string }} Choice
 */

/** Events: `tiles`, `state` (State), `quality` (Quality), `problem` (a word of devices.js), `media-id`, `hint` (there is news at the server). */
export class Media extends EventTarget {
  /** @type {State} */
  state = "left";
  /** What this provider can do in a page. */
  can = { send: true, screen: "getDisplayMedia" in (navigator.mediaDevices ?? {}) };

  /** @param {string} type @param {unknown} [detail] */
  emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /** @param {State} state */
  enter(state) {
    if (this.state === state) return;
    this.state = state;
    this.emit("state", state);
  }

  /** @param {Entry} _entry @returns {Promise<void>} */
  async join(_entry) {}

  async leave() {
    this.enter("left");
  }

  /** @returns {Tile[]} */
  tiles() {
    return [];
  }

  /** What is shown in place of tiles: an outside stream's own player. @returns {HTMLElement | null} */
  surface() {
    return null;
  }

  /** @param {{ camera: boolean, microphone: boolean, tracks?: MediaStreamTrack[] }} _wanted @returns {Promise<void>} */
  async startSending(_wanted) {}

  /** @returns {Promise<void>} */
  async stopSending() {}

  /** @param {boolean} _on @returns {Promise<void>} */
  async setCamera(_on) {}

  /** @param {boolean} _on @returns {Promise<void>} */
  async setMicrophone(_on) {}

  /** @param {boolean} _on @returns {Promise<void>} */
  async shareScreen(_on) {}

  /** @param {Choice} _choice @returns {Promise<void>} */
  async choose(_choice) {}

  mediaId() {
    return "";
  }
}
