/** Addresses of pictures that are on this phone, and a few colours for those that are not here yet. */

/** @type {Map<string, { url: string, size: number }>} */
const shown = new Map();
/** @type {Map<string, string>} */
const colours = new Map();

/** @param {import("./types.js").Item} item @returns {string} of its thumbnail, or "" while there is none */
function localUrl(item) {
  const known = shown.get(item.id);
  if (!item.thumb) return "";
  if (known?.size === item.thumb.size) return known.url;
  const url = URL.createObjectURL(item.thumb);
  shown.set(item.id, { url, size: item.thumb.size });
  return url;
}

/** Give back what nothing shows any more. @param {Set<string>} ids of the photos that are on this phone */
export function forgetPictures(ids) {
  for (const [id, { url }] of shown) {
    if (ids.has(id)) continue;
    URL.revokeObjectURL(url);
    shown.delete(id);
  }
}

/** A picture small enough for a frame; "" for none. @param {{ item: import("./types.js").Item | null, media: import("./types.js").Media | null }} frame @returns {string} */
export function smallPicture({ item, media }) {
  return (item && localUrl(item)) || media?.thumb_url || (media?.placeholder ? colouredUrl(media.placeholder) : "");
}

/** As gallery/pictures/placeholder.py packs it: columns and rows, then the colour of each field. @param {string} packed @returns {string} */
function colouredUrl(packed) {
  const known = colours.get(packed);
  if (known !== undefined) return known;
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const [columns, rows] = [(bytes[0] ?? 0) >> 4, (bytes[0] ?? 0) & 15];
  const canvas = Object.assign(document.createElement("canvas"), { width: columns, height: rows });
  const context = canvas.getContext("2d");
  if (!context || !columns || !rows) return "";
  const field = context.createImageData(columns, rows);
  for (let at = 0; at < columns * rows; at += 1) field.data.set([...bytes.subarray(1 + 3 * at, 4 + 3 * at), 255], 4 * at);
  context.putImageData(field, 0, 0);
  const url = canvas.toDataURL();
  colours.set(packed, url);
  return url;
}

/** Give the guest the photo itself: into the phone's photos where that can be, else as a download. @param {Blob} blob @param {string} name */
export async function saveToPhone(blob, name) {
  const file = new File([blob], `${name}.${(blob.type.split("/")[1] ?? "jpg").replace("jpeg", "jpg")}`, { type: blob.type });
  if (navigator.canShare?.({ files: [file] })) {
    try {
      return await navigator.share({ files: [file] });
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return;
    }
  }
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(file), download: file.name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
