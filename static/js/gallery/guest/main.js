/** The guests' page: puts the gallery, the photos on this phone, the sender and what is seen of them together. */

import { draw, soon } from "../../live/dom.js";
import { framesOf, problemsOf, settledOf } from "./arrange.js";
import { About, Viewer, chooseAmong } from "./dialogs.js";
import { Guest } from "./guest.js";
import { forgetPictures, saveToPhone } from "./pictures.js";
import { Queue } from "./queue.js";
import { Runner } from "./runner.js";
import { scene } from "./scenes.js";
import { Refused, Server } from "./server.js";
import { Store } from "./store.js";
import { page, say } from "./words.js";

const [EVERY, SECOND] = [60_000, 1000];

/** @param {string} name @returns {HTMLElement} */
const part = (name) => /** @type {HTMLElement} */ (document.querySelector(`[data-part="${name}"]`));

/** @typedef {{ guest: Guest, queue: Queue, runner: Runner, viewer: Viewer, about: About, pin: { error: string, isBusy: boolean }, asking: string }} App */

/** How many more photos there is a shot for. @param {App} app */
function freeOf({ guest, queue }) {
  return Math.max(0, guest.shotsLeft - queue.undeclared);
}

/** One sentence on how things are. @param {App} app @param {import("./types.js").Frame[]} frames */
function lineOf({ guest, queue, runner }, frames) {
  const count = queue.all.filter((item) => item.state === "waiting").length;
  const open = queue.isLasting || count === 0 ? "" : ` ${say("keep_open")}`;
  if (guest.standing === "pin") return { text: count ? say("line_pin", { count }) : "", tone: "calm", again: false };
  if (!navigator.onLine || !guest.isOnline) return { text: say(count ? "line_offline" : "line_offline_idle", { count }) + open, tone: "warn", again: count > 0 && navigator.onLine };
  if (runner.againAt) return { text: say("line_again", { count }) + open, tone: "warn", again: true };
  if (count) return { text: say("line_sending", { count }) + open, tone: "busy", again: false };
  const developing = frames.filter((frame) => frame.state === "developing").length;
  if (developing) return { text: say("line_developing", { count: developing }), tone: "calm", again: false };
  return { text: frames.length ? say("line_here", { count: frames.length }) : "", tone: "good", again: false };
}

/** @param {App} app */
function show(app) {
  const { guest, queue } = app;
  const frames = framesOf(queue, guest);
  const [problems, line, free] = [problemsOf(queue, guest), lineOf(app, frames), freeOf(app)];
  draw(part("scene"), ...[scene({ standing: guest.standing, guest, frames, problems, free, line, pin: app.pin, asking: app.asking }, actsOf(app))].flat());
  document.documentElement.dataset.standing = guest.standing;
  part("bar").hidden = guest.standing !== "open";
  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-pick]"))) button.disabled = free === 0;
  const told = [line.text, problems.length > 0 && say("problems", { count: problems.length })].filter(Boolean).join(" ");
  if (part("live").textContent !== told) part("live").textContent = told;
  app.viewer.update(frames);
  forgetPictures(new Set(queue.items.keys()));
  for (const item of settledOf(queue, guest)) void queue.remove(item.id);
  if (guest.me?.shots_left) void queue.unblock(guest.me.shots_left).then((count) => count > 0 && app.runner.pump());
}

/** @param {App} app @returns {import("./scenes.js").Acts} */
function actsOf(app) {
  const { guest, queue, runner } = app;
  return {
    open: (frame) => app.viewer.open(frame),
    about: () => app.about.open(),
    enter: (pin) => void enter(app, pin),
    again: () => void guest.refresh().then(() => runner.now()),
    save: async ({ item }) => {
      const bytes = item && (await queue.store.bytes(item.id));
      if (item && bytes) await saveToPhone(bytes, `${page.slug}-${item.id.slice(0, 8)}`);
    },
    retry: async ({ item }) => {
      if (item) await queue.retry(item);
      runner.now();
    },
    ask: (key) => {
      app.asking = key;
      guest.dispatchEvent(new Event("change"));
    },
    drop: async ({ item, media }) => {
      guest.dismissed.push(item?.mediaId || (media?.media_id ?? ""));
      if (item) await queue.remove(item.id);
      guest.keep();
    },
  };
}

/** @param {App} app @param {string} pin */
async function enter({ guest, runner, pin: state }, pin) {
  [state.isBusy, state.error] = [true, ""];
  guest.dispatchEvent(new Event("change"));
  try {
    await guest.join(pin);
  } catch (error) {
    state.error = whyNot(error);
    const field = /** @type {HTMLInputElement | null} */ (document.getElementById("pin"));
    if (field && error instanceof Refused) field.value = "";
  }
  state.isBusy = false;
  guest.dispatchEvent(new Event("change"));
  if (state.error) document.getElementById("pin")?.focus();
  else runner.now();
}

