/** Hiding with a way back, and originals that the browser fetches from the store by itself. */

import { Refused } from "../../live/act.js";
import { counted, filled, number, words, wordsOf } from "../../live/words.js";

const UNDO_FOR = 12_000;
const MOST_DOWNLOADS = 30;
// Browsers drop downloads that begin within the same moment.
const BETWEEN_DOWNLOADS = 500;

export class Moderation {
  /** @param {import("./api.js").Api} api @param {import("./album.js").Album} album @param {import("../../live/toasts.js").Toasts} toasts */
  constructor(api, album, toasts) {
    this.api = api;
    this.album = album;
    this.toasts = toasts;
  }

  /** Hide those that are shown; where all of them are hidden, show them again. @param {string[]} ids */
  toggleHidden(ids) {
    const shown = ids.filter((id) => this.album.byId.get(id)?.status === "uploaded");
    return shown.length ? this.hide(shown) : this.unhide(ids);
  }

  /** @param {string[]} ids */
  async hide(ids) {
    await this.trying(async () => this.told(counted(words.did_hide, ids.length), await this.album.hide(ids)));
  }

  /** @param {string[]} ids */
  async unhide(ids) {
    await this.trying(async () => this.told(counted(words.did_unhide, ids.length), await this.album.unhide(ids)));
  }

  /** @param {string} text @param {() => Promise<void>} undo */
  told(text, undo) {
    const key = crypto.randomUUID();
    this.toasts.put({ key, text, button: { text: words.undo, does: () => void this.trying(undo) } });
    setTimeout(() => this.toasts.take(key), UNDO_FOR);
  }

  /** One plain navigation for each original: the page never holds their bytes. @param {string[]} ids */
  async download(ids) {
    if (ids.length > MOST_DOWNLOADS) {
      this.toasts.fail(filled(words.too_many, { count: number(MOST_DOWNLOADS) }));
      return;
    }
    let unready = 0;
    await this.trying(async () => {
      for (const id of ids) {
        const address = await this.addressOf(id);
        if (address) goTo(address);
        else unready += 1;
        if (ids.length > 1) await new Promise((resolve) => setTimeout(resolve, BETWEEN_DOWNLOADS));
      }
    });
    if (unready) this.toasts.say(counted(words.not_ready, unready));
  }

  /** @param {string} id @returns {Promise<string | null>} null: still being prepared */
  async addressOf(id) {
    try {
      return (await this.api.read(`media/${id}/download-url`)).download_url;
    } catch (error) {
      if (error instanceof Refused && error.code === "NOT_READY") return null;
      throw error;
    }
  }

  /** @param {() => Promise<unknown>} work */
  async trying(work) {
    try {
      await work();
    } catch (error) {
      this.toasts.fail(wordsOf(error));
    }
  }
}

/** The answer is an attachment, so this page stays. @param {string} address */
export function goTo(address) {
  const link = document.createElement("a");
  link.href = address;
  link.download = "";
  document.body.append(link);
  link.click();
  link.remove();
}
