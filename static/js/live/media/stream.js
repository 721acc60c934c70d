/** An outside stream: HLS in a video element, or the player of a host that the platform knows. Nobody sends here. */

import { Media } from "./adapter.js";

/** The part of hls.js that is used. @typedef {{ loadSource(url: string): void, attachMedia(video: HTMLVideoElement): void,
 *   on(event: string, heard: (name: string, data: any) => void): void, startLoad(): void, recoverMediaError(): void,
 *   destroy(): void, levels: unknown[] }} Hls */

export class StreamMedia extends Media {
  can = { send: false, screen: false };
  /** @type {HTMLElement | null} */
  player = null;
  /** @type {Hls | null} */
  hls = null;

  /** @param {string} library address of the vendored hls.js @param {string} title what the player is called */
  constructor(library, title) {
    super();
    this.library = library;
    this.title = title;
  }

  /** @param {import("./adapter.js").Entry} entry */
  async join({ url }) {
    this.enter("joining");
    if (new URL(url).pathname.endsWith(".m3u8")) await this.play(url);
    else this.frame(url);
    this.emit("tiles");
  }

  /** @param {string} url */
  frame(url) {
    const frame = document.createElement("iframe");
    frame.src = url;
    frame.title = this.title;
    frame.allow = "autoplay; fullscreen; picture-in-picture";
    this.player = frame;
    this.enter("joined");
  }

  /** @param {string} url */
  async play(url) {
    const video = document.createElement("video");
    video.controls = true;
    video.playsInline = true;
    video.autoplay = true;
    video.setAttribute("aria-label", this.title);
    this.player = video;
    video.addEventListener("playing", () => this.enter("joined"));
    video.addEventListener("waiting", () => this.emit("quality", "weak"));
    video.addEventListener("playing", () => this.emit("quality", "good"));
    if (video.canPlayType("application/vnd.apple.mpegurl")) {
      video.src = url;
      video.addEventListener("error", () => this.enter("failed"));
    } else await this.attach(video, url);
    // Without a click in this page a browser plays only what is silent.
    await video.play().catch(async () => {
      video.muted = true;
      await video.play().catch(() => undefined);
    });
  }

  /** @param {HTMLVideoElement} video @param {string} url */
  async attach(video, url) {
    const { default: Library } = await import(this.library);
    if (!Library.isSupported()) {
      this.enter("failed");
      return;
    }
    // The worker would be made from a string, which the page's policy refuses.
    const hls = /** @type {Hls} */ (new Library({ enableWorker: false, liveDurationInfinity: true }));
    this.hls = hls;
    hls.on(Library.Events.ERROR, (_name, { fatal, type }) => {
      if (!fatal) return;
      if (type === Library.ErrorTypes.MEDIA_ERROR) hls.recoverMediaError();
      else this.retry(hls, url);
    });
    hls.loadSource(url);
    hls.attachMedia(video);
  }

  /** The stream may not have begun yet, or its server is away. @param {Hls} hls @param {string} url */
  retry(hls, url) {
    this.enter("reconnecting");
    setTimeout(() => {
      if (this.hls !== hls) return;
      if (hls.levels.length) hls.startLoad();
      else hls.loadSource(url);
    }, 3000 + Math.random() * 2000);
  }

  async leave() {
    this.hls?.destroy();
    this.hls = null;
    this.player?.remove();
    this.player = null;
    this.enter("left");
  }

  surface() {
    return this.player;
  }
}
