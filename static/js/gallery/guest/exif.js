/** When a photo was taken, as the camera noted it. Read before the picture is made smaller, which drops the note. */

const LONGEST = 512 * 1024;
const [DATE, SUB_FOLDER, ORIGINAL, OFFSET] = [0x0132, 0x8769, 0x9003, 0x9011];
const [LITTLE, BIG] = [0x4949, 0x4d4d];

/** The moment in ISO form with its offset, or null. @param {Blob} blob @returns {Promise<string | null>} */
export async function takenAt(blob) {
  try {
    const bytes = new Uint8Array(await blob.slice(0, LONGEST).arrayBuffer());
    const start = tiffIn(bytes);
    return start < 0 ? null : moment(readTags(new DataView(bytes.buffer, start)));
  } catch {
    return null; // a note that ends in the middle, or points outside
  }
}

/** Where the note's TIFF header begins, after "Exif" and two zeros: in a segment of a JPEG, in an item of a HEIC. @param {Uint8Array} bytes */
function tiffIn(bytes) {
  for (let at = 0; at + 14 < bytes.length; at += 1) {
    if (bytes[at] !== 0x45 || bytes[at + 1] !== 0x78 || bytes[at + 2] !== 0x69 || bytes[at + 3] !== 0x66) continue;
    const mark = (/** @type {number} */ (bytes[at + 6]) << 8) | /** @type {number} */ (bytes[at + 7]);
    if (!bytes[at + 4] && !bytes[at + 5] && (mark === LITTLE || mark === BIG)) return at + 6;
  }
  return -1;
}

/** @param {DataView} view @returns {Map<number, string>} */
function readTags(view) {
  const isLittle = view.getUint16(0) === LITTLE;
  /** @type {Map<number, string>} */
  const found = new Map();
  const readFolder = (/** @type {number} */ at, /** @type {number} */ depth) => {
    const count = Math.min(view.getUint16(at, isLittle), 200);
    for (let entry = at + 2; entry < at + 2 + count * 12; entry += 12) {
      const [tag, length] = [view.getUint16(entry, isLittle), view.getUint32(entry + 4, isLittle)];
      if (tag === SUB_FOLDER && depth === 0) readFolder(view.getUint32(entry + 8, isLittle), 1);
      else if ([DATE, ORIGINAL, OFFSET].includes(tag) && length <= 40) {
        const from = length > 4 ? view.getUint32(entry + 8, isLittle) : entry + 8;
        const letters = Array.from({ length }, (_none, index) => view.getUint8(from + index));
        found.set(tag, String.fromCharCode(...letters).replace(/\0.*/, ""));
      }
    }
  };
  readFolder(view.getUint32(4, isLittle), 0);
  return found;
}

/** Without an offset it is the phone's own time. @param {Map<number, string>} tags @returns {string | null} */
function moment(tags) {
  const parts = /^(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)/.exec(tags.get(ORIGINAL) ?? tags.get(DATE) ?? "");
  if (!parts) return null;
  const [year, month, day, hour, minute, second] = parts.slice(1);
  const offset = /^[+-]\d\d:\d\d$/.exec(tags.get(OFFSET) ?? "")?.[0] ?? "";
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${offset}`);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
