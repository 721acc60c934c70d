/** The guests' API. Whatever keeps an answer away is `Unreachable`; whatever the server decides is `Refused`. */

export class Unreachable extends Error {
  /** @param {string} message @param {number} [after] seconds that the server wants to be left alone */
  constructor(message, after = 0) {
    super(message);
    this.after = after;
  }
}

export class Refused extends Error {
  /** @param {number} status @param {{ error?: string, message?: string, fields?: Record<string, string> }} answer @param {number} [after] */
  constructor(status, answer, after = 0) {
    super(answer.message ?? "");
    this.status = status;
    this.code = answer.error ?? "";
    this.fields = answer.fields ?? {};
    this.after = after;
  }
}

const PATIENCE = 20_000;

export class Server {
  /** @param {string} api */
  constructor(api) {
    this.api = api;
  }

  /** @param {string} path @param {{ method?: string, body?: unknown, signal?: AbortSignal }} [options] @returns {Promise<any>} */
  async ask(path, { method, body, signal } = {}) {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), PATIENCE);
    const stop = () => limit.abort();
    signal?.addEventListener("abort", stop);
    try {
      const response = await fetch(this.api + path, {
        method: method ?? (body === undefined ? "GET" : "POST"),
        headers: { Accept: "application/json", "Content-Type": "application/json" },
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: limit.signal,
        redirect: "error",
        cache: "no-store",
      });
      return await answerOf(response);
    } catch (error) {
      if (error instanceof Refused || error instanceof Unreachable) throw error;
      throw new Unreachable(String(error));
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", stop);
    }
  }

  /** @returns {Promise<import("./types.js").Invitation & { guest: import("./types.js").GuestJson | null }>} */
  invitation() {
    return this.ask("");
  }

  /** @param {{ pin: string, display_name: string | null }} given @returns {Promise<import("./types.js").GuestJson>} */
  join(given) {
    return this.ask("/join", { body: given });
  }

  /** @param {string} name @returns {Promise<import("./types.js").GuestJson>} */
  rename(name) {
    return this.ask("/me", { method: "PATCH", body: { display_name: name } });
  }

  /** @returns {Promise<{ media: import("./types.js").Media[], shots_left: number }>} */
  mine() {
    return this.ask("/media/mine");
  }

  /** @param {import("./types.js").Item} item @param {AbortSignal} signal @returns {Promise<import("./types.js").Permission>} */
  declare(item, signal) {
    const { id, type, size, sha256, tags, takenAt } = item;
    const body = { client_upload_id: id, mime_type: type, size_bytes: size, sha256, tags, taken_at: takenAt };
    return this.ask("/uploads", { body, signal });
  }

  /** @param {string} mediaId @param {number[]} numbers @param {AbortSignal} signal @returns {Promise<{ parts: (import("./types.js").SignedRequest & { number: number })[] }>} */
  parts(mediaId, numbers, signal) {
    return this.ask(`/uploads/${mediaId}/parts`, { body: { numbers }, signal });
  }

  /** @param {string} mediaId @param {AbortSignal} signal @returns {Promise<import("./types.js").Done>} */
  complete(mediaId, signal) {
    return this.ask(`/uploads/${mediaId}/complete`, { body: {}, signal });
  }

  /** @param {string} mediaId @returns {Promise<import("./types.js").Done>} */
  withdraw(mediaId) {
    return this.ask(`/uploads/${mediaId}/withdraw`, { body: {} });
  }
}

/** @param {Response} response @returns {Promise<any>} */
async function answerOf(response) {
  const after = Number(response.headers.get("Retry-After")) || 0;
  if (response.status >= 500) throw new Unreachable(String(response.status), after);
  const answer = await response.json();
  if (response.ok) return answer;
  throw new Refused(response.status, answer, after);
}
