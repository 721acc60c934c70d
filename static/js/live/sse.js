/**
 * Server-sent events over fetch. EventSource hides the answer's status, and takes no Last-Event-ID when the page itself
 * decides when to come back, which it must: a whole audience that returns in the same second is a wave of its own.
 *
 * @typedef {{ event: string, data: string, id: string | null }} ServerEvent
 */

/** Splits a stream of text into events. Give it pieces as they come. */
export class EventSplitter {
  rest = "";
  event = "message";
  /** @type {string[]} */
  data = [];
  /** @type {string | null} */
  id = null;

  reset() {
    this.event = "message";
    this.data = [];
    this.id = null;
  }

  /** @param {string} piece @returns {ServerEvent[]} what has become whole */
  take(piece) {
    const lines = (this.rest + piece).split("\n");
    this.rest = lines.pop() ?? "";
    /** @type {ServerEvent[]} */
    const whole = [];
    for (const line of lines) {
      const text = line.endsWith("\r") ? line.slice(0, -1) : line;
      if (text !== "") this.field(text);
      else if (this.data.length) whole.push({ event: this.event, data: this.data.join("\n"), id: this.id });
      if (text === "") this.reset();
    }
    return whole;
  }

  /** @param {string} line */
  field(line) {
    if (line.startsWith(":")) return;
    const colon = line.indexOf(":");
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "event") this.event = value;
    if (name === "data") this.data.push(value);
    if (name === "id") this.id = value;
  }
}

/**
 * Read events until the stream ends. The server sends something every 15 seconds; a line that is silent for longer than
 * `patience` milliseconds is dead, and reading it raises.
 * @param {ReadableStream<Uint8Array>} body @param {(event: ServerEvent) => void} take @param {number} patience
 */
export async function readEvents(body, take, patience) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const splitter = new EventSplitter();
  for (;;) {
    const { value, done } = await orSilence(reader, patience);
    if (done) return;
    for (const event of splitter.take(decoder.decode(value, { stream: true }))) take(event);
  }
}

/** @param {ReadableStreamDefaultReader<Uint8Array>} reader @param {number} patience @returns {Promise<ReadableStreamReadResult<Uint8Array>>} */
function orSilence(reader, patience) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error("silence"));
      reader.cancel().catch(() => undefined);
    }, patience);
    const settle = () => clearTimeout(timer);
    reader.read().then(resolve, reject).finally(settle);
  });
}
