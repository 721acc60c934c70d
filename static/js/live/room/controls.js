/**
 * The buttons under the stage: own camera, microphone and screen, devices, hand, on and off the stage, full screen.
 *
 * @typedef {import("../media/adapter.js").Media} Media
 * @typedef {{ isOnStage: boolean, isAsking: boolean, mayEnter: boolean, mayRaise: boolean, isRaised: boolean }} Standing
 * @typedef {{ hand: (isRaised: boolean) => Promise<void>, stepUp: () => Promise<void>, stepDown: () => Promise<void>,
 *   hearOn: (speaker: string) => void }} Doing
 */

import { listDevices } from "../media/devices.js";
import { fill } from "./check.js";
import { button, find, place, press } from "./find.js";

export class Controls {
  /** @type {Media | null} */
  media = null;
  /** @type {Standing} */
  standing = { isOnStage: false, isAsking: false, mayEnter: false, mayRaise: false, isRaised: false };

  /** @param {HTMLElement} root @param {Doing} doing */
  constructor(root, doing) {
    this.root = root;
    this.doing = doing;
    this.panel = place(root, "devices");
    this.on("microphone", () => this.media?.setMicrophone(!this.own()?.isHeard));
    this.on("camera", () => this.media?.setCamera(!this.own()?.isSeen));
    this.on("screen", () => this.media?.shareScreen(!this.own()?.isSharing));
    this.on("devices", () => this.toggleDevices());
    this.on("hand", () => this.doing.hand(!this.standing.isRaised));
    this.on("step-up", () => this.doing.stepUp());
    this.on("step-down", () => this.doing.stepDown());
    this.panel.addEventListener("change", (event) => void this.chooseDevice(event));
    this.panel.addEventListener("keydown", (event) => event.key === "Escape" && this.closeDevices());
    this.fullScreen();
  }

  /** One press is one act, also where it takes a while. @param {string} name @param {() => unknown} act */
  on(name, act) {
    const pressed = button(this.root, name);
    pressed.addEventListener("click", async () => {
      if (pressed.ariaBusy === "true") return;
      pressed.ariaBusy = "true";
      try {
        await act();
      } finally {
        pressed.ariaBusy = null;
        this.draw();
      }
    });
  }

  /** @param {Media} media */
  use(media) {
    this.media = media;
    media.addEventListener("tiles", () => this.draw());
    navigator.mediaDevices?.addEventListener("devicechange", () => !this.panel.hidden && void this.listDevices());
    this.draw();
  }

  /** @param {Standing} standing */
  stand(standing) {
    this.standing = standing;
    this.draw();
  }

  own() {
    const tile = this.media?.tiles().find((one) => one.is_local);
    return tile && { isHeard: !tile.is_muted, isSeen: Boolean(tile.video), isSharing: Boolean(tile.screen) };
  }

  draw() {
    const { isOnStage, isAsking, mayEnter, mayRaise, isRaised } = this.standing;
    const canSend = Boolean(this.media?.can.send);
    const own = this.own();
    place(this.root, "own").hidden = !isOnStage || !own;
    button(this.root, "screen").hidden = !this.media?.can.screen;
    press(button(this.root, "microphone"), Boolean(own?.isHeard));
    press(button(this.root, "camera"), Boolean(own?.isSeen));
    press(button(this.root, "screen"), Boolean(own?.isSharing));
    button(this.root, "step-up").hidden = isAsking || !canSend || !mayEnter || (isOnStage && Boolean(own));
    button(this.root, "hand").hidden = !canSend || mayEnter || isOnStage || !mayRaise;
    press(button(this.root, "hand"), isRaised);
    if (!isOnStage) this.closeDevices();
  }

  async toggleDevices() {
    if (!this.panel.hidden) return this.closeDevices();
    await this.listDevices();
    this.panel.hidden = false;
    button(this.root, "devices").setAttribute("aria-expanded", "true");
    this.device("camera").focus();
  }

  closeDevices() {
    if (this.panel.hidden) return;
    const hadFocus = this.panel.contains(document.activeElement);
    this.panel.hidden = true;
    const opener = button(this.root, "devices");
    opener.setAttribute("aria-expanded", "false");
    if (hadFocus) opener.focus();
  }

  /** @param {string} name @returns {HTMLSelectElement} */
  device(name) {
    return find(this.panel, `[data-device="${name}"]`);
  }

  async listDevices() {
    const { cameras, microphones, speakers } = await listDevices();
    fill(this.device("camera"), cameras, this.device("camera").value);
    fill(this.device("microphone"), microphones, this.device("microphone").value);
    fill(this.device("speaker"), speakers, this.device("speaker").value);
    // Not every browser lets a page choose where it is heard.
    place(this.panel, "speakers").hidden = !speakers.length || !("setSinkId" in HTMLMediaElement.prototype);
  }

  /** @param {Event} event */
  async chooseDevice(event) {
    const select = /** @type {HTMLSelectElement} */ (event.target);
    if (select.dataset.device === "speaker") this.doing.hearOn(select.value);
    else await this.media?.choose({ [select.dataset.device ?? ""]: select.value });
  }

  fullScreen() {
    const toggle = button(this.root, "fullscreen");
    // An iPhone gives full screen to videos alone.
    toggle.hidden = !document.fullscreenEnabled;
    toggle.addEventListener("click", () => {
      if (document.fullscreenElement) void document.exitFullscreen();
      else void this.root.requestFullscreen().catch(() => undefined);
    });
    document.addEventListener("fullscreenchange", () => press(toggle, document.fullscreenElement === this.root));
  }
}
