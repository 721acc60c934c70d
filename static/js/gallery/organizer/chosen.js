/** Which photos are chosen. They stay chosen while the list goes on, and are forgotten with another list. */

export class Chosen extends EventTarget {
  constructor() {
    super();
    /** @type {Set<string>} */
    this.ids = new Set();
    /** Where a range begins that is chosen with the shift key. */
    this.anchor = -1;
  }

  /** @param {string} id @param {boolean} isChosen @param {number} index */
  set(id, isChosen, index) {
    if (isChosen) this.ids.add(id);
    else this.ids.delete(id);
    this.anchor = index;
    this.tell();
  }

  /** From the anchor to here, both included. @param {{ media_id: string }[]} photos @param {number} index */
  range(photos, index) {
    const from = this.anchor < 0 ? index : this.anchor;
    for (const photo of photos.slice(Math.min(from, index), Math.max(from, index) + 1)) this.ids.add(photo.media_id);
    this.tell();
  }

  /** @param {{ media_id: string }[]} photos */
  all(photos) {
    for (const photo of photos) this.ids.add(photo.media_id);
    this.tell();
  }

  /** Only those that are still in the list. @param {Map<string, unknown>} byId */
  keep(byId) {
    const gone = [...this.ids].filter((id) => !byId.has(id));
    if (!gone.length) return;
    for (const id of gone) this.ids.delete(id);
    this.anchor = -1;
    this.tell();
  }

  clear() {
    if (!this.ids.size) return;
    this.ids.clear();
    this.anchor = -1;
    this.tell();
  }

  tell() {
    this.dispatchEvent(new Event("change"));
  }
}
