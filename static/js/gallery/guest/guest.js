/** This phone in the gallery: who it is, what it may, which photos it has there. Remembered for places without network. */

import { Refused } from "./server.js";
import { reachable } from "./words.js";

/**
 * @typedef {import("./types.js").Invitation} Invitation
 * @typedef {import("./types.js").Media} Media
 * @typedef {"early" | "pin" | "open" | "full" | "stopped" | "closed" | "gone"} Standing
 */

const MAKING = 4000;
/** After so long a picture that is not made yet is only asked for when the page is looked at. */
const MAKING_TRIES = 40;

export class Guest extends EventTarget {
  /** @param {import("./server.js").Server} server @param {import("./store.js").Store} store @param {Invitation} invitation */
  constructor(server, store, invitation) {
    super();
    this.server = server;
    this.store = store;
    this.gallery = invitation;
    /** @type {import("./types.js").GuestJson | null} */
    this.me = null;
    /** @type {Media[]} */
    this.media = [];
    this.isFull = false;
    /** Whether the server has said who this is; until then it is what was remembered. */
    this.isKnown = false;
    this.isOnline = navigator.onLine;
    this.name = "";
    /** @type {string[]} */
    this.tags = [];
    /** @type {string[]} refused photos of which the guest knows */
    this.dismissed = [];
    /** @type {Promise<void> | null} */
    this.joining = null;
    this.makingTries = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  /** What was known when the page was open last. */
  async restore() {
    const kept = (await this.store.get("facts", "guest").catch(() => null)) ?? {};
    this.gallery = kept.gallery ?? this.gallery;
    this.me = kept.me ?? null;
    this.media = kept.media ?? [];
    this.name = kept.name ?? "";
    this.tags = kept.tags ?? [];
    this.dismissed = kept.dismissed ?? [];
  }

  /** Signed addresses are for now, and are not kept. */
  keep() {
    const media = this.media.map((one) => ({ ...one, thumb_url: null, preview_url: null }));
    const { gallery, me, name, tags, dismissed } = this;
    void this.store.set("facts", "guest", { gallery, me, media, name, tags, dismissed });
    this.dispatchEvent(new Event("change"));
  }

  /** @returns {Standing} */
  get standing() {
    const { status, has_pin: hasPin } = this.gallery;
    if (status === "archived" || status === "purged") return "gone";
    if (status === "closed") return "closed";
    if (status === "draft") return "early";
    if (this.me) return this.me.is_active ? "open" : "stopped";
    if (this.isFull) return "full";
    return hasPin ? "pin" : "open";
  }

  get shotsTotal() {
    return this.me?.shots_total ?? this.gallery.max_uploads;
  }

  get shotsLeft() {
    return this.me?.shots_left ?? this.gallery.max_uploads;
  }

  /** What was declared in time may be sent after the gallery has closed. @param {import("./types.js").Item} item */
  maySend(item) {
    return this.standing === "open" || (this.standing === "closed" && this.me !== null && item.mediaId !== "");
  }

  /** Ask the server for everything anew; without an answer, what was known stands. */
  async refresh() {
    try {
      const { guest, ...gallery } = await this.server.invitation();
      if (gallery.status !== "active") this.isFull = false;
      [this.gallery, this.me, this.isKnown, this.isOnline] = [gallery, guest, true, true];
      if (guest) this.name = guest.display_name;
      this.keep();
    } catch (error) {
      this.isOnline = error instanceof Refused;
      this.dispatchEvent(new Event("change"));
      return;
    }
    this.makingTries = 0;
    await this.loadMine();
  }

  /** Own photos; asked for again while some of their pictures are still being made. */
  async loadMine() {
    if (!this.me?.is_active) return;
    try {
      const { media, shots_left: left } = await this.server.mine();
      this.media = media.map((one) => ({ ...one, thumb_url: reachable(one.thumb_url), preview_url: reachable(one.preview_url) }));
      this.keepShots(left);
    } catch {
      return; // the next one will do
    }
    clearTimeout(this.timer);
    const isMaking = this.media.some((one) => one.status === "uploaded" && !one.thumb_url);
    if (!isMaking || this.makingTries >= MAKING_TRIES) return;
    this.makingTries += 1;
    this.timer = setTimeout(() => void this.loadMine(), MAKING);
  }

  /** Come in. Raises Refused, Unreachable. @param {string} [pin] */
  async join(pin = "") {
    try {
      this.me = await this.server.join({ pin, display_name: this.name || null });
      [this.isKnown, this.isOnline] = [true, true];
      this.keep();
    } catch (error) {
      if (error instanceof Refused) this.halt(error);
      throw error;
    }
    await this.loadMine();
  }

  /** Once, however many ask. Raises Refused, Unreachable. @returns {Promise<void>} */
  ensureJoined() {
    if (this.me) return Promise.resolve();
    this.joining ??= this.join().finally(() => (this.joining = null));
    return this.joining;
  }

  /** The server has said something about the guest or the gallery. @param {Refused} refused */
  halt(refused) {
    if (refused.code === "GUEST_SESSION_REQUIRED") this.me = null;
    if (refused.code === "GUEST_DEACTIVATED" && this.me) this.me = { ...this.me, is_active: false };
    if (refused.code === "GUEST_LIMIT_REACHED") this.isFull = true;
    this.keep();
    // What it is now, and since when, only the server knows.
    if (refused.code === "GALLERY_NOT_ACTIVE") void this.refresh();
  }

  /** @param {number} left */
  keepShots(left) {
    if (this.me) this.me = { ...this.me, shots_left: left };
    this.keep();
  }

  /** Raises Refused, Unreachable. @param {string} name */
  async rename(name) {
    if (this.me) this.me = { ...this.me, ...(await this.server.rename(name)) };
    this.name = this.me ? this.me.display_name : name;
    this.keep();
  }

  /** Take an own photo back for good. Raises Refused, Unreachable. @param {string} mediaId */
  async withdraw(mediaId) {
    const done = await this.server.withdraw(mediaId);
    this.media = this.media.filter((one) => one.media_id !== mediaId);
    this.keepShots(done.shots_left);
  }
}
