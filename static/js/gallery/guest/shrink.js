/** Pictures made smaller on the phone: for the gallery in compressed mode, and for this page's own thumbnails. */

const [LONGEST_SIDE, QUALITY] = [2560, 0.85];
const [THUMB_SIDE, THUMB_QUALITY] = [360, 0.75];
/** Of an animation only the first picture would be left. */
const AS_THEY_ARE = new Set(["image/gif"]);

/** The picture upright, or null where this browser cannot read it (HEIC on most). @param {Blob} blob @returns {Promise<ImageBitmap | HTMLImageElement | null>} */
async function decoded(blob) {
  try {
    return await createImageBitmap(blob, { imageOrientation: "from-image" });
  } catch {
    return imageOf(blob);
  }
}

/** Safari reads HEIC as an image but not as a bitmap. @param {Blob} blob @returns {Promise<HTMLImageElement | null>} */
async function imageOf(blob) {
  const image = new Image();
  image.src = URL.createObjectURL(blob);
  try {
    await image.decode();
    return image;
  } catch {
    return null;
  } finally {
    URL.revokeObjectURL(image.src);
  }
}

/** @param {ImageBitmap | HTMLImageElement} picture @param {number} longest @param {number} quality @returns {Promise<Blob | null>} */
async function drawn(picture, longest, quality) {
  const [width, height] = picture instanceof HTMLImageElement ? [picture.naturalWidth, picture.naturalHeight] : [picture.width, picture.height];
  const scale = Math.min(1, longest / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext("2d");
  if (!context) return null;
  context.fillStyle = "#ffffff"; // JPEG has no transparency
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const made = await new Promise((/** @type {(blob: Blob | null) => void} */ resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
  canvas.width = canvas.height = 0; // iOS counts canvases that nobody collects
  return made?.type === "image/jpeg" ? made : null;
}

/**
 * A picture no larger than the gallery wants, where that saves something, and a thumbnail.
 * @param {Blob} blob @param {string} type @param {{ isKept: boolean }} how `isKept`: the photo is sent as it was taken
 * @returns {Promise<{ smaller: Blob | null, thumb: Blob | null }>}
 */
export async function shrink(blob, type, { isKept }) {
  const picture = await decoded(blob);
  if (!picture) return { smaller: null, thumb: null };
  try {
    const thumb = await drawn(picture, THUMB_SIDE, THUMB_QUALITY);
    const made = isKept || AS_THEY_ARE.has(type) ? null : await drawn(picture, LONGEST_SIDE, QUALITY);
    return { smaller: made && made.size < blob.size ? made : null, thumb };
  } finally {
    if (picture instanceof ImageBitmap) picture.close();
  }
}
