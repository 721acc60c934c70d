/**
 * The page's copy of the session's board: the whole first, then changes, merged by number.
 *
 * It comes back by itself when the line breaks, after a random wait that grows to ten seconds, and asks for the whole
 * where it has missed a number. Listen with `watch(name, tell)` for parts and with `addEventListener` for `tick`,
 * `results`, `me`, `bye` and `state`; each of these has its data in `event.detail`.
 *
 * @typedef {"connecting" | "open" | "broken" | "closed"} LineState
 * @typedef {import("./types.js").Action} Action
 * @typedef {import("./types.js").Results} Results
 * @typedef {(value: any, name: string) => void} Tell
 */

import { ChatLog } from "./chat-log.js";
import { readEvents } from "./sse.js";

const LONGEST_WAIT = 10_000;
const FIRST_WAIT = 2_000;
// Three of the server's heartbeats.
const PATIENCE = 45_000;
// Answers after which this ticket does not open the stream any more.
const REFUSED = [401, 403, 404, 410];

export class Board extends EventTarget {
  /**
   * `renew` joins again and gives a new ticket, or null when that is not possible; it is asked when the ticket is over.
   * @param {{ ticket: string, url?: string, renew?: () => Promise<string | null> }} options
   */
  constructor({ ticket, url = "/live/stream", renew = async () => null }) {
    super();
    this.ticket = ticket;
    this.url = url;
    this.renew = renew;
    this.version = -1;
    /** @type {Record<string, any>} */
    this.parts = {};
    /** Results that only those get who have voted, by action. @type {Record<string, Results>} */
    this.results = {};
    /** From the first tick on, whoever looks at it later. */
    this.chat = new ChatLog();
    /** @type {LineState} */
    this.state = "connecting";
    /** @type {Set<{ name: string, tell: Tell }>} */
    this.watchers = new Set();
    /** @type {AbortController | null} */
    this.line = null;
    this.tries = 0;
    /** When something last came, in milliseconds; the control page shows how fresh the board is. */
    this.heardAt = 0;
    this.hintedAt = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.waiting = undefined;
    this.hurry = () => this.state === "broken" && this.reconnect(0);
  }

  /** Open the stream, and keep it open until `close`. */
  open() {
    addEventListener("online", this.hurry);
    void this.connect();
  }

  close() {
    removeEventListener("online", this.hurry);
    this.become("closed");
    clearTimeout(this.waiting);
    this.line?.abort();
  }

  /**
   * Told at once and whenever the part changes; undefined when it is gone. A name that ends in `:` means all parts that
   * begin so, and is told once per part.
   * @param {string} name @param {Tell} tell @returns {() => void} stops telling
   */
  watch(name, tell) {
    const watcher = { name, tell };
    this.watchers.add(watcher);
    for (const [part, value] of Object.entries(this.parts)) if (fits(name, part)) tell(value, part);
    return () => this.watchers.delete(watcher);
  }

  /** @returns {Action[]} what is on screen: open polls first, then what is pinned, then the newest */
  actions() {
    const found = Object.entries(this.parts).filter(([name]) => name.startsWith("action:"));
    return found.map(([, action]) => action).sort(byPlace);
  }

  /** @param {Action} action @returns {Results | null} how the poll stands, as far as this page may know */
  resultsOf(action) {
    return action.results ?? this.results[action.id] ?? null;
  }

  async connect() {
    this.line = new AbortController();
    const { signal } = this.line;
    try {
      const response = await fetch(`${this.url}?ticket=${encodeURIComponent(this.ticket)}`, { headers: this.headers(), signal, cache: "no-store" });
      if (REFUSED.includes(response.status)) return void (await this.joinAgain());
      if (!response.ok || !response.body) throw new Error(String(response.status));
      this.become("open");
      await readEvents(response.body, (event) => signal.aborted || this.take(event), PATIENCE);
    } catch {
      // Whatever broke the line, the answer is the same: come back.
    }
    if (!signal.aborted) this.reconnect();
  }

  headers() {
    /** @type {Record<string, string>} */
    const headers = { Accept: "text/event-stream" };
    if (this.version >= 0) headers["Last-Event-ID"] = String(this.version);
    return headers;
  }

