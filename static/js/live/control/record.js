/**
 * An embedded session is recorded in the page of the organizer who pressed the button, or by itself in one that is open
 * when the session begins; at Daily, Daily does it. Tells `change` when what it has to say has changed.
 */

import { canRecord, maySound, startRecording, Upload } from "../recorder.js";
import { words } from "../words.js";

export const RUNNING = ["starting", "recording"];
// How often a page that does not record itself asks whether the one that does is still sending.
const LOOK_EVERY = 15_000;

export class Recorder extends EventTarget {
  id = "";
  /** @type {ReturnType<typeof startRecording> | null} */
  running = null;
  /** @type {Upload | null} */
  upload = null;
  /** The connection is gone: pieces wait. */
  isHeldUp = false;
  /** The server takes no more, so the rest is lost. */
  isLost = false;
  /** The page that records has sent nothing for a while. */
  isSilent = false;
  /** The browser wants a click before it lets this page mix sound. */
  wantsClick = false;
  isBeginning = false;

  /** @param {import("./desk.js").Desk} desk */
  constructor(desk) {
    super();
    this.desk = desk;
    // Whoever stops it, here or in another window: the rest is sent from here.
    desk.board.watch("crew:recording", (found) => {
      if (this.running && found?.id === this.id && !RUNNING.includes(found.state)) void this.finish();
      if (!RUNNING.includes(found?.state) || found?.id === this.id) this.isSilent = false;
      else void this.listen();
    });
    for (const part of ["session", "crew:room", "crew:recordings"]) desk.board.watch(part, () => void this.look());
    setInterval(() => void this.listen(), LOOK_EVERY);
  }

  /** Bytes that are still to be sent. */
  get left() {
    return this.upload ? this.upload.size - this.upload.offset : 0;
  }

  tell() {
    this.dispatchEvent(new Event("change"));
  }

  /** Somebody has pressed the button. */
  async start() {
    await this.begin(await this.desk.send("recording/start"));
  }

  /** Where this page is to begin by itself, now. */
  get isDue() {
    const { session, "crew:room": room, "crew:recordings": made = [] } = this.desk.board.parts;
    if (this.running || this.isBeginning || session?.state !== "live" || session.provider !== "embedded") return false;
    if (!room?.starts_recording || !room.is_recorded || room.state !== "ready" || !canRecord()) return false;
    const isOver = (/** @type {any} */ one) => one.state === "failed" || one.broke_off;
    return made.every((/** @type {any} */ one) => isOver(one) || (this.isSilent && RUNNING.includes(one.state)));
  }

  /** The session has begun, or is over. */
  async look() {
    const { session, "crew:recording": found } = this.desk.board.parts;
    if (this.running && session?.state === "ended" && RUNNING.includes(found?.state)) {
      await this.desk.send("recording/stop").catch(() => undefined);
      return;
    }
    if (!this.isDue) return;
    this.isBeginning = true;
    try {
      if (await maySound()) await this.begin(await this.desk.send("recording/start-by-itself"));
      else this.waitForClick();
    } catch {
      // Another page was quicker, or the next look finds out more.
    } finally {
      this.isBeginning = false;
    }
    this.tell();
  }

  waitForClick() {
    if (this.wantsClick) return;
    this.wantsClick = true;
    const again = () => {
      this.wantsClick = false;
      for (const kind of ["pointerdown", "keydown"]) removeEventListener(kind, again, true);
      void this.look();
      this.tell();
    };
    for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, again, true);
  }

  /** Whether the page that records still sends. */
  async listen() {
    const found = this.desk.board.parts["crew:recording"];
    if (this.running || !RUNNING.includes(found?.state) || this.desk.board.parts.session?.provider !== "embedded") return;
    const known = await this.desk.read(`recording/${found.id}`).catch(() => null);
    if (!known || known.is_silent === this.isSilent) return;
    this.isSilent = known.is_silent;
    this.tell();
    await this.look();
  }

  /** @param {{ id: string, provider: string, largest_piece: number }} recording */
  async begin(recording) {
    const { desk } = this;
    if (recording.provider !== "embedded") return;
    if (!canRecord()) {
      desk.toasts.fail(words.cannot_record);
      return;
    }
    this.id = recording.id;
    this.isLost = this.isHeldUp = this.isSilent = false;
    const upload = new Upload({
      address: `${desk.page.api}recording/${recording.id}`,
      headers: () => ({ "X-CSRFToken": desk.token() }),
      largest: recording.largest_piece,
      onTrouble: (isThere) => this.note({ isHeldUp: isThere }),
      onLost: () => this.note({ isLost: true }),
    });
    this.upload = upload;
    this.running = startRecording({ tiles: () => this.tiles(), nameOf: (tile) => this.nameOf(tile), upload });
    this.tell();
  }

  /** @param {{ isHeldUp?: boolean, isLost?: boolean }} news */
  note(news) {
    Object.assign(this, news);
    this.tell();
  }

  async finish() {
    const { running } = this;
    this.running = null;
    const ticking = setInterval(() => this.tell(), 1000);
    await running?.stop().catch(() => {
      this.isLost = true;
      this.desk.toasts.fail(words.recording_lost);
    });
    clearInterval(ticking);
    this.upload = null;
    this.isHeldUp = false;
    this.tell();
  }

  /** Those whom the board has on stage, and nobody else. */
  tiles() {
    const tiles = this.desk.media?.tiles() ?? [];
    return this.stage().flatMap(({ id }) => tiles.find((tile) => tile.participant === id) ?? []);
  }

  /** @param {import("../media/adapter.js").Tile} tile */
  nameOf(tile) {
    return this.stage().find(({ id }) => id === tile.participant)?.name ?? tile.name;
  }

  /** @returns {import("../types.js").OnStage[]} */
  stage() {
    return this.desk.board.parts.stage ?? [];
  }
}
