/** Bytes on their way to the store, whole or in parts, with progress that is true. */

import { Unreachable } from "./server.js";
import { reachable } from "./words.js";

/** On a bad network a few bytes still come through; none at all for so long means that the connection is dead. */
const SILENCE = 40_000;
const BATCH = 8;

/** The address is no longer good, or the store knows nothing of the upload: it has to be asked for again. */
export class Stale extends Error {}

/** What the store has does not fit what was declared. */
export class Damaged extends Error {}

/** @typedef {(loaded: number) => void} Progress bytes that have gone out */

/**
 * Sends exactly what was signed. 412 says that the bytes are there already, which is as good.
 * @param {import("./types.js").SignedRequest} request @param {Blob} body @param {Progress} progress @param {AbortSignal} signal @returns {Promise<void>}
 */
export async function put(request, body, progress, signal) {
  const status = await exchanged(request, body, progress, signal);
  if ((status >= 200 && status < 300) || status === 412) return;
  if (status === 403 || status === 404) throw new Stale();
  if (status === 400) throw new Damaged();
  throw new Unreachable(`store: ${status}`);
}

/** @param {import("./types.js").SignedRequest} request @param {Blob} body @param {Progress} progress @param {AbortSignal} signal @returns {Promise<number>} */
function exchanged(request, body, progress, signal) {
  return new Promise((resolve, reject) => {
    const exchange = new XMLHttpRequest(); // fetch does not tell how far an upload is
    let timer = setTimeout(() => exchange.abort(), SILENCE);
    const stop = () => exchange.abort();
    const end = (/** @type {() => void} */ settle) => () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      settle();
    };
    exchange.open(request.method, reachable(request.url));
    for (const [name, value] of Object.entries(request.headers)) {
      // The browser writes these two itself, and forbids scripts to.
      if (!/^(content-length|host)$/i.test(name)) exchange.setRequestHeader(name, value);
    }
    exchange.upload.onprogress = (event) => {
      clearTimeout(timer);
      timer = setTimeout(() => exchange.abort(), SILENCE);
      progress(event.loaded);
    };
    exchange.onload = end(() => resolve(exchange.status));
    exchange.onerror = exchange.onabort = end(() => reject(new Unreachable("store")));
    signal.addEventListener("abort", stop);
    exchange.send(body);
  });
}

/**
 * Sends the parts that have not gone yet; `keep` notes each one, so a reload goes on from there.
 * @param {import("./types.js").Item} item @param {Blob} body @param {import("./server.js").Server} server
 * @param {{ progress: Progress, keep: (sent: number[]) => Promise<void> }} tell @param {AbortSignal} signal
 */
export async function putParts(item, body, server, { progress, keep }, signal) {
  if (!item.parts) return;
  const { count, part_bytes: size } = item.parts;
  const sizeOf = (/** @type {number} */ number) => Math.min(size, body.size - (number - 1) * size);
  const missing = () => Array.from({ length: count }, (_none, index) => index + 1).filter((number) => !item.sentParts.includes(number));
  const gone = () => item.sentParts.reduce((sum, number) => sum + sizeOf(number), 0);
  progress(gone());
  while (missing().length) {
    const { parts } = await server.parts(item.mediaId, missing().slice(0, BATCH), signal);
    for (const part of parts) {
      const before = gone();
      const piece = body.slice((part.number - 1) * size, part.number * size);
      await put(part, piece, (loaded) => progress(before + loaded), signal);
      await keep([...item.sentParts, part.number]);
    }
  }
}
