/** The camera as a reader of QR pictures: the browser's own detector where there is one, else the vendored library. */

const PAUSE = 90;
const LONGEST_SIDE = 720;

/** @typedef {(image: HTMLVideoElement) => Promise<string>} Reader */

/** @param {string} library address of jsQR @returns {Promise<Reader>} */
async function reader(library) {
  const Detector = /** @type {any} */ (globalThis).BarcodeDetector;
  const formats = Detector ? await Detector.getSupportedFormats().catch(() => []) : [];
  if (formats.includes("qr_code")) {
    const detector = new Detector({ formats: ["qr_code"] });
    return async (video) => (await detector.detect(video))[0]?.rawValue ?? "";
  }
  await load(library);
  const jsQR = /** @type {any} */ (globalThis).jsQR;
  const canvas = document.createElement("canvas");
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
  return async (video) => {
    const scale = Math.min(1, LONGEST_SIDE / Math.max(video.videoWidth, video.videoHeight));
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    const image = context.getImageData(0, 0, canvas.width, canvas.height);
    return jsQR(image.data, image.width, image.height, { inversionAttempts: "attemptBoth" })?.data ?? "";
  };
}

/** @param {string} address @returns {Promise<void>} */
function load(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => resolve();
    script.onerror = () => reject(new Error(address));
    document.head.append(script);
  });
}

export class Camera {
  /** @type {MediaStream | null} */
  stream = null;

  /** @param {HTMLVideoElement} video @param {string} library @param {(text: string) => void} onText */
  constructor(video, library, onText) {
    this.video = video;
    this.library = library;
    this.onText = onText;
  }

  /** Ask for the camera and read until stopped. Raises what the browser raises. */
  async start() {
    const wanted = { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } };
    this.stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
    this.video.srcObject = this.stream;
    await this.video.play();
    const read = await reader(this.library);
    const look = async () => {
      if (!this.stream) return;
      if (this.video.videoWidth && !document.hidden) {
        const text = await read(this.video).catch(() => "");
        if (text) this.onText(text);
      }
      setTimeout(look, PAUSE);
    };
    void look();
  }

  stop() {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
    this.video.srcObject = null;
  }
}
