/** The organizer API of one gallery, as the signed-in person. */

import { ask } from "../../live/act.js";

export class Api {
  /** @param {import("./types.js").Page} page */
  constructor(page) {
    this.page = page;
  }

  /** @param {string} path @param {URLSearchParams} [query] @returns {Promise<any>} raises Refused or Unreachable */
  read(path, query) {
    return ask(`${this.page.api}${path}${query?.size ? `?${query}` : ""}`);
  }

  /** Everything that is sent here may be sent twice, so a lost connection is tried again. @param {string} path @param {unknown} [body] @returns {Promise<any>} */
  send(path, body = {}) {
    return ask(this.page.api + path, { method: "POST", body, headers: { "X-CSRFToken": this.token() } });
  }

  /** How a ZIP stands. @param {string} id @returns {Promise<import("./types.js").ZipJob>} */
  job(id) {
    return ask(this.page.jobs + id);
  }

  token() {
    const found = document.cookie.split("; ").find((one) => one.startsWith(`${this.page.cookie}=`));
    return found ? decodeURIComponent(found.slice(this.page.cookie.length + 1)) : "";
  }
}