  /** @param {number} [wait] milliseconds; by default random, and longer the more often it failed */
  reconnect(wait = Math.random() * Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.tries)) {
    if (this.state === "closed") return;
    this.tries += 1;
    this.line?.abort();
    this.become("broken");
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => void this.connect(), wait);
  }

  /** Somebody who may be anybody says that there is news: a broken line is tried sooner, once for each long wait. */
  lookSoon() {
    if (this.state !== "broken" || Date.now() - this.hintedAt < LONGEST_WAIT) return;
    this.hintedAt = Date.now();
    this.reconnect(Math.random() * FIRST_WAIT);
  }

  async joinAgain() {
    const ticket = await this.renew().catch(() => undefined);
    if (this.state === "closed") return;
    if (ticket === undefined) return this.reconnect();
    if (ticket === null) return this.end({ reason: "over" });
    this.ticket = ticket;
    this.reconnect(0);
  }

  /** @param {import("./sse.js").ServerEvent} event */
  take({ event, data }) {
    this.heardAt = Date.now();
    this.tries = 0;
    const detail = JSON.parse(data);
    if (event === "board") this.takeWhole(detail);
    else if (event === "change") this.takeChange(detail);
    else if (event === "results") this.takeResults(detail);
    else if (event === "bye") this.takeBye(detail);
    else {
      if (event === "tick") this.chat.take(detail);
      this.dispatchEvent(new CustomEvent(event, { detail }));
    }
  }

  /** @param {{ version: number, parts: Record<string, any> }} whole */
  takeWhole({ version, parts }) {
    const gone = Object.keys(this.parts).filter((name) => !(name in parts));
    this.version = version;
    this.merge(parts, gone);
    this.dispatchEvent(new CustomEvent("whole"));
  }

  /** @param {{ version: number, from: number, set?: Record<string, any>, gone?: string[] }} change */
  takeChange({ version, from, set = {}, gone = [] }) {
    if (version <= this.version) return;
    if (from !== this.version) {
      this.version = -1;
      return this.reconnect(0);
    }
    this.version = version;
    this.merge(set, gone);
  }

  /** @param {Record<string, any>} set @param {string[]} gone */
  merge(set, gone) {
    for (const name of gone) delete this.parts[name];
    Object.assign(this.parts, set);
    for (const name of gone) this.tell(name);
    for (const name of Object.keys(set)) this.tell(name);
    this.dispatchEvent(new CustomEvent("change"));
  }

  /** @param {Record<string, any>} found */
  takeResults({ version: _version, ...found }) {
    for (const [name, results] of Object.entries(found)) {
      this.results[name.replace(/^action:/, "")] = results;
      this.tell(name);
    }
    this.dispatchEvent(new CustomEvent("results"));
  }

  /** @param {{ reason: string }} bye */
  takeBye(bye) {
    if (bye.reason === "over") {
      this.line?.abort();
      void this.joinAgain();
    } else this.end(bye);
  }

  /** @param {{ reason: string }} bye */
  end(bye) {
    this.close();
    this.dispatchEvent(new CustomEvent("bye", { detail: bye }));
  }

  /** @param {string} part */
  tell(part) {
    for (const { name, tell } of this.watchers) if (fits(name, part)) tell(this.parts[part], part);
  }

  /** @param {LineState} state */
  become(state) {
    if (this.state === state) return;
    this.state = state;
    this.dispatchEvent(new CustomEvent("state", { detail: state }));
  }
}

/** @param {string} name @param {string} part */
function fits(name, part) {
  return name.endsWith(":") ? part.startsWith(name) : part === name;
}

/** @param {Action} action what asks for an answer stands before what is there to stay */
function rank(action) {
  if (action.kind === "poll" && action.state === "live") return 0;
  return action.is_pinned ? 1 : 2;
}

/** @param {Action} one @param {Action} other */
function byPlace(one, other) {
  if (rank(one) !== rank(other)) return rank(one) - rank(other);
  return String(other.opened_at ?? "").localeCompare(String(one.opened_at ?? ""));
}
