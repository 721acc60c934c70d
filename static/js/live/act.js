/**
 * Sending what a person does. A lost connection is tried again with the same body, so that it counts once; whatever the
 * server refuses is raised with its code, its words and the fields that it is about.
 */

const WAITS = [400, 1200, 3000];
const PATIENCE = 10_000;
// The server is starting anew, or there is none behind the proxy for a moment.
const PASSING = [502, 503, 504];

export class Refused extends Error {
  /** @param {number} status @param {{ error?: string, message?: string, fields?: Record<string, string> }} answer */
  constructor(status, answer) {
    super(answer.message ?? "");
    this.status = status;
    this.code = answer.error ?? "";
    this.fields = answer.fields ?? {};
  }
}

/** No answer came, also after trying again: whether it counted is not known, and doing it again is safe. */
export class Unreachable extends Error {}

/**
 * @param {string} address @param {{ method?: string, body?: unknown, headers?: Record<string, string>, waits?: number[] }} [options] `waits`: milliseconds before each further try
 * @returns {Promise<any>} the answer's JSON, null where there is none; raises Refused or Unreachable
 */
export async function ask(address, { method = "GET", body, headers = {}, waits = WAITS } = {}) {
  const sent = body === undefined ? undefined : JSON.stringify(body);
  const request = { method, body: sent, headers: { Accept: "application/json", "Content-Type": "application/json", ...headers } };
  for (const wait of [0, ...waits]) {
    if (wait) await new Promise((resolve) => setTimeout(resolve, wait * (0.5 + Math.random())));
    const response = await once(address, request);
    if (response) return answerOf(response);
  }
  throw new Unreachable();
}

/** @param {string} address @param {RequestInit} request @returns {Promise<Response | null>} null: worth another try */
async function once(address, request) {
  try {
    const response = await fetch(address, { ...request, redirect: "error", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    return PASSING.includes(response.status) ? null : response;
  } catch {
    return null;
  }
}

/** @param {Response} response @returns {Promise<any>} */
async function answerOf(response) {
  const answer = await response.json().catch(() => null);
  if (response.ok) return answer;
  throw new Refused(response.status, answer ?? {});
}

/** What somebody in the room does; the stream ticket says who it is. */
export class Act {
  /** @param {{ ticket: () => string, base?: string }} options the ticket is asked for each time: joining again changes it */
  constructor({ ticket, base = "/api/live/" }) {
    this.ticket = ticket;
    this.base = base;
  }

  /** @param {string} path @param {unknown} [body] @param {string} [method] */
  send(path, body = {}, method = "POST") {
    return ask(this.base + path, { method, body, headers: this.headers() });
  }

  /** @param {string} path */
  read(path) {
    return ask(this.base + path, { headers: this.headers() });
  }

  headers() {
    return { Authorization: `Live ${this.ticket()}` };
  }

  /** @param {string} poll @param {{ options?: string[], rating?: number, text?: string }} answer */
  vote = (poll, answer) => this.send("votes", { poll, ...answer });
  /** Reactions are worth nothing late, so they are not tried again. @param {string} kind */
  react = (kind) => ask(`${this.base}reactions`, { method: "POST", body: { kind }, headers: this.headers(), waits: [] });
  /** `key` makes a question of a retry the same question. @param {{ key: string, text: string, is_anonymous: boolean }} question */
  question = (question) => this.send("questions", question);
  /** @param {string} question */
  upvote = (question) => this.send(`questions/${question}/upvote`);
  /** @param {string} question */
  takeBackUpvote = (question) => this.send(`questions/${question}/upvote`, undefined, "DELETE");
  /** @param {string} text */
  say = (text) => this.send("chat", { text });
  /** @param {string} action @param {Record<string, any>} answers */
  signUp = (action, answers) => this.send("signups", { action, answers });
  /** @param {boolean} isRaised */
  hand = (isRaised) => this.send("hand", { is_raised: isRaised });
  /** @param {"enter" | "decline" | "leave"} step */
  stage = (step) => this.send("stage", { step });
  /** @param {string} mediaId */
  mediaId = (mediaId) => this.send("media", { media_id: mediaId });
  leave = () => ask(`${this.base}leave`, { method: "POST", body: {}, headers: this.headers(), waits: [] });
  me = () => this.read("me");
}
