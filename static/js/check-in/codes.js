/**
 * Codes as the server signs them (ticketing/codes.py) and the bundle's hashes (ticketing/check_in/bundle.py).
 *
 * @typedef {{ payload: Uint8Array, signature: Uint8Array, contents: Uint8Array, prefix: string }} Code
 */

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const CODE = /^[A-Z2-7]{133}$/;
const PAYLOAD_BYTES = 19;
const PREFIX_BYTES = 5;
const FORMAT = 1;
const utf8 = new TextEncoder();

/** @param {string} letters 133 letters of base 32 @returns {Uint8Array | null} 83 bytes; null where a bit is left over */
function fromBase32(letters) {
  const bytes = new Uint8Array(83);
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const letter of letters) {
    held = (held << 5) | LETTERS.indexOf(letter);
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = (held >> bits) & 255;
    held &= (1 << bits) - 1;
  }
  return held === 0 ? bytes : null;
}

/** @param {string} letters base64url @returns {Uint8Array} */
export function fromBase64(letters) {
  return Uint8Array.from(atob(letters.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
}

/** @param {Uint8Array} bytes @returns {string} base64url without padding */
function toBase64(bytes) {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** @param {Uint8Array} bytes @returns {string} */
function toHex(bytes) {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {string} text what a scanner read @returns {Code | null} null where it is no code of ours */
export function readCode(text) {
  const letters = text.trim().toUpperCase();
  const bytes = CODE.test(letters) ? fromBase32(letters) : null;
  if (!bytes || (bytes[0] ?? 0) >> 4 !== FORMAT) return null;
  const payload = bytes.slice(0, PAYLOAD_BYTES);
  return {
    payload,
    signature: bytes.slice(PAYLOAD_BYTES),
    contents: payload.slice(1),
    prefix: toHex(payload.slice(0, PREFIX_BYTES)),
  };
}

/** @param {string} text @returns {string} a number as it is hashed: letters alone */
export function plainNumber(text) {
  return text.replace(/[\s\-–—_.]+/g, "").toUpperCase();
}

/** @param {string} label @param {Uint8Array} bytes @returns {Promise<Uint8Array>} */
async function digest(label, bytes) {
  const start = utf8.encode(label);
  const whole = new Uint8Array(start.length + bytes.length);
  whole.set(start);
  whole.set(bytes, start.length);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", whole));
}

/** @param {Uint8Array} contents @returns {Promise<string>} by which the bundle lists the ticket */
export async function lookupOf(contents) {
  return toBase64((await digest("foyer.lookup.v1|", contents)).slice(0, 8));
}

/** @param {string} number @returns {Promise<string>} by which the bundle knows a typed number */
export async function numberHash(number) {
  return toBase64((await digest("foyer.number.v1|", utf8.encode(plainNumber(number)))).slice(0, 5));
}

/**
 * The name and number that only a holder of the code can read.
 * @param {string} sealed @param {Uint8Array} contents @returns {Promise<[string, string] | null>}
 */
export async function openDetails(sealed, contents) {
  const bytes = fromBase64(sealed);
  const secret = /** @type {BufferSource} */ ((await digest("foyer.details.v1|", contents)).slice(0, 16));
  try {
    const key = await crypto.subtle.importKey("raw", secret, "AES-GCM", false, ["decrypt"]);
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes.slice(0, 12) }, key, bytes.slice(12));
    return JSON.parse(new TextDecoder().decode(plain));
  } catch {
    return null;
  }
}

/**
 * Whether this key's other half signed the code: by the browser itself, else by the vendored library.
 * @param {Code} code @param {Uint8Array} publicKey @param {string} fallback the library's address @returns {Promise<boolean>}
 */
export async function isSigned(code, publicKey, fallback) {
  const [signature, payload] = /** @type {BufferSource[]} */ ([code.signature, code.payload]);
  try {
    const raw = /** @type {BufferSource} */ (publicKey);
    const key = await crypto.subtle.importKey("raw", raw, { name: "Ed25519" }, false, ["verify"]);
    return await crypto.subtle.verify({ name: "Ed25519" }, key, /** @type {any} */ (signature), /** @type {any} */ (payload));
  } catch {
    return isSignedByLibrary(code, publicKey, fallback);
  }
}

/** @param {Code} code @param {Uint8Array} publicKey @param {string} address @returns {Promise<boolean>} */
export async function isSignedByLibrary(code, publicKey, address) {
  const library = await import(address);
  try {
    return await library.verifyAsync(code.signature, code.payload, publicKey, { zip215: false });
  } catch {
    return false;
  }
}
