/** Everybody on stage in one picture of 1280 × 720, and all voices in one sound. */

/** @typedef {import("../media/adapter.js").Tile} Tile */
/** @typedef {{ track: MediaStreamTrack, video: HTMLVideoElement }} Picture */
/** @typedef {{ x: number, y: number, width: number, height: number }} Box */

export const WIDTH = 1280;
export const HEIGHT = 720;
const RATE = 24;
const GAP = 8;

/** @param {number} count @returns {Box[]} as many boxes of one size as fit, in rows */
export function boxes(count) {
  const columns = Math.ceil(Math.sqrt(count));
  const rows = Math.ceil(count / columns) || 1;
  const [width, height] = [WIDTH / columns, HEIGHT / rows];
  return Array.from({ length: count }, (_, index) => {
    const inRow = Math.floor(index / columns) === rows - 1 ? count - columns * (rows - 1) : columns;
    const indent = (WIDTH - inRow * width) / 2;
    return { x: indent + (index % columns) * width, y: Math.floor(index / columns) * height, width, height };
  });
}

export class Painter {
  canvas = Object.assign(document.createElement("canvas"), { width: WIDTH, height: HEIGHT });
  context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d", { alpha: false }));
  sound = new AudioContext();
  mixed = this.sound.createMediaStreamDestination();
  /** @type {Map<MediaStreamTrack, Picture>} */
  pictures = new Map();
  /** @type {Map<MediaStreamTrack, MediaStreamAudioSourceNode>} */
  voices = new Map();

  /** @param {() => Tile[]} tiles who is on stage now @param {(tile: Tile) => string} nameOf */
  constructor(tiles, nameOf) {
    this.tiles = tiles;
    this.nameOf = nameOf;
    this.clock = new Worker(new URL("./clock.js", import.meta.url), { type: "module" });
    this.clock.onmessage = () => {
      try {
        this.paint();
      } finally {
        this.clock.postMessage(0);
      }
    };
    // A recorder that gets no sound at all would write a file without a track for it.
    const silence = this.sound.createConstantSource();
    const none = this.sound.createGain();
    none.gain.value = 0;
    silence.connect(none).connect(this.mixed);
    silence.start();
  }

  /** @returns {MediaStream} */
  get stream() {
    return new MediaStream([...this.canvas.captureStream(RATE).getVideoTracks(), ...this.mixed.stream.getAudioTracks()]);
  }

  paint() {
    const tiles = this.tiles();
    this.hear(tiles);
    this.forget(tiles);
    this.context.fillStyle = "#0d110e";
    this.context.fillRect(0, 0, WIDTH, HEIGHT);
    const screen = tiles.find((tile) => tile.screen);
    if (screen?.screen) {
      this.put(screen.screen, { x: 0, y: 0, width: WIDTH, height: HEIGHT });
      const speaker = tiles.find((tile) => tile.video);
      if (speaker) this.person(speaker, { x: WIDTH - 296, y: HEIGHT - 176, width: 288, height: 168 });
      return;
    }
    const places = boxes(tiles.length);
    for (const [index, tile] of tiles.entries()) this.person(tile, /** @type {Box} */ (places[index]));
  }

  /** @param {Tile} tile @param {Box} box */
  person(tile, box) {
    const inner = { x: box.x + GAP / 2, y: box.y + GAP / 2, width: box.width - GAP, height: box.height - GAP };
    this.context.fillStyle = "#1b211d";
    this.context.fillRect(inner.x, inner.y, inner.width, inner.height);
    if (tile.video) this.put(tile.video, inner);
    const name = this.nameOf(tile);
    this.context.font = "500 20px sans-serif";
    const width = this.context.measureText(name).width + 24;
    this.context.fillStyle = "rgb(8 11 9 / 0.72)";
    this.context.fillRect(inner.x + 10, inner.y + inner.height - 42, width, 32);
    this.context.fillStyle = "#ffffff";
    this.context.fillText(name, inner.x + 22, inner.y + inner.height - 19);
  }

  /** The whole picture in its box. @param {MediaStreamTrack} track @param {Box} box */
  put(track, box) {
    const { video } = this.pictures.get(track) ?? this.look(track);
    if (!video.videoWidth) return;
    const scale = Math.min(box.width / video.videoWidth, box.height / video.videoHeight);
    const [width, height] = [video.videoWidth * scale, video.videoHeight * scale];
    this.context.drawImage(video, box.x + (box.width - width) / 2, box.y + (box.height - height) / 2, width, height);
  }

  /** @param {MediaStreamTrack} track */
  look(track) {
    const video = Object.assign(document.createElement("video"), { muted: true, playsInline: true });
    video.srcObject = new MediaStream([track]);
    void video.play().catch(() => undefined);
    const picture = { track, video };
    this.pictures.set(track, picture);
    return picture;
  }

  /** @param {Tile[]} tiles */
  hear(tiles) {
    for (const { audio } of tiles) {
      if (!audio || this.voices.has(audio)) continue;
      const voice = this.sound.createMediaStreamSource(new MediaStream([audio]));
      voice.connect(this.mixed);
      this.voices.set(audio, voice);
    }
  }

  /** @param {Tile[]} tiles */
  forget(tiles) {
    const shown = new Set(tiles.flatMap((tile) => [tile.video, tile.screen, tile.audio]));
    for (const [track, { video }] of [...this.pictures]) {
      if (shown.has(track)) continue;
      video.srcObject = null;
      this.pictures.delete(track);
    }
    for (const [track, voice] of [...this.voices]) {
      if (shown.has(track)) continue;
      voice.disconnect();
      this.voices.delete(track);
    }
  }

  stop() {
    this.clock.terminate();
    for (const { video } of this.pictures.values()) video.srcObject = null;
    void this.sound.close();
  }
}
