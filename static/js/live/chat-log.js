/** The last hundred chat messages, as the stream tells them; sent again after a reconnect they count once. */

/** @typedef {import("./types.js").ChatMessage} ChatMessage */

const MOST = 100;

export class ChatLog extends EventTarget {
  /** @type {ChatMessage[]} */
  messages = [];

  /** @param {import("./types.js").Tick} tick */
  take({ chat = [], unsaid = [] }) {
    if (!chat.length && !unsaid.length) return;
    const known = new Set(this.messages.map((message) => message.id));
    const fresh = chat.filter((message) => !known.has(message.id));
    const said = [...this.messages, ...fresh].sort((one, other) => one.at.localeCompare(other.at));
    this.messages = (unsaid === "all" ? chat.filter(() => false) : said.filter((message) => !unsaid.includes(message.id))).slice(-MOST);
    this.dispatchEvent(new CustomEvent("change", { detail: fresh }));
  }
}

/** Keeps a list at its end while the reader is there. @param {HTMLElement} list @param {() => void} change */
export function keepingEnd(list, change) {
  const isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 48;
  change();
  if (isAtEnd) list.scrollTop = list.scrollHeight;
}
