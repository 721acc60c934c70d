/** Sends what waits, one photo after the other, and tries again by itself: later, with network, when the page is looked at. */

import { deliver } from "./deliver.js";
import { Unfit } from "./prepare.js";
import { Removed } from "./queue.js";
import { Refused, Unreachable } from "./server.js";
import { inTurn } from "./turn.js";

const [FIRST, LONGEST, BEAT] = [1000, 60_000, 4000];
/** Of the whole gallery, not of one photo: the guest's standing says what now. */
const STANDING = new Set(["GUEST_SESSION_REQUIRED", "GUEST_DEACTIVATED", "GALLERY_NOT_ACTIVE", "GUEST_LIMIT_REACHED", "WRONG_PIN"]);

export class Runner extends EventTarget {
  /** @param {import("./queue.js").Queue} queue @param {import("./guest.js").Guest} guest */
  constructor(queue, guest) {
    super();
    this.queue = queue;
    this.guest = guest;
    this.isRunning = false;
    this.tries = 0;
    /** When it tries again by itself; 0 while nothing is wrong. */
    this.againAt = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    addEventListener("online", () => this.now());
    addEventListener("pageshow", () => this.now());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.now());
  }

  /** Without waiting any longer. */
  now() {
    [this.tries, this.againAt] = [0, 0];
    clearTimeout(this.timer);
    this.pump();
  }

  /** Begin, unless it has begun, there is nothing to do, or the last try is too short ago. */
  pump() {
    if (this.isRunning || this.againAt || !this.queue.next || !this.guest.maySend(this.queue.next)) return;
    this.isRunning = true;
    const work = (/** @type {AbortSignal} */ signal) => this.work(signal);
    const heardAt = () => (this.queue.channel ? this.queue.heardAt : Date.now());
    void inTurn(this.queue.store.name, work, heardAt)
      .catch(() => this.later(0))
      .finally(() => {
        this.isRunning = false;
        this.dispatchEvent(new Event("change"));
        if (this.queue.next) this.pump(); // came while the turn was given back
      });
  }

  /** @param {AbortSignal} signal */
  async work(signal) {
    const awake = keepAwake();
    const beat = setInterval(() => this.queue.act(this.queue.activity), BEAT);
    await this.queue.restore(); // the tab that had the turn before has worked on them
    try {
      for (let item = this.queue.next; item && !signal.aborted && this.guest.maySend(item); item = this.queue.next) {
        if (!(await this.send(item, signal))) return;
      }
    } finally {
      clearInterval(beat);
      if (!signal.aborted) this.queue.act(null);
      awake();
    }
  }

  /** Whether to go on with the next one. @param {import("./types.js").Item} item @param {AbortSignal} signal @returns {Promise<boolean>} */
  async send(item, signal) {
    try {
      if (!item.isReady) {
        this.queue.act({ id: item.id, step: "preparing", share: 0 });
        await this.queue.prepare(item);
      }
      this.queue.act({ id: item.id, step: item.isSent ? "finishing" : "sending", share: 0 });
      await this.guest.ensureJoined();
      await deliver(item, { server: this.guest.server, queue: this.queue, onShots: (left) => this.guest.keepShots(left) }, signal);
      this.tries = 0;
      void this.guest.loadMine();
      return true;
    } catch (error) {
      return !signal.aborted && (await this.settle(item, error));
    }
  }

  /** What becomes of a photo that did not go. @param {import("./types.js").Item} item @param {unknown} error @returns {Promise<boolean>} */
  async settle(item, error) {
    if (error instanceof Removed || error instanceof Unfit) return true;
    if (error instanceof Refused && STANDING.has(error.code)) {
      // Too late even for what was on its way when the gallery closed.
      if (error.code === "GALLERY_NOT_ACTIVE") await this.queue.change(item, { mediaId: "", request: null, parts: null, isSent: false }).catch(() => undefined);
      this.guest.halt(error);
      if (this.guest.maySend(item)) this.later(0); // by coming in first, or when the clocks agree
      return false;
    }
    if (error instanceof Refused && error.status !== 429) {
      const state = error.code === "UPLOAD_LIMIT_REACHED" ? "blocked" : "refused";
      if (state === "blocked") this.guest.keepShots(0);
      const message = Object.values(error.fields)[0] ?? error.message;
      await this.queue.change(item, { state, code: error.code, message }).catch(() => undefined);
      return true;
    }
    const isExpected = error instanceof Refused || error instanceof Unreachable;
    if (!isExpected) console.error(error);
    this.later(isExpected ? error.after : 0);
    return false;
  }

  /** @param {number} seconds what the server wants at least */
  later(seconds) {
    const wait = Math.min(LONGEST, FIRST * 2 ** this.tries) * (0.75 + Math.random() / 2);
    this.tries += 1;
    this.againAt = Date.now() + Math.max(wait, seconds * 1000);
    clearTimeout(this.timer);
    const again = () => {
      this.againAt = 0;
      this.pump();
    };
    this.timer = setTimeout(again, this.againAt - Date.now());
    this.dispatchEvent(new Event("change"));
  }
}

/** The screen stays on while photos go: a phone that sleeps stops sending. @returns {() => void} lets it sleep again */
function keepAwake() {
  /** @type {WakeLockSentinel | undefined} */
  let lock;
  let isOver = false;
  const ask = async () => {
    if (isOver || document.visibilityState !== "visible") return;
    lock = await navigator.wakeLock?.request("screen").catch(() => undefined);
    if (isOver) void lock?.release();
  };
  document.addEventListener("visibilitychange", ask);
  void ask();
  return () => {
    isOver = true;
    document.removeEventListener("visibilitychange", ask);
    void lock?.release();
  };
}
