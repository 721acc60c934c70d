/** All photos as ZIPs: started, watched while they are made, and fetched from the store. */

import { Refused } from "../../live/act.js";
import { draw, h, symbol } from "../../live/dom.js";
import { counted, fileSize, filled, number, words, wordsOf } from "../../live/words.js";
import { dialogPart, part } from "./parts.js";
import { momentText } from "./tile.js";

/** @typedef {import("./types.js").ZipJob} ZipJob */

const WAIT = 1_500;
const LONGEST_WAIT = 20_000;

export class ZipPanel {
  /** @param {import("./api.js").Api} api @param {string | null} id of a job that was started before */
  constructor(api, id) {
    this.api = api;
    this.id = id;
    this.timer = 0;
    this.wait = WAIT;
    this.dialog = dialogPart("zip");
    this.start = /** @type {HTMLButtonElement} */ (part("zip-start"));
    part("open-zip").addEventListener("click", () => {
      this.dialog.showModal();
      void this.look();
    });
    this.dialog.addEventListener("close", () => clearTimeout(this.timer));
    this.start.addEventListener("click", () => void this.begin());
  }

  async begin() {
    const excludes = /** @type {HTMLInputElement} */ (this.dialog.querySelector("[name=exclude_hidden]")).checked;
    this.start.disabled = true;
    try {
      const { job_id } = await this.api.send("download-all", { exclude_hidden: excludes });
      this.id = job_id;
      this.wait = WAIT;
      await this.look();
    } catch (error) {
      draw(part("zip-state"), h("p.wrong", { role: "alert" }, wordsOf(error)));
    } finally {
      this.start.disabled = false;
    }
  }

  /** How it stands, and again in a while as long as it is being made. */
  async look() {
    clearTimeout(this.timer);
    if (!this.id) return;
    try {
      const job = await this.api.job(this.id);
      this.show(job);
      this.wait = WAIT;
      if (job.status !== "processing") return;
    } catch (error) {
      draw(part("zip-state"), h("p.wrong", {}, wordsOf(error)));
      if (error instanceof Refused) return;
      this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
    }
    if (this.dialog.open) this.timer = setTimeout(() => void this.look(), this.wait);
  }

  /** @param {ZipJob} job */
  show(job) {
    const until = job.expires_at ? momentText(job.expires_at) : "";
    const texts = { complete: filled(words.zip_complete, { time: until }), partial: filled(words.zip_partial, { time: until }), failed: words.zip_failed, expired: words.zip_expired, processing: filled(words.zip_waiting, { percent: number(job.progress) }) };
    draw(
      part("zip-state"),
      h("p.zip-told", { key: "told", role: "status", "data-status": job.status }, texts[job.status]),
      job.status === "processing" ? progress(job) : null,
      job.downloads.length ? h("ul.zip-parts", { key: "parts", role: "list" }, ...job.downloads.map((one, index) => download(one, index, job.downloads.length))) : null,
      job.missing_count ? missing(job) : null,
    );
  }
}

/** @param {ZipJob} job */
function progress(job) {
  const seconds = job.estimated_time_seconds;
  const left = seconds < 90 ? counted(words.zip_left, seconds) : counted(words.zip_minutes, Math.round(seconds / 60));
  return h("div.zip-progress", { key: "progress" }, h("div.zip-bar", { role: "progressbar", "aria-valuemin": 0, "aria-valuemax": 100, "aria-valuenow": job.progress, "aria-label": filled(words.zip_waiting, { percent: job.progress }), vars: { done: `${job.progress}%` } }), seconds > 0 ? h("p.soft", {}, left) : null);
}

/** @param {import("./types.js").Download} one @param {number} index @param {number} count */
function download(one, index, count) {
  const name = count === 1 ? words.zip_only : filled(words.zip_part, { number: number(index + 1) });
  return h("li", { key: index }, h("a.button.border", { href: one.download_url, download: "" }, symbol("download"), name), h("span.soft", {}, `${counted(words.zip_files, one.files)} · ${fileSize(one.file_size_bytes)}`));
}

/** @param {ZipJob} job */
function missing(job) {
  const more = job.missing_count - job.missing.length;
  return h("details.zip-missing", { key: "missing" }, h("summary", {}, counted(words.zip_missing, job.missing_count)), h("ul", { role: "list" }, ...job.missing.map((one) => h("li", { key: one.name }, one.name)), more > 0 ? h("li", { key: "more" }, counted(words.zip_more_missing, more)) : null));
}
