/** Gets a photo ready to be sent: its kind, when it was taken, made smaller if the gallery wants that, and its hash. */

import { takenAt } from "./exif.js";
import { sha256 } from "./hash.js";
import { kindOf } from "./kinds.js";
import { shrink } from "./shrink.js";
import { page } from "./words.js";

/** What will never be sent; `code` is one of the server's own. */
export class Unfit extends Error {
  /** @param {string} code */
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/**
 * What changes of the item, and the bytes to send. Raises Unfit.
 * @param {import("./types.js").Item} item @param {Blob} blob @param {import("./types.js").Invitation} gallery
 * @returns {Promise<{ patch: Partial<import("./types.js").Item>, bytes: Blob }>}
 */
export async function prepared(item, blob, gallery) {
  const kind = await kindOf(blob);
  if (!kind) throw new Unfit("TYPE_NOT_ALLOWED");
  const moment = await takenAt(blob);
  const { smaller, thumb } = await shrink(blob, kind, { isKept: gallery.compression_mode === "raw" });
  const bytes = smaller ?? blob;
  const patch = { type: smaller ? "image/jpeg" : kind, size: bytes.size, takenAt: moment ?? item.takenAt, thumb };
  if (bytes.size > gallery.max_bytes) throw new Unfit("TOO_LARGE");
  // In parts the whole is never in memory at once; the server reads it itself.
  const hash = bytes.size > page.single_bytes ? "" : await sha256(bytes);
  return { patch: { ...patch, sha256: hash, isReady: true }, bytes };
}
