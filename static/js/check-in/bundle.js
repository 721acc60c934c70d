/**
 * What the device knows without network, and what it says of a scan by itself.
 *
 * @typedef {{ id: string, name: string, allows_exit: boolean, categories: number[], expected: number, came: number, inside: number }} DoorList
 * @typedef {{ stamp: string, is_whole: boolean, ticket_count: number, keys: { prefix: string, public_key: string }[],
 *   categories: { id: string, name: string }[], lists: DoorList[], tickets: [string, string, number, string, string][],
 *   stays: [number, string, number | null][] }} Answer
 * @typedef {{ number: string, category: string, state: string, sealed: string }} Row
 * @typedef {{ result: string, lookup?: string, name?: string, number?: string, category?: string, since?: number,
 *   unlisted?: boolean }} Verdict
 */

import { fromBase64, isSigned, lookupOf, numberHash, openDetails, readCode } from "./codes.js";

export class Bundle {
  stamp = "";
  /** @type {Answer["keys"]} */
  keys = [];
  /** @type {Map<string, string>} category's name by id */
  categories = new Map();
  /** @type {DoorList[]} */
  lists = [];
  /** @type {Map<string, Set<string>>} categories that a list lets in */
  admitted = new Map();
  /** @type {Map<string, Row>} by lookup */
  rows = new Map();
  /** @type {Map<string, string>} lookups by their numbers' hashes */
  numbers = new Map();
  /** @type {Map<string, Map<string, number>>} who is in, since when; by list and lookup */
  stays = new Map();

  /** @param {string} fallback address of the library that verifies where the browser cannot */
  constructor(fallback) {
    this.fallback = fallback;
  }

  /**
   * Take an answer of the server in. False: something was missed, ask for the whole.
   * @param {Answer} answer @returns {boolean}
   */
  take(answer) {
    if (answer.is_whole) {
      this.rows.clear();
      this.numbers.clear();
      this.stays.clear();
    }
    this.stamp = answer.stamp;
    this.keys = answer.keys;
    this.lists = answer.lists;
    this.categories = new Map(answer.categories.map((one) => [one.id, one.name]));
    const ids = answer.categories.map((one) => one.id);
    this.admitted = new Map(answer.lists.map((one) => [one.id, new Set(one.categories.map((at) => ids[at] ?? ""))]));
    for (const [lookup, number, place, state, sealed] of answer.tickets) {
      this.rows.set(lookup, { number, category: ids[place] ?? "", state, sealed });
      this.numbers.set(number, lookup);
    }
    for (const [place, lookup, since] of answer.stays) {
      const list = answer.lists[place];
      if (list) this.note(list.id, lookup, since);
    }
    return this.rows.size === answer.ticket_count;
  }

  /** Everything in a form that IndexedDB keeps. */
  kept() {
    const { stamp, keys, categories, lists, admitted, rows, numbers, stays } = this;
    return { stamp, keys, categories, lists, admitted, rows, numbers, stays };
  }

  /** @param {ReturnType<Bundle["kept"]>} kept */
  restore(kept) {
    Object.assign(this, kept);
  }

  /** Somebody came in (seconds since 1970) or is not in any more. @param {string} list @param {string} lookup @param {number | null} since */
  note(list, lookup, since) {
    const inside = this.stays.get(list) ?? new Map();
    if (since === null) inside.delete(lookup);
    else inside.set(lookup, since);
    this.stays.set(list, inside);
  }

  /** @param {string} text @returns {Promise<string>} the lookup of a code or a typed number; empty where it is not listed */
  async find(text) {
    const code = readCode(text);
    if (!code) return this.numbers.get(await numberHash(text)) ?? "";
    const lookup = await lookupOf(code.contents);
    return this.rows.has(lookup) ? lookup : "";
  }

  /**
   * What this device can say by itself; takes note of who goes in and out.
   * @param {string} text @param {{ list: string, direction: string }} door @returns {Promise<Verdict>}
   */
  async judge(text, door) {
    const code = readCode(text);
    if (code) {
      const refused = await this.doubt(code);
      if (refused) return { result: refused };
    }
    const lookup = code ? await lookupOf(code.contents) : await this.find(text);
    const row = this.rows.get(lookup);
    if (!row) return this.unlisted(code ? lookup : "", door);
    const details = code ? await openDetails(row.sealed, code.contents) : null;
    const category = this.categories.get(row.category) ?? "";
    const known = { lookup, name: details?.[0] ?? "", number: details?.[1] ?? "", category };
    if (row.state !== "valid") return { ...known, result: row.state };
    if (!this.admitted.get(door.list)?.has(row.category)) return { ...known, result: "wrong_list" };
    return { ...known, ...this.pass(lookup, door) };
  }

  /** @param {import("./codes.js").Code} code @returns {Promise<string>} why it is not to be trusted; empty where it is */
  async doubt(code) {
    const key = this.keys.find((one) => one.prefix === code.prefix);
    if (!key) return this.keys.some((one) => one.prefix.slice(2) === code.prefix.slice(2)) ? "unknown" : "wrong_event";
    return (await isSigned(code, fromBase64(key.public_key), this.fallback)) ? "" : "forged";
  }

  /**
   * A genuine code that this device has not heard of was sold since: it passes where everybody does.
   * @param {string} lookup @param {{ list: string, direction: string }} door @returns {Verdict}
   */
  unlisted(lookup, door) {
    const isForAll = this.admitted.get(door.list)?.size === this.categories.size;
    if (!lookup || !isForAll) return { result: "unknown" };
    return { ...this.pass(lookup, door), lookup, unlisted: true };
  }

  /** @param {string} lookup @param {{ list: string, direction: string }} door @returns {{ result: string, since?: number }} */
  pass(lookup, door) {
    const since = this.stays.get(door.list)?.get(lookup);
    if (door.direction === "entry") {
      if (since !== undefined) return { result: "already_in", since };
      this.note(door.list, lookup, Math.floor(Date.now() / 1000));
      return { result: "admitted" };
    }
    if (!this.lists.find((one) => one.id === door.list)?.allows_exit) return { result: "wrong_list" };
    if (since === undefined) return { result: "not_in" };
    this.note(door.list, lookup, null);
    return { result: "left", since };
  }
}