/** @param {unknown} error @returns {string} */
function whyNot(error) {
  if (!(error instanceof Refused)) return say("no_network");
  return error.status === 429 ? say("pin_throttled", { count: Math.max(1, Math.ceil(error.after / 60)) }) : error.message;
}

/** @param {App} app @param {File[]} files @param {"camera" | "library"} source */
async function take(app, files, source) {
  const { guest, queue, runner } = app;
  const free = freeOf(app);
  // What the camera has just made exists nowhere else: without a shot it is kept here, and can be saved.
  const chosen = source === "library" && files.length > free ? await chooseAmong(files, free) : files;
  if (chosen.length === 0) return;
  const takenAt = source === "camera" ? new Date().toISOString() : null;
  await queue.add(chosen, { tags: [...guest.tags], takenAt });
  void navigator.storage?.persist?.();
  runner.now();
}

/** @param {App} app */
function attachPickers(app) {
  const { guest } = app;
  for (const source of /** @type {const} */ (["camera", "library"])) {
    const input = /** @type {HTMLInputElement} */ (part(source));
    input.addEventListener("change", () => {
      const files = [...(input.files ?? [])];
      input.value = "";
      void take(app, files, source);
    });
    document.querySelector(`[data-pick="${source}"]`)?.addEventListener("click", () => {
      // Who opens the camera comes in; whether there is room is known before the photo is taken.
      if (!guest.me && guest.standing === "open") guest.ensureJoined().catch(() => undefined);
      input.click();
    });
  }
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => {
    event.preventDefault();
    if (guest.standing === "open") void take(app, [...(event.dataTransfer?.files ?? [])], "library");
  });
}

/** @param {App} app */
function attachClock({ guest, queue, runner }) {
  const look = () => document.visibilityState === "visible" && void guest.refresh().then(() => runner.pump());
  document.addEventListener("visibilitychange", look);
  addEventListener("online", look);
  addEventListener("offline", () => guest.dispatchEvent(new Event("change")));
  setInterval(look, EVERY);
  setInterval(() => {
    if (guest.standing !== "early") return;
    const left = Date.parse(guest.gallery.opens_at) - Date.now();
    if (left < 0 && Math.round(left / SECOND) % 5 === 0) look();
    guest.dispatchEvent(new Event("change"));
  }, SECOND);
  addEventListener("beforeunload", (event) => {
    if (!queue.isLasting && queue.next) event.preventDefault();
  });
}

/** The page opens without network from now on, and the phone may offer it for its home screen. */
function attachShell() {
  void navigator.serviceWorker?.register(page.worker).catch(() => undefined);
  void navigator.serviceWorker?.ready.then(({ active }) => {
    const sheets = /** @type {NodeListOf<HTMLLinkElement>} */ (document.querySelectorAll("link[data-keep]"));
    const cover = /** @type {HTMLImageElement | null} */ (document.querySelector(".cover img"));
    active?.postMessage({ page: page.address, files: [...[...sheets].map((sheet) => sheet.href), cover?.currentSrc].filter(Boolean) });
  });
  const button = part("install");
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    button.hidden = false;
    button.onclick = () => {
      button.hidden = true;
      void (/** @type {any} */ (event).prompt());
    };
  });
}

async function main() {
  const store = await Store.open(page.slug);
  const guest = new Guest(new Server(page.api), store, page.invitation);
  const queue = new Queue(store, page.slug, () => guest.gallery);
  const runner = new Runner(queue, guest);
  const takeBack = async (/** @type {import("./types.js").Frame} */ { item, media }) => {
    const mediaId = media?.media_id ?? item?.mediaId;
    if (mediaId) await guest.withdraw(mediaId);
    if (item) await queue.remove(item.id);
    runner.pump();
  };
  /** @type {App} */
  const app = { guest, queue, runner, viewer: new Viewer(takeBack), about: new About(guest), pin: { error: "", isBusy: false }, asking: "" };
  await Promise.all([guest.restore(), queue.restore()]);
  const drawn = soon(() => show(app));
  for (const one of [guest, queue, runner]) one.addEventListener("change", drawn);
  attachPickers(app);
  attachClock(app);
  attachShell();
  if (guest.me) show(app); // what was known, at once; a newcomer's first look is the server's word
  await guest.refresh();
  show(app);
  document.documentElement.dataset.guest = "ready";
  if (guest.standing === "pin") document.getElementById("pin")?.focus();
  runner.pump();
}

void main();
