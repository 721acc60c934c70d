/**
 * The look at camera and microphone before somebody is seen: on the way in, and when they are invited to the stage.
 *
 * @typedef {import("../media/devices.js").Problem} Problem
 * @typedef {{ tracks: MediaStreamTrack[], choice: import("../media/adapter.js").Choice }} Checked
 */

import { h } from "../dom.js";
import { filled, words } from "../words.js";
import { Meter, listDevices, openDevices } from "../media/devices.js";
import { find, place, press } from "./find.js";

const NAMES = /** @type {const} */ (["camera", "microphone"]);

export class Check {
  /** @type {Record<"camera" | "microphone", MediaStreamTrack | null>} */
  tracks = { camera: null, microphone: null };
  /** @type {Partial<Record<"camera" | "microphone", Problem>>} */
  problems = {};
  /** @type {Meter | null} */
  meter = null;
  /** @type {((checked: Checked | null) => void) | null} */
  decide = null;
  /** @type {Promise<void>} */
  opening = Promise.resolve();

  /** @param {HTMLElement} root */
  constructor(root) {
    this.box = place(root, "check");
    this.get("enter").addEventListener("click", () => void this.enter());
    this.get("watch").addEventListener("click", () => this.close(null));
    this.get("again").addEventListener("click", () => void this.open(NAMES.filter((name) => !this.tracks[name])));
    for (const name of NAMES) {
      this.get(name).addEventListener("click", () => void this.turn(name));
      this.select(name).addEventListener("change", () => void this.open([name]));
    }
  }

  /** Whoever is quick waits for the devices that are being opened. */
  async enter() {
    await this.opening;
    if (this.decide) this.close(this.checked());
  }

  /** @param {string} name @returns {HTMLElement} */
  get(name) {
    return find(this.box, `[data-check="${name}"]`);
  }

  /** @param {string} name @returns {HTMLSelectElement} */
  select(name) {
    return find(this.box, `[data-check="${name}s"]`);
  }

  /**
   * Ask; the answer is null where somebody would rather watch. What was opened is theirs who asked.
   * @param {"join" | "invited"} occasion @returns {Promise<Checked | null>}
   */
  ask(occasion) {
    this.close(null);
    for (const name of ["title", "lead", "watch"]) {
      const element = this.get(name);
      element.textContent = element.dataset[occasion] ?? "";
    }
    this.box.hidden = false;
    this.get("title").focus({ preventScroll: true });
    // Whoever is invited may be reading far below; on the way in, the page is where it was loaded.
    if (occasion === "invited") this.box.scrollIntoView({ block: "start" });
    void this.open([...NAMES]);
    return new Promise((resolve) => {
      this.decide = resolve;
    });
  }

  /** @param {readonly ("camera" | "microphone")[]} names */
  open(names) {
    this.opening = this.opening.then(() => this.openNow(names));
    return this.opening;
  }

  /** @param {readonly ("camera" | "microphone")[]} names */
  async openNow(names) {
    const wanted = Object.fromEntries(names.map((name) => [name, this.select(name).value || true]));
    for (const name of names) {
      this.drop(name);
      delete this.problems[name];
    }
    const { tracks, problems } = await openDevices(wanted);
    if (!this.decide) {
      for (const track of tracks) track.stop();
      return;
    }
    for (const track of tracks) this.tracks[track.kind === "audio" ? "microphone" : "camera"] = track;
    Object.assign(this.problems, problems);
    await this.list();
    this.draw();
  }

  /** @param {"camera" | "microphone"} name */
  async turn(name) {
    if (!this.tracks[name]) return this.open([name]);
    this.drop(name);
    this.draw();
  }

  /** @param {"camera" | "microphone"} name */
  drop(name) {
    this.tracks[name]?.stop();
    this.tracks[name] = null;
  }

  async list() {
    const { cameras, microphones } = await listDevices();
    for (const [name, devices] of /** @type {const} */ ([["camera", cameras], ["microphone", microphones]])) {
      fill(this.select(name), devices, this.tracks[name]?.getSettings().deviceId ?? this.select(name).value);
    }
  }

  draw() {
    const { camera, microphone } = this.tracks;
    const picture = /** @type {HTMLVideoElement} */ (this.get("picture"));
    picture.srcObject = camera ? new MediaStream([camera]) : null;
    picture.hidden = !camera;
    this.get("dark").hidden = Boolean(camera);
    for (const name of NAMES) press(this.get(name), Boolean(this.tracks[name]));
    this.meter?.stop();
    this.meter = microphone ? new Meter(microphone, (level) => this.loudness(level)) : null;
    if (!microphone) this.loudness(0);
    this.drawProblem();
  }

  /** @param {number} level */
  loudness(level) {
    const meter = this.get("meter");
    meter.style.setProperty("--level", level.toFixed(2));
    meter.setAttribute("aria-valuenow", String(Math.round(level * 100)));
  }

  drawProblem() {
    const found = NAMES.filter((name) => this.problems[name]);
    const problem = found[0] && this.problems[found[0]];
    this.get("problem").hidden = !problem;
    if (!problem) return;
    const isBoth = found.length === 2 && this.problems.camera === this.problems.microphone;
    const { devices, problems } = words.room;
    const device = isBoth ? devices.both : devices[/** @type {string} */ (found[0])];
    this.get("problem-title").textContent = filled(problems[problem].title, { device });
    this.get("problem-text").textContent = problems[problem].text;
    this.get("again").hidden = problem === "insecure";
  }

  /** @returns {Checked} */
  checked() {
    const tracks = NAMES.flatMap((name) => this.tracks[name] ?? []);
    const choice = { camera: this.select("camera").value, microphone: this.select("microphone").value };
    this.tracks = { camera: null, microphone: null };
    return { tracks, choice };
  }

  /** @param {Checked | null} checked */
  close(checked) {
    this.meter?.stop();
    this.meter = null;
    for (const name of NAMES) this.drop(name);
    /** @type {HTMLVideoElement} */ (this.get("picture")).srcObject = null;
    this.box.hidden = true;
    this.decide?.(checked);
    this.decide = null;
  }
}

/** @param {HTMLSelectElement} select @param {import("../media/devices.js").Device[]} devices @param {string} chosen */
export function fill(select, devices, chosen) {
  const options = devices.map(({ id, label }, index) =>
    h("option", { value: id }, label || filled(words.room.unnamed, { number: index + 1 })),
  );
  select.replaceChildren(...(options.length ? options : [h("option", { value: "" }, words.room.none)]));
  select.disabled = !devices.length;
  if (devices.some(({ id }) => id === chosen)) select.value = chosen;
}
