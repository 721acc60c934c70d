/** Talking to the API. Whoever calls decides what a missing answer means. */

export class Unreachable extends Error {}

export class Refused extends Error {
  /** @param {number} status @param {string} message */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export class Server {
  /** @param {string} api address of the event in the organizer API @param {string} cookie name of the cookie with the token against forged requests */
  constructor(api, cookie) {
    this.api = api;
    this.cookie = cookie;
  }

  /**
   * Raises Unreachable without an answer that counts, Refused with one.
   * @param {string} path @param {{ body?: unknown, patience?: number }} [options] @returns {Promise<any>}
   */
  async ask(path, { body, patience = 15000 } = {}) {
    const headers = { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": this.token() };
    const method = body === undefined ? "GET" : "POST";
    let response;
    try {
      const signal = AbortSignal.timeout(patience);
      response = await fetch(this.api + path, { method, headers, body: JSON.stringify(body), signal, redirect: "error" });
      if (response.ok) return await response.json();
    } catch (error) {
      throw new Unreachable(String(error));
    }
    // Too many requests from a venue's one address, or a server in trouble: the device goes on by itself.
    if (response.status === 429 || response.status >= 500) throw new Unreachable(String(response.status));
    const answer = await response.json().catch(() => ({}));
    throw new Refused(response.status, answer.message ?? "");
  }

  token() {
    const found = document.cookie.split("; ").find((one) => one.startsWith(`${this.cookie}=`));
    return found ? decodeURIComponent(found.slice(this.cookie.length + 1)) : "";
  }
}
