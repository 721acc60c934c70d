/**
 * One door: asks the server about a scan, or decides by itself and keeps the scan until the server can be told.
 *
 * @typedef {{ scan_id: string, list_id: string, code: string, direction: string, device: string, scanned_at?: string,
 *   shown?: string }} Scan
 * @typedef {{ scan_id: string, scan: Scan, seen: Found }} Waiting
 * @typedef {{ scan_id: string, result: string, direction: string, list_id: string, at: number, offline: boolean, name: string,
 *   number: string, category: string, unlisted?: boolean, first?: { at: string, device: string, list: string },
 *   lookup?: string, undone?: boolean }} Found
 */

import { Refused, Unreachable } from "./server.js";

const PATIENCE = 2500;
const BATCH = 50;
const LONGEST_TEXT = 300;
const PASSED = new Set(["admitted", "left"]);

export class Door extends EventTarget {
  isOnline = navigator.onLine;
  /** Why the server does not listen to this person: 401 or 404; 0 while it does. */
  refusal = 0;
  waiting = 0;
  list = "";
  direction = "entry";
  device = "";
  isSending = false;

  /** @param {import("./server.js").Server} server @param {import("./store.js").Store} store @param {import("./bundle.js").Bundle} bundle */
  constructor(server, store, bundle) {
    super();
    this.server = server;
    this.store = store;
    this.bundle = bundle;
  }

  /** Take up what the last visit left. */
  async restore() {
    const kept = await this.store.fact("bundle");
    if (kept) this.bundle.restore(kept);
    await this.replay();
  }

  /** What waits has happened, whatever the server knows of it. */
  async replay() {
    /** @type {Waiting[]} */
    const queue = await this.store.all("queue");
    this.waiting = queue.length;
    for (const { scan, seen } of queue) {
      if (!seen.lookup || !PASSED.has(seen.result)) continue;
      this.bundle.note(scan.list_id, seen.lookup, seen.result === "admitted" ? Math.floor(seen.at / 1000) : null);
    }
    this.tell();
  }

  tell() {
    this.dispatchEvent(new Event("change"));
  }

  /** @param {string} text @returns {Promise<Found>} */
  async check(text) {
    const code = text.trim().slice(0, LONGEST_TEXT);
    const { list: list_id, direction, device } = this;
    const scan = { scan_id: crypto.randomUUID(), list_id, code, direction, device };
    if (this.isOnline && !this.refusal) {
      try {
        return await this.checkOnline(scan);
      } catch (error) {
        this.note(error);
      }
    }
    return this.checkAlone(scan);
  }

  /** @param {Scan} scan @returns {Promise<Found>} */
  async checkOnline(scan) {
    const answer = await this.server.ask("check-ins", { body: { scans: [scan] }, patience: PATIENCE });
    const [result] = answer.results;
    if (result.error) throw new Refused(404, result.error.message);
    for (const counts of answer.lists) Object.assign(this.bundle.lists.find((one) => one.id === counts.id) ?? {}, counts);
    const lookup = await this.bundle.find(scan.code);
    if (lookup && result.result === "admitted") this.bundle.note(scan.list_id, lookup, Math.floor(Date.now() / 1000));
    if (lookup && result.result === "left") this.bundle.note(scan.list_id, lookup, null);
    const ticket = result.ticket ?? { name: "", number: "", category: "" };
    const { scan_id, direction, list_id } = scan;
    return { scan_id, direction, list_id, ...ticket, result: result.result, first: result.first, at: Date.now(), offline: false, lookup };
  }

  /** @param {Scan} scan @returns {Promise<Found>} */
  async checkAlone(scan) {
    const verdict = await this.bundle.judge(scan.code, { list: scan.list_id, direction: scan.direction });
    const at = Date.now();
    const list = this.bundle.lists.find((one) => one.id === scan.list_id);
    const first = verdict.result === "already_in" && verdict.since ? { at: new Date(verdict.since * 1000).toISOString(), device: "", list: list?.name ?? "" } : undefined;
    const { scan_id, direction, list_id } = scan;
    const known = { name: verdict.name ?? "", number: verdict.number ?? "", category: verdict.category ?? "" };
    /** @type {Found} */
    const seen = { scan_id, direction, list_id, ...known, result: verdict.result, at, offline: true, first, lookup: verdict.lookup, unlisted: verdict.unlisted };
    const kept = { ...scan, scanned_at: new Date(at).toISOString(), shown: verdict.result };
    await this.store.put("queue", { scan_id, scan: kept, seen });
    this.waiting += 1;
    this.tell();
    return seen;
  }

  /** Tell the server what waits, then hear what is new. */
  async refresh() {
    if (!navigator.onLine) this.isOnline = false;
    else await this.meetServer();
    this.tell();
  }

  async meetServer() {
    try {
      await this.send();
      await this.sync();
      this.isOnline = true;
      this.refusal = 0;
    } catch (error) {
      this.note(error);
    }
  }

  async send() {
    if (this.isSending) return;
    this.isSending = true;
    try {
      /** @type {Waiting[]} */
      const queue = (await this.store.all("queue")).sort((a, b) => a.seen.at - b.seen.at);
      for (let at = 0; at < queue.length; at += BATCH) await this.sendBatch(queue.slice(at, at + BATCH));
    } finally {
      this.isSending = false;
    }
  }

  /** @param {Waiting[]} batch @returns {Promise<void>} */
  async sendBatch(batch) {
    let results;
    try {
      results = (await this.server.ask("check-ins", { body: { scans: batch.map((one) => one.scan) } })).results;
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 400) throw error;
      // One that the server cannot read must not hold up the others.
      if (batch.length > 1) for (const one of batch) await this.sendBatch([one]);
      else results = [{ error: { message: error.message } }];
    }
    for (const [place, one] of batch.entries()) {
      const result = results?.[place];
      if (!result) continue;
      if (result.error || result.is_conflict) {
        await this.store.put("conflicts", { ...one.seen, name: result.ticket?.name || one.seen.name, found: result.result ?? "", reason: result.error?.message ?? "" });
      }
      await this.store.remove("queue", one.scan_id);
    }
    this.waiting = (await this.store.all("queue")).length;
    this.tell();
  }

  async sync() {
    const since = this.bundle.stamp ? `?since=${encodeURIComponent(this.bundle.stamp)}` : "";
    const isComplete = this.bundle.take(await this.server.ask(`check-in-bundle${since}`));
    if (!isComplete) this.bundle.take(await this.server.ask("check-in-bundle"));
    await this.store.keepFact("bundle", this.bundle.kept());
    await this.replay();
  }

  /** @param {Found} found */
  async undo(found) {
    const waits = (await this.store.all("queue")).some((one) => one.scan_id === found.scan_id);
    if (waits) await this.store.remove("queue", found.scan_id);
    else await this.server.ask(`check-ins/${found.scan_id}/undo`, { body: { device: this.device } });
    const isBack = found.direction === "entry" ? null : Math.floor(Date.now() / 1000);
    if (found.lookup) this.bundle.note(found.list_id, found.lookup, isBack);
    found.undone = true;
    await this.replay();
  }

  /** @param {unknown} error */
  note(error) {
    if (error instanceof Unreachable) this.isOnline = false;
    else if (error instanceof Refused && [401, 403, 404].includes(error.status)) this.refusal = error.status;
    else if (!(error instanceof Refused)) throw error;
    this.tell();
  }
}
