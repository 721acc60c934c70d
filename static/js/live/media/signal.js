/**
 * The socket by which pages of an embedded session find each other (live_control/stream/signalling.py).
 *
 * @typedef {{ type: string, peer?: string, participant?: string, call?: string, data?: any,
 *   ice_servers?: RTCIceServer[], limit?: number }} Heard
 */

/** Codes after which coming back would change nothing. */
export const CLOSED = /** @type {Record<number, string>} */ ({
  4401: "ticket",
  4403: "out",
  4408: "full",
  4409: "moved",
});
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 10_000;

/** Events: `heard` (Heard), `open`, `lost`, `closed` (a word of CLOSED). */
export class Signal extends EventTarget {
  /** @type {WebSocket | null} */
  socket = null;
  isOver = false;
  pause = FIRST_PAUSE;
  timer = 0;

  /** @param {string} url @param {string} ticket */
  constructor(url, ticket) {
    super();
    const address = new URL(url, location.href);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    this.address = address.href;
    this.ticket = ticket;
  }

  open() {
    if (this.isOver) return;
    const socket = new WebSocket(this.address);
    this.socket = socket;
    socket.onopen = () => {
      this.say({ ticket: this.ticket }); // not in the address, which servers write into their logs
      this.pause = FIRST_PAUSE;
      this.tell("open");
    };
    socket.onmessage = (event) => this.tell("heard", JSON.parse(event.data));
    socket.onclose = (event) => this.lose(socket, event.code);
  }

  /** @param {WebSocket} socket @param {number} code */
  lose(socket, code) {
    if (this.socket !== socket || this.isOver) return;
    this.socket = null;
    const reason = CLOSED[code];
    if (reason) {
      this.close();
      this.tell("closed", reason);
      return;
    }
    this.tell("lost");
    // Everybody comes back at once when a server restarts: spread them.
    this.timer = setTimeout(() => this.open(), this.pause * (0.5 + Math.random()));
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
  }

  /** @param {object} message */
  say(message) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  close() {
    this.isOver = true;
    clearTimeout(this.timer);
    this.socket?.close();
    this.socket = null;
  }

  /** @param {string} type @param {unknown} [detail] */
  tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
