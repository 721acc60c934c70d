/** The camera, microphone and screen of this page's own person, and switching them. */

import { openDevices } from "./devices.js";

/** @typedef {import("./calls.js").Source} Source */

/** Events: `changed` ({source, track}), `problem` (a word of devices.js). */
export class OwnTracks extends EventTarget {
  /** @type {import("./calls.js").Sources} */
  on = { microphone: null, camera: null, screen: null };
  /** @type {import("./adapter.js").Choice} */
  chosen = {};

  /** What others need to know of them. @returns {{ camera: boolean, microphone: boolean, screen: boolean }} */
  get shown() {
    const { camera, microphone, screen } = this.on;
    return { camera: Boolean(camera), microphone: Boolean(microphone), screen: Boolean(screen) };
  }

  /** @param {MediaStreamTrack[]} tracks of a camera and a microphone that are open already */
  take(tracks) {
    for (const track of tracks) this.put(track.kind === "audio" ? "microphone" : "camera", track);
  }

  /** @param {{ camera?: boolean, microphone?: boolean }} wanted */
  async open(wanted) {
    if (!wanted.camera && !wanted.microphone) return;
    const { tracks, problems } = await openDevices({
      camera: wanted.camera && (this.chosen.camera || true),
      microphone: wanted.microphone && (this.chosen.microphone || true),
    });
    this.take(tracks);
    for (const problem of Object.values(problems)) this.tell("problem", problem);
  }

  /** @param {Source} source @param {MediaStreamTrack | null} track */
  put(source, track) {
    const before = this.on[source];
    if (before === track) return;
    if (before) {
      before.onended = null;
      before.stop(); // Off is really off: the camera's light goes out.
    }
    this.on[source] = track;
    // A camera that was pulled out, or the browser's own button that ends a shared screen.
    if (track) track.onended = () => this.put(source, null);
    this.tell("changed", { source, track });
  }

  /** @param {"camera" | "microphone"} source @param {boolean} on */
  async turn(source, on) {
    if (!on) this.put(source, null);
    else if (!this.on[source]) await this.open({ [source]: true });
  }

  /** @param {boolean} on */
  async share(on) {
    if (!on) return this.put("screen", null);
    const video = { frameRate: { ideal: 10, max: 15 } };
    // Whoever closes the browser's own dialogue wants no screen; that is no problem.
    const stream = await navigator.mediaDevices.getDisplayMedia({ video, audio: false }).catch(() => null);
    if (stream) this.put("screen", stream.getVideoTracks()[0] ?? null);
  }

  /** @param {import("./adapter.js").Choice} choice */
  async choose(choice) {
    this.chosen = { ...this.chosen, ...choice };
    const camera = Boolean(choice.camera && this.on.camera);
    const microphone = Boolean(choice.microphone && this.on.microphone);
    await this.open({ camera, microphone });
  }

  stop() {
    for (const source of /** @type {Source[]} */ (Object.keys(this.on))) this.put(source, null);
  }

  /** @param {string} type @param {unknown} detail */
  tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
