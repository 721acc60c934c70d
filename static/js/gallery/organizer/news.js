/** What has come since the list was read: a button says how many, and pictures that were being made appear. */

import { counted, filled, number, words } from "../../live/words.js";
import { part } from "./parts.js";

const EVERY = 20_000;
// Sooner while the page shows photos whose pictures are being made.
const SOON = 4_000;
const SOON_TIMES = 10;
const LOOKED_AT = 50;

export class News {
  /** @param {import("./api.js").Api} api @param {import("./album.js").Album} album */
  constructor(api, album) {
    this.api = api;
    this.album = album;
    this.timer = 0;
    this.looks = 0;
    this.turn = -1;
    /** Later uploads than this one are new; empty until the first look, where the list does not begin with the newest. */
    this.since = "";
    part("news").addEventListener("click", () => void album.reload().then(() => scrollTo({ top: 0 })));
    album.addEventListener("change", () => {
      if (album.state !== "ready") return;
      if (this.turn !== album.turn) this.begin();
    });
    document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(this.timer) : void this.look()));
  }

  /** A list that was just read: nothing is new. */
  begin() {
    this.turn = this.album.turn;
    this.looks = 0;
    const { query, photos } = this.album;
    this.since = query.isNewestFirst ? (photos[0]?.uploaded_at ?? "0") : "";
    this.show(0);
    if (this.since) this.later();
    else void this.look();
  }

  later() {
    clearTimeout(this.timer);
    const isWaiting = this.album.photos.slice(0, LOOKED_AT).some((photo) => !photo.thumb_url);
    this.looks += 1;
    if (!document.hidden) this.timer = setTimeout(() => void this.look(), isWaiting && this.looks < SOON_TIMES ? SOON : EVERY);
  }

  async look() {
    clearTimeout(this.timer);
    const { turn } = this.album;
    const query = this.album.query.copy();
    query.sort = "newest";
    const params = query.params();
    params.set("limit", String(LOOKED_AT));
    /** @type {import("./types.js").Listed | null} */
    const listed = await this.api.read("gallery", params).catch(() => null);
    if (listed && turn === this.album.turn) this.take(listed.media);
    this.later();
  }

  /** @param {import("./types.js").Photo[]} newest */
  take(newest) {
    this.album.renew(newest);
    if (!this.since) this.since = newest[0]?.uploaded_at ?? "0";
    const fresh = newest.filter((photo) => photo.uploaded_at > this.since && !this.album.byId.has(photo.media_id));
    this.show(fresh.length);
  }

  /** @param {number} count */
  show(count) {
    const pill = part("news");
    pill.hidden = count === 0;
    const text = count >= LOOKED_AT ? filled(words.many_new_photos, { count: number(LOOKED_AT - 1) }) : counted(words.new_photos, count);
    if (count && pill.textContent?.trim() !== text) /** @type {HTMLElement} */ (pill.querySelector("span")).textContent = text;
  }
}
