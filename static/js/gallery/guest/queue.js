/**
 * The photos on this phone. Each one is written down before anything of it is sent, and other tabs hear of every change.
 *
 * @typedef {import("./types.js").Item} Item
 */

import { newId } from "./hash.js";
import { Unfit, prepared } from "./prepare.js";

/** The photo was removed, here or in another tab. */
export class Removed extends Error {}

export class Queue extends EventTarget {
  /** @param {import("./store.js").Store} store @param {string} slug @param {() => import("./types.js").Invitation} gallery */
  constructor(store, slug, gallery) {
    super();
    this.store = store;
    this.gallery = gallery;
    /** @type {Map<string, Item>} */
    this.items = new Map();
    /** @type {import("./types.js").Activity | null} what is being done, here or in another tab */
    this.activity = null;
    this.isOwnActivity = false;
    /** When another tab was heard of last. */
    this.heardAt = 0;
    this.isLasting = store.isLasting;
    /** @type {Map<string, Promise<void>>} */
    this.preparing = new Map();
    this.channel = "BroadcastChannel" in globalThis ? new BroadcastChannel(store.name) : null;
    if (this.channel) this.channel.onmessage = (event) => void this.hear(event.data);
  }

  /** @param {{ activity?: import("./types.js").Activity | null, changed?: boolean }} message */
  async hear(message) {
    this.heardAt = Date.now();
    if (message.activity !== undefined) [this.activity, this.isOwnActivity] = [message.activity, false];
    if (message.changed) await this.restore();
    this.dispatchEvent(new Event("change"));
  }

  /** Read again what is written down; what this tab is working on, it knows better itself. */
  async restore() {
    const kept = await this.store.items().catch(() => [...this.items.values()]);
    const known = this.items;
    this.items = new Map(kept.map((item) => [item.id, Object.assign(known.get(item.id) ?? item, this.isBusy(item.id) ? {} : item)]));
  }

  /** @param {string} id */
  isBusy(id) {
    return (this.isOwnActivity && this.activity?.id === id) || this.preparing.has(id);
  }

  tell() {
    this.channel?.postMessage({ changed: true });
    this.dispatchEvent(new Event("change"));
  }

  /** @param {import("./types.js").Activity | null} activity */
  act(activity) {
    [this.activity, this.isOwnActivity] = [activity, true];
    this.channel?.postMessage({ activity });
    this.dispatchEvent(new Event("change"));
  }

  /** @returns {Item[]} the oldest first */
  get all() {
    return [...this.items.values()].sort((one, other) => one.at - other.at);
  }

  /** What goes next. @returns {Item | undefined} */
  get next() {
    return this.all.find((item) => item.state === "waiting");
  }

  /** How many of them have no shot of the gallery yet. */
  get undeclared() {
    return this.all.filter((item) => item.state === "waiting" && !item.mediaId).length;
  }

  /** Write photos down, one after the other. @param {Blob[]} files @param {{ tags: string[], takenAt: string | null }} about */
  async add(files, { tags, takenAt }) {
    let at = Math.max(Date.now(), ...this.all.map((item) => item.at + 1));
    for (const file of files) {
      const id = newId();
      /** @type {Item} */
      const item = {
        ...{ id, at: at++, state: "waiting", type: file.type, size: file.size, tags, takenAt, isReady: false, sha256: "" },
        ...{ thumb: null, mediaId: "", request: null, parts: null, sentParts: [], isSent: false, code: "", message: "" },
      };
      const isKept = await this.store.keepBytes(id, file.slice(0, file.size, file.type));
      const isNoted = await this.store.set("items", id, item);
      this.isLasting &&= isKept && isNoted;
      this.items.set(id, item);
      this.tell();
      void this.prepare(item).catch(() => undefined);
    }
  }

  /** One at a time: a phone holds one large picture in memory, not ten. @param {Item} item @returns {Promise<void>} raises Unfit, Removed */
  prepare(item) {
    if (item.isReady) return Promise.resolve();
    const known = this.preparing.get(item.id);
    if (known) return known;
    const before = Promise.allSettled([...this.preparing.values()]);
    const work = before.then(() => this.makeReady(item)).finally(() => this.preparing.delete(item.id));
    this.preparing.set(item.id, work);
    work.catch(() => undefined).finally(() => this.tell());
    return work;
  }

  /** @param {Item} item */
  async makeReady(item) {
    const blob = await this.store.bytes(item.id);
    try {
      if (!blob) throw new Unfit("LOST_ON_PHONE");
      const { patch, bytes } = await prepared(item, blob, this.gallery());
      if (bytes !== blob) await this.store.keepBytes(item.id, bytes);
      await this.change(item, patch);
    } catch (error) {
      if (error instanceof Unfit) await this.change(item, { state: "refused", code: error.code });
      throw error;
    }
  }

  /** Note it, here and for a later reload. Raises Removed. @param {Item} item @param {Partial<Item>} patch */
  async change(item, patch) {
    const changed = { ...item, ...patch };
    if (!(await this.store.replace(changed))) {
      this.items.delete(item.id);
      throw new Removed();
    }
    Object.assign(item, patch);
    this.tell();
  }

  /** @param {string} id */
  async remove(id) {
    this.items.delete(id);
    await this.store.remove(id);
    this.tell();
  }

  /** Send a refused one as if it were new; the server keeps its name for that. Raises Removed. @param {Item} item */
  async retry(item) {
    const fresh = { mediaId: "", request: null, parts: null, sentParts: [], isSent: false, code: "", message: "" };
    await this.change(item, { ...fresh, state: "waiting", isReady: false });
  }

  /** Those that wait for a shot may go, now that there are so many. @param {number} shots @returns {Promise<number>} how many went */
  async unblock(shots) {
    const blocked = this.all.filter((item) => item.state === "blocked").slice(0, Math.max(0, shots - this.undeclared));
    for (const item of blocked) await this.change(item, { state: "waiting", code: "", message: "" });
    return blocked.length;
  }
}
