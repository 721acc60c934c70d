/**
 * The recording of a session from browser to browser, made in an organizer's page: one picture of the stage, one sound.
 *
 *     const upload = new Upload({ address: `/api/organizer/sessions/${id}/live/recording/${recording.id}`,
 *       headers: () => ({ "X-CSRFToken": token }), largest: recording.largest_piece, onTrouble });
 *     const running = startRecording({ tiles: () => tilesOnStage(), nameOf: (tile) => …, upload });
 *     await running.stop();   // the last piece is sent, and the server told
 */

import { Painter } from "./recorder/painter.js";
import { Upload } from "./recorder/upload.js";

export { Upload };

// What is lost at most where the browser dies.
const PIECE_EVERY = 4000;
const TYPES = ["video/webm;codecs=vp8,opus", "video/webm", "video/mp4"];
const BITS = { videoBitsPerSecond: 1_800_000, audioBitsPerSecond: 96_000 };

/** Whether this browser can record at all. */
export function canRecord() {
  return typeof MediaRecorder !== "undefined" && TYPES.some((type) => MediaRecorder.isTypeSupported(type));
}

/** Whether this page may mix voices: browsers want a click on it before. */
export async function maySound() {
  const sound = new AudioContext();
  if (sound.state !== "running") await Promise.race([sound.resume(), new Promise((resolve) => setTimeout(resolve, 300))]);
  const may = sound.state === "running";
  void sound.close();
  return may;
}

/**
 * @param {{ tiles: () => import("./media/adapter.js").Tile[], nameOf: (tile: import("./media/adapter.js").Tile) => string,
 *   upload: Upload }} options
 * @returns {{ stop: () => Promise<void>, pause: () => void, resume: () => void }}
 */
export function startRecording({ tiles, nameOf, upload }) {
  const painter = new Painter(tiles, nameOf);
  const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
  const recorder = new MediaRecorder(painter.stream, { mimeType, ...BITS });
  const isStopped = new Promise((resolve) => recorder.addEventListener("stop", resolve));
  recorder.addEventListener("dataavailable", (event) => upload.add(event.data));
  /** @param {BeforeUnloadEvent} event */
  const hold = (event) => event.preventDefault();
  addEventListener("beforeunload", hold);
  painter.paint();
  recorder.start(PIECE_EVERY);
  return {
    pause: () => recorder.pause(),
    resume: () => recorder.resume(),
    stop: async () => {
      if (recorder.state !== "inactive") recorder.stop();
      await isStopped;
      painter.stop();
      removeEventListener("beforeunload", hold);
      await upload.finish();
    },
  };
}
