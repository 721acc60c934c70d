/** The check-in page: puts camera, handheld, form, door and display together. */

import { Bundle } from "./bundle.js";
import { Camera } from "./camera.js";
import { Door } from "./door.js";
import { play, shake } from "./feel.js";
import { Refused, Server } from "./server.js";
import { part, showConflicts, showLine, showLists, showRecent, showResult } from "./show.js";
import { Store } from "./store.js";
import { listenToHandheld } from "./wedge.js";

const EVERY = 15_000;
const SAME_CODE = 4000;
const SHOWN = 6000;
const MOST_RECENT = 20;

const page = JSON.parse(document.getElementById("check-in-page")?.textContent ?? "{}");
/** @type {import("./show.js").Words} */
const words = page.words;
/** @type {import("./door.js").Found[]} */
const recent = [];

/** @param {Door} door */
async function choices(door) {
  const kept = (await door.store.fact("choices")) ?? {};
  const random = crypto.randomUUID().slice(0, 4).toUpperCase();
  door.device = kept.device ?? `${words.device} ${random}`;
  door.list = kept.list ?? "";
  const [device, sound, vibration] = ["device", "sound", "vibration"].map((name) => /** @type {HTMLInputElement} */ (part(name)));
  if (!device || !sound || !vibration) return;
  device.value = door.device;
  sound.checked = kept.sound ?? true;
  vibration.checked = kept.vibration ?? true;
  const keep = () => {
    door.device = device.value.trim().slice(0, 80) || door.device;
    void door.store.keepFact("choices", { device: door.device, list: door.list, sound: sound.checked, vibration: vibration.checked });
  };
  for (const input of [device, sound, vibration, part("list")]) input.addEventListener("change", keep);
  keep();
}

/** @param {Door} door @param {import("./show.js").Words} said */
function displayOf(door, said) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let hiding;
  const undo = async (/** @type {import("./door.js").Found} */ found) => {
    try {
      await door.undo(found);
      part("live").textContent = said.undone;
    } catch (error) {
      const text = error instanceof Refused && error.message ? error.message : said.failed;
      part("live").textContent = part("undo-error").textContent = text;
      part("undo-error").hidden = false;
    }
    showRecent(said, recent, undo);
    void door.refresh();
  };
  return (/** @type {import("./door.js").Found} */ found) => {
    const tone = showResult(said, found);
    if (/** @type {HTMLInputElement} */ (part("sound")).checked) play(tone);
    if (/** @type {HTMLInputElement} */ (part("vibration")).checked) shake(tone);
    recent.unshift(found);
    recent.length = Math.min(recent.length, MOST_RECENT);
    part("undo-error").hidden = true;
    showRecent(said, recent, undo);
    showLists(door);
    clearTimeout(hiding);
    // What is wrong stays until the next scan; a green one makes room by itself.
    if (tone === "good") hiding = setTimeout(() => (part("result").hidden = true), SHOWN);
  };
}

/** @param {Door} door @returns {(text: string) => Promise<void>} one scan after the other, none twice in a breath */
function scanner(door) {
  const display = displayOf(door, words);
  let last = { text: "", at: 0 };
  let work = Promise.resolve();
  return (text) => {
    const isRepeated = text === last.text && Date.now() - last.at < SAME_CODE;
    last = { text, at: Date.now() };
    if (isRepeated || !door.list) return work;
    work = work.then(async () => {
      part("result").dataset.busy = "true";
      display(await door.check(text));
      delete part("result").dataset.busy;
    });
    return work;
  };
}

/** @param {(text: string) => Promise<void>} scan */
function attachInputs(scan) {
  const form = /** @type {HTMLFormElement} */ (part("typed"));
  const field = /** @type {HTMLInputElement} */ (part("number"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!field.value.trim()) return;
    void scan(field.value);
    field.value = "";
  });
  listenToHandheld((text) => void scan(text));
  const camera = new Camera(/** @type {HTMLVideoElement} */ (part("video")), page.jsqr, (text) => void scan(text));
  const button = part("camera-button");
  button.addEventListener("click", async () => {
    part("camera-error").hidden = true;
    if (camera.stream) camera.stop();
    else await camera.start().catch(() => (part("camera-error").hidden = false));
    part("view").dataset.on = String(camera.stream !== null);
    button.textContent = camera.stream ? words.stop : words.start;
  });
}

/** @param {Door} door */
function attachDoor(door) {
  const conflicts = async () =>
    showConflicts(words, await door.store.all("conflicts"), async (scanId) => {
      await door.store.remove("conflicts", scanId);
      void conflicts();
    });
  const show = () => {
    showLine(words, door);
    showLists(door);
    void conflicts();
  };
  door.addEventListener("change", show);
  part("list").addEventListener("change", () => {
    door.list = /** @type {HTMLSelectElement} */ (part("list")).value;
    show();
  });
  for (const way of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-way]"))) {
    way.addEventListener("click", () => {
      door.direction = way.dataset.way ?? "entry";
      show();
    });
  }
  addEventListener("online", () => void door.refresh());
  addEventListener("offline", () => {
    door.isOnline = false;
    door.tell();
  });
  setInterval(() => void door.refresh(), EVERY);
}

async function main() {
  if (!globalThis.isSecureContext || !globalThis.indexedDB) {
    part("insecure").hidden = false;
    return;
  }
  void navigator.serviceWorker?.register(page.worker);
  void navigator.storage?.persist?.();
  const door = new Door(new Server(page.api, page.cookie), await Store.open(page.event), new Bundle(page.noble));
  await choices(door);
  attachDoor(door);
  await door.restore();
  attachInputs(scanner(door));
  // Until here a number that was sent would have gone nowhere.
  for (const name of ["camera-button", "check"]) /** @type {HTMLButtonElement} */ (part(name)).disabled = false;
  document.documentElement.dataset.checkIn = "ready";
  await door.refresh();
}

void main();
