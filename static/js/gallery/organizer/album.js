/**
 * The photos that fit what is asked for, as far as they have been read: in memory all of them, on the page only some.
 *
 * Tells `change` when the list or its state is another, and `fresh` when photos of it have got other addresses.
 */

import { Query } from "./query.js";

/** @typedef {import("./types.js").Photo} Photo @typedef {import("./types.js").Listed} Listed */

const PAGE = 100;
const BULK = 500;
// The addresses of pictures are good for half an hour at least.
const GOOD_FOR = 25 * 60_000;
const TRY_AGAIN_AFTER = 30_000;

export class Album extends EventTarget {
  /** @param {import("./api.js").Api} api @param {Query} query */
  constructor(api, query) {
    super();
    this.api = api;
    this.query = query;
    /** @type {Photo[]} */
    this.photos = [];
    /** @type {Map<string, Photo>} */
    this.byId = new Map();
    /** Which page a photo came with, so that the page can be read again. @type {Map<string, { cursor: string, readAt: number, triedAt: number }>} */
    this.pages = new Map();
    /** @type {string | null} */
    this.cursor = "";
    this.total = 0;
    /** @type {"loading" | "ready" | "failed"} */
    this.state = "ready";
    this.isFirst = true;
    this.turn = 0;
  }

  /** From the beginning; what is shown stays until the answer is here. @param {Query} [query] */
  async reload(query = this.query) {
    this.query = query;
    this.turn += 1;
    this.cursor = "";
    this.isFirst = true;
    await this.read();
  }

  /** The next photos, if there are any and none are on their way. */
  async more() {
    if (this.state !== "loading" && this.cursor !== null) await this.read();
  }

  async read() {
    const { turn } = this;
    this.state = "loading";
    this.tell("change");
    try {
      const listed = await this.page(this.cursor ?? "");
      if (turn !== this.turn) return;
      this.take(listed);
      this.state = "ready";
    } catch (error) {
      if (turn !== this.turn) return;
      this.state = "failed";
      this.error = error;
    }
    this.tell("change");
  }

  /** @param {string} cursor @returns {Promise<Listed>} */
  page(cursor) {
    const params = this.query.params();
    params.set("limit", String(PAGE));
    if (cursor) params.set("cursor", cursor);
    return this.api.read("gallery", params);
  }

  /** @param {Listed} listed */
  take(listed) {
    if (this.isFirst) {
      this.photos = [];
      this.byId.clear();
      this.pages.clear();
      this.isFirst = false;
    }
    const page = { cursor: this.cursor ?? "", readAt: Date.now(), triedAt: 0 };
    for (const photo of listed.media) {
      if (this.byId.has(photo.media_id)) continue;
      this.byId.set(photo.media_id, photo);
      this.pages.set(photo.media_id, page);
      this.photos.push(photo);
    }
    this.cursor = listed.next_cursor;
    this.total = listed.total_count;
  }

  /** Whether the addresses of this photo's pictures may have expired. @param {Photo} photo */
  isStale(photo) {
    const page = this.pages.get(photo.media_id);
    return page !== undefined && Date.now() - page.readAt > GOOD_FOR;
  }

  /** Read the page of this photo again for its addresses, not more often than every half minute. @param {Photo} photo */
  async freshen(photo) {
    const page = this.pages.get(photo.media_id);
    if (!page || Date.now() - page.triedAt < TRY_AGAIN_AFTER) return;
    page.triedAt = Date.now();
    const { turn } = this;
    const listed = await this.page(page.cursor).catch(() => null);
    if (!listed || turn !== this.turn) return;
    page.readAt = Date.now();
    this.renew(listed.media);
  }

  /** What has been read of photos that are here already. @param {Photo[]} photos */
  renew(photos) {
    const renewed = photos.filter((photo) => {
      const known = this.byId.get(photo.media_id);
      const isOther = known && JSON.stringify(known) !== JSON.stringify(photo);
      if (isOther) Object.assign(known, photo);
      return isOther;
    });
    if (renewed.length) this.tell("fresh");
  }

  /** @param {string[]} ids @returns {Promise<() => Promise<void>>} how to undo it; raises Refused or Unreachable */
  async hide(ids) {
    const { turn } = this;
    await this.bulk("media/bulk-hide", ids);
    const removed = this.mark(ids, "hidden");
    return async () => {
      await this.bulk("media/bulk-unhide", ids);
      if (turn !== this.turn) return this.reload();
      this.putBack(removed);
      this.mark(ids, "uploaded");
    };
  }

  /** @param {string[]} ids @returns {Promise<() => Promise<void>>} how to undo it */
  async unhide(ids) {
    await this.bulk("media/bulk-unhide", ids);
    this.mark(ids, "uploaded");
    return async () => {
      await this.bulk("media/bulk-hide", ids);
      this.mark(ids, "hidden");
    };
  }

  /** @param {string} path @param {string[]} ids */
  async bulk(path, ids) {
    for (let at = 0; at < ids.length; at += BULK) {
      try {
        await this.api.send(path, { media_ids: ids.slice(at, at + BULK) });
      } catch (error) {
        // Some are done and some are not: only the server knows which.
        if (at > 0) void this.reload();
        throw error;
      }
    }
  }

  /** @param {string[]} ids @param {Photo["status"]} status @returns {[number, Photo][]} those that left the list, with their places */
  mark(ids, status) {
    const marked = new Set(ids);
    /** @type {[number, Photo][]} */
    const removed = [];
    this.photos.forEach((photo, index) => {
      if (!marked.has(photo.media_id)) return;
      photo.status = status;
      if (status === "hidden" && !this.query.isWithHidden) removed.push([index, photo]);
    });
    for (const [, photo] of removed) this.byId.delete(photo.media_id);
    if (removed.length) this.photos = this.photos.filter((photo) => this.byId.has(photo.media_id));
    this.total -= removed.length;
    this.tell("change");
    return removed;
  }

  /** @param {[number, Photo][]} removed by place, the first first */
  putBack(removed) {
    for (const [index, photo] of removed) {
      if (this.byId.has(photo.media_id)) continue;
      this.byId.set(photo.media_id, photo);
      this.photos.splice(index, 0, photo);
      this.total += 1;
    }
  }

  /** @param {string} type */
  tell(type) {
    this.dispatchEvent(new Event(type));
  }
}
