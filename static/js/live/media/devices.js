/**
 * Cameras, microphones and speakers: asking for them, and saying in one word why there are none.
 *
 * @typedef {"blocked" | "missing" | "busy" | "insecure" | "unknown"} Problem
 * @typedef {{ id: string, label: string }} Device
 * @typedef {{ cameras: Device[], microphones: Device[], speakers: Device[] }} Devices
 */

const CAMERA = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 24, max: 30 } };
const MICROPHONE = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

/** @param {unknown} error @returns {Problem} */
export function problemOf(error) {
  const name = error instanceof Error ? error.name : "";
  if (!navigator.mediaDevices) return "insecure";
  if (name === "NotAllowedError" || name === "SecurityError") return "blocked";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "missing";
  return name === "NotReadableError" || name === "AbortError" ? "busy" : "unknown";
}

/** @param {boolean | string} wanted an id asks for that device @param {object} rest @returns {MediaTrackConstraints | false} */
function constraint(wanted, rest) {
  if (!wanted) return false;
  return typeof wanted === "string" ? { ...rest, deviceId: { exact: wanted } } : rest;
}

/**
 * One camera and one microphone, or whichever of the two there is. Raises what the browser raises for both.
 * @param {{ camera?: boolean | string, microphone?: boolean | string }} wanted
 * @returns {Promise<{ tracks: MediaStreamTrack[], problems: { camera?: Problem, microphone?: Problem } }>}
 */
export async function openDevices(wanted) {
  const media = navigator.mediaDevices;
  if (!media) return { tracks: [], problems: { camera: "insecure", microphone: "insecure" } };
  const video = constraint(wanted.camera ?? false, CAMERA);
  const audio = constraint(wanted.microphone ?? false, MICROPHONE);
  try {
    return { tracks: (await media.getUserMedia({ video, audio })).getTracks(), problems: {} };
  } catch (error) {
    if (!video || !audio) return { tracks: [], problems: { [video ? "camera" : "microphone"]: problemOf(error) } };
  }
  // One of the two is in the way: ask for each alone, so that the other one works.
  const alone = await Promise.all([openDevices({ microphone: wanted.microphone }), openDevices({ camera: wanted.camera })]);
  return { tracks: alone.flatMap((one) => one.tracks), problems: Object.assign({}, ...alone.map((one) => one.problems)) };
}

/** @returns {Promise<Devices>} names are empty until the person has allowed one of them */
export async function listDevices() {
  const all = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
  /** @param {MediaDeviceKind} kind */
  const of = (kind) =>
    all.filter((one) => one.kind === kind && one.deviceId).map((one) => ({ id: one.deviceId, label: one.label }));
  return { cameras: of("videoinput"), microphones: of("audioinput"), speakers: of("audiooutput") };
}

/** @param {HTMLMediaElement} element @param {string} speaker */
export async function playOn(element, speaker) {
  const target = /** @type {HTMLMediaElement & { setSinkId?: (id: string) => Promise<void> }} */ (element);
  if (speaker && target.setSinkId) await target.setSinkId(speaker).catch(() => undefined);
}

/** How loud a microphone is, from 0 to 1, as often as the screen is painted. */
export class Meter {
  /** @param {MediaStreamTrack} track @param {(level: number) => void} show */
  constructor(track, show) {
    this.context = new AudioContext();
    const analyser = this.context.createAnalyser();
    analyser.fftSize = 512;
    this.context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const look = () => {
      if (this.context.state === "closed") return;
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
      // Speech lies between -50 and -10 dB; the bar follows it evenly.
      show(Math.min(1, Math.max(0, (10 * Math.log10(power + 1e-9) + 50) / 40)));
      requestAnimationFrame(look);
    };
    look();
  }

  stop() {
    if (this.context.state !== "closed") void this.context.close();
  }
}
