/** Which kind of picture a file is: by its first bytes, as phones give HEIC no type or a wrong one. */

/** @param {Uint8Array} bytes @param {number} start @param {number} end */
const text = (bytes, start, end) => String.fromCharCode(...bytes.subarray(start, end));

const HEIC = /^(heic|heix|hevc|hevx|heim|heis)$/;
const HEIF = /^(mif1|msf1|heif)$/;
const AVIF = /^(avif|avis)$/;

/** The MIME type, or "" for what the gallery does not take. @param {Blob} blob @returns {Promise<string>} */
export async function kindOf(blob) {
  const bytes = new Uint8Array(await blob.slice(0, 64).arrayBuffer());
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return "image/jpeg";
  if (text(bytes, 0, 8) === "\x89PNG\r\n\x1a\n") return "image/png";
  if (/^GIF8[79]a$/.test(text(bytes, 0, 6))) return "image/gif";
  if (text(bytes, 0, 4) === "RIFF" && text(bytes, 8, 12) === "WEBP") return "image/webp";
  return text(bytes, 4, 8) === "ftyp" ? kindOfBrands(bytes) : "";
}

/** The major brand, then the compatible ones: `mif1` alone says little. @param {Uint8Array} bytes */
function kindOfBrands(bytes) {
  const length = Math.min(new DataView(bytes.buffer).getUint32(0), bytes.length);
  const brands = [text(bytes, 8, 12)];
  for (let at = 16; at + 4 <= length; at += 4) brands.push(text(bytes, at, at + 4));
  if (brands.some((brand) => AVIF.test(brand))) return "image/avif";
  if (brands.some((brand) => HEIC.test(brand))) return "image/heic";
  return brands.some((brand) => HEIF.test(brand)) ? "image/heif" : "";
}
