/**
 * One photo, from this phone to the gallery: declared, sent, completed. Whatever happens in between, doing it again from
 * what was noted makes one photo: the server knows it by its id, the store takes it once.
 */

import { Damaged, Stale, put, putParts } from "./send.js";
import { Refused, Unreachable } from "./server.js";

const ROUNDS = 4;
/** An address that ends in the middle of the upload is worth little. */
const MARGIN = 60_000;
const KEPT = new Set(["uploaded", "hidden"]);

/**
 * @typedef {{ server: import("./server.js").Server, queue: import("./queue.js").Queue, onShots: (left: number) => void }} Tools
 * @typedef {import("./types.js").Item} Item
 */

/** The server gave the photo up, through no fault of its own: it may be declared anew. */
const GIVEN_UP = new Set(["UPLOAD_EXPIRED", "WRONG_SIZE", "WRONG_HASH"]);

/** The photo is in the gallery afterwards. Raises Refused, Unreachable. @param {Item} item @param {Tools} tools @param {AbortSignal} signal */
export async function deliver(item, tools, signal) {
  for (let round = 1; round <= ROUNDS; round += 1) {
    try {
      if (!item.isSent && (await declared(item, tools, signal))) return;
      if (!item.isSent) await sent(item, tools, signal);
      return await completed(item, tools, signal);
    } catch (error) {
      if (round === ROUNDS && error instanceof Refused && error.code !== "UPLOAD_MISSING") throw error;
      await startAgain(item, tools, error);
    }
  }
  throw new Unreachable("The store does not keep what is sent.");
}

/** Whether it was there already. @param {Item} item @param {Tools} tools @param {AbortSignal} signal */
async function declared(item, { server, queue, onShots }, signal) {
  const lasts = item.request ? Date.parse(item.request.expires_at) - Date.now() : 0;
  // A photo that was declared before the gallery closed may still be sent, so a good address is not asked for again.
  if (item.parts || lasts > MARGIN) return false;
  const permission = await server.declare(item, signal);
  onShots(permission.shots_left);
  if (KEPT.has(permission.status)) {
    await arrived(item, queue, permission.media_id);
    return true;
  }
  const isOther = permission.media_id !== item.mediaId;
  const { media_id: mediaId, upload: request, parts } = permission;
  // Neither address nor parts: it was refused before, and completing says why.
  await queue.change(item, { mediaId, request, parts, isSent: !request && !parts, ...(isOther && { sentParts: [] }) });
  return false;
}

/** @param {Item} item @param {Tools} tools @param {AbortSignal} signal */
async function sent(item, { server, queue }, signal) {
  const bytes = await queue.store.bytes(item.id);
  if (!bytes) throw new Refused(422, { error: "LOST_ON_PHONE" });
  const progress = (/** @type {number} */ loaded) => queue.act({ id: item.id, step: "sending", share: Math.min(1, loaded / bytes.size) });
  const keep = (/** @type {number[]} */ sentParts) => queue.change(item, { sentParts });
  if (item.parts) await putParts(item, bytes, server, { progress, keep }, signal);
  else if (item.request) await put(item.request, bytes, progress, signal);
  await queue.change(item, { isSent: true });
}

/** @param {Item} item @param {Tools} tools @param {AbortSignal} signal */
async function completed(item, { server, queue, onShots }, signal) {
  queue.act({ id: item.id, step: "finishing", share: 1 });
  const done = await server.complete(item.mediaId, signal);
  onShots(done.shots_left);
  await arrived(item, queue, done.media_id);
}

/** @param {Item} item @param {import("./queue.js").Queue} queue @param {string} mediaId */
async function arrived(item, queue, mediaId) {
  await queue.change(item, { state: "here", mediaId, request: null, parts: null, sentParts: [] });
  await queue.store.dropBytes(item.id);
}

/** Forget what did not hold, so that the next round begins before it. Raises what another round cannot mend. @param {Item} item @param {Tools} tools @param {unknown} error */
async function startAgain(item, { queue }, error) {
  const fresh = { request: null, parts: null, isSent: false };
  // 400 for parts: the upload that they belonged to has been given up.
  const isOver = error instanceof Refused && (error.status === 404 || GIVEN_UP.has(error.code) || (error.status === 400 && item.parts !== null));
  const isGone = isOver && item.mediaId !== "";
  const isMissing = error instanceof Refused && error.code === "UPLOAD_MISSING";
  if (error instanceof Stale) await queue.change(item, { ...fresh, parts: null });
  else if (error instanceof Damaged) await queue.change(item, { ...fresh, isReady: false, sentParts: [] });
  else if (isGone) await queue.change(item, { ...fresh, mediaId: "", sentParts: [] });
  else if (isMissing) await queue.change(item, { ...fresh, sentParts: [] });
  else throw error;
  if (error instanceof Damaged) await queue.prepare(item);
}
