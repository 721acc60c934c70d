/** Sends a recording in pieces, in order; what was cut off goes on where the server says that it stopped. */

import { Refused } from "../act.js";

const LONGEST_WAIT = 15_000;

export class Upload {
  /** @type {Blob[]} what has not been sent yet */
  waiting = [];
  offset = 0;
  /** What was recorded in all, in bytes. */
  size = 0;
  isSending = false;
  isOver = false;
  tries = 0;

  /**
   * @param {{ address: string, headers: () => Record<string, string>, largest: number,
   *   onTrouble?: (isThere: boolean) => void, onLost?: () => void }} options `address`: …/live/recording/{id};
   *   `largest`: bytes of a piece; `onLost`: the server takes no more of it
   */
  constructor({ address, headers, largest, onTrouble = () => undefined, onLost = () => undefined }) {
    this.address = address;
    this.headers = headers;
    this.largest = largest;
    this.onTrouble = onTrouble;
    this.onLost = onLost;
  }

  /** @param {Blob} piece */
  add(piece) {
    if (!piece.size) return;
    this.waiting.push(piece);
    this.size += piece.size;
    void this.run();
  }

  async run() {
    if (this.isSending) return;
    this.isSending = true;
    try {
      while (this.waiting.length && !this.isOver) await this.sendNext();
    } catch {
      this.isOver = true;
      this.onLost();
    } finally {
      this.isSending = false;
    }
  }

  async sendNext() {
    const whole = new Blob(this.waiting);
    const piece = whole.slice(0, this.largest);
    try {
      const { received } = await this.ask(`pieces?offset=${this.offset}`, piece);
      this.moveTo(received);
      this.tries = 0;
      this.onTrouble(false);
    } catch (error) {
      await this.recover(error);
    }
  }

  /** @param {unknown} error */
  async recover(error) {
    if (error instanceof Refused && error.code === "WRONG_OFFSET") return this.moveTo(Number(error.fields.offset));
    if (error instanceof Refused && error.status < 500 && error.status !== 429) throw error;
    this.onTrouble(true);
    this.tries += 1;
    const wait = Math.min(LONGEST_WAIT, 500 * 2 ** this.tries);
    await new Promise((resolve) => setTimeout(resolve, wait * (0.5 + Math.random())));
  }

  /** Forget what the server has. @param {number} received */
  moveTo(received) {
    const taken = received - this.offset;
    // A server that has less than it said before has lost it, and so have we.
    if (taken < 0) throw new Error("The server has forgotten a part of the recording");
    const left = new Blob(this.waiting).slice(taken);
    this.waiting = left.size ? [left] : [];
    this.offset = received;
  }

  /** Wait for the last piece, then say that it was all. */
  async finish() {
    await this.run();
    while (this.isSending) await new Promise((resolve) => setTimeout(resolve, 100));
    for (;;) {
      if (this.isOver) throw new Error("The server takes no more of this recording");
      try {
        return await this.ask("finish", JSON.stringify({ size: this.size }), "application/json");
      } catch (error) {
        await this.recover(error);
      }
    }
  }

  /** @param {string} path @param {Blob | string} body @param {string} [type] @returns {Promise<any>} */
  async ask(path, body, type = "application/octet-stream") {
    const headers = { ...this.headers(), "Content-Type": type };
    const response = await fetch(`${this.address}/${path}`, { method: "POST", headers, body });
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw new Refused(response.status, answer);
    return answer;
  }
}
