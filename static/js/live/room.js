/** The attendee's room: goes in, shows the stage by the board, and does what the buttons say (docs/live-page.md). */

import { Act, Refused } from "./act.js";
import { Board } from "./board.js";
import { makeMedia } from "./media/make.js";
import { Check } from "./room/check.js";
import { Controls } from "./room/controls.js";
import { configOf, isRefusal, join } from "./room/door.js";
import { find, place } from "./room/find.js";
import { Notices } from "./room/notices.js";
import { StagePass } from "./room/pass.js";
import { Screens } from "./room/screens.js";
import { Stage } from "./room/stage.js";
import { clock, counted, filled, words, wordsOf } from "./words.js";

/** @typedef {import("./types.js").Session} Session */

// Everybody's page turns at the end of a session: spread over so long, in milliseconds.
const TURNS_WITHIN = 8000;
const TURNS_AGAIN_AFTER = 60_000;
const JOINS_AGAIN_AFTER = 5000;

class Room {
  /** @type {import("./room/door.js").Keys | null} */
  keys = null;
  /** @type {import("./media/adapter.js").Media | null} */
  media = null;
  /** @type {Board | null} */
  board = null;
  joinedAt = 0;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.config = configOf(root);
    this.act = new Act({ ticket: () => this.board?.ticket ?? "" });
    this.screens = new Screens(root);
    this.notices = new Notices(root);
    this.check = new Check(root);
    this.stage = new Stage(root, { onChange: () => this.look(), me: () => this.pass.me?.id ?? "" });
    const { act, check, notices } = this;
    this.pass = new StagePass({ act, check, notices, onChange: () => this.controls.stand(this.pass.standing) });
    this.controls = new Controls(root, {
      hand: (isRaised) => this.pass.raise(isRaised),
      stepUp: () => this.pass.comeOnStage(this.pass.me?.stage === "invited" ? "invited" : "join"),
      stepDown: () => this.pass.stepDown(),
      hearOn: (speaker) => this.stage.hearOn(speaker),
    });
    find(root, "[data-live=leave]").addEventListener("submit", () => this.leave());
    for (const again of root.querySelectorAll("[data-act=reload]")) again.addEventListener("click", () => location.reload());
    addEventListener("pagehide", () => void this.media?.leave());
    document.addEventListener("visibilitychange", () => void this.wake());
  }

  // Going in

  async start() {
    const checked = this.config.may_send ? await this.check.ask("join") : null;
    this.screens.show("joining");
    try {
      await this.enter();
    } catch (error) {
      this.refuse(error);
      return;
    }
    if (checked) await this.pass.send(checked);
  }

  async enter() {
    this.joinedAt = Date.now();
    const keys = await join(this.root, this.config);
    this.take(keys);
    const board = new Board({ ticket: keys.stream_ticket, url: keys.board_url, renew: () => this.renew() });
    this.board = board;
    board.watch("session", (session) => this.takeSession(session));
    board.watch("stage", (people = []) => this.stage.seat(people));
    for (const [name, hear] of /** @type {const} */ ([["bye", this.takeBye], ["tick", this.takeTick], ["state", this.takeState]])) {
      board.addEventListener(name, (event) => hear.call(this, /** @type {CustomEvent} */ (event).detail));
    }
    board.addEventListener("me", (event) => this.pass.hear(/** @type {CustomEvent} */ (event).detail));
    board.open();
    this.root.dataset.state = "in";
    await this.openMedia();
    void this.overlay(board);
  }

  /** @param {import("./room/door.js").Keys} keys */
  take(keys) {
    this.keys = keys;
    // One object for the whole stay: the overlay has it, too.
    this.pass.me = Object.assign(this.pass.me ?? {}, keys.me);
    this.controls.stand(this.pass.standing);
  }

  /** What is over the video: cards, drawer, reactions, toasts. @param {Board} board */
  async overlay(board) {
    const { mountOverlay } = await import("./overlay.js");
    if (this.pass.me) mountOverlay(this.root, { board, act: this.act, me: this.pass.me });
  }

  async openMedia() {
    const { keys } = this;
    await this.media?.leave();
    this.media = null;
    if (!keys?.provider) return this.look();
    const media = await makeMedia(keys.provider, this.config.libraries, words.room.player);
    this.media = this.pass.media = media;
    media.addEventListener("state", () => this.look());
    media.addEventListener("quality", (event) => this.notices.connection(/** @type {CustomEvent} */ (event).detail));
    media.addEventListener("hint", () => this.board?.lookSoon());
    media.addEventListener("problem", (event) => this.takeProblem(/** @type {CustomEvent} */ (event).detail));
    media.addEventListener("media-id", () => void this.act.mediaId(media.mediaId()).catch(() => undefined));
    this.stage.use(media);
    this.controls.use(media);
    const { room_url: url, token, signal_url, stream_ticket: ticket, me } = keys;
    await media.join({ url, token, signal_url, ticket, me });
  }

  /** The ticket is over, or the room has changed: in again, or the door. @returns {Promise<string | null>} */
  async renew() {
    const early = JOINS_AGAIN_AFTER - (Date.now() - this.joinedAt);
    if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
    this.joinedAt = Date.now();
    try {
      this.take(await join(this.root, this.config));
    } catch (error) {
      if (!isRefusal(error)) throw error;
      this.turn();
      return null;
    }
    await this.openMedia();
    return this.keys?.stream_ticket ?? null;
  }

  /** A laptop that was closed asks at once whether it is still in when it opens. */
  async wake() {
    if (document.visibilityState !== "visible" || this.screens.isFinal || !this.board) return;
    if (this.board.state === "open" || this.board.state === "closed") return;
    await join(this.root, this.config).catch((error) => {
      if (isRefusal(error)) this.turn();
    });
  }

  /** The page may be older than what is refused now: loaded anew it has the door that fits. @param {unknown} error */
  refuse(error) {
    if (error instanceof Refused && error.code === "PUT_OUT") return this.screens.show("ejected");
    place(this.root, "refusal").textContent = wordsOf(error);
    this.screens.show("refused");
    if (isRefusal(error)) this.turn();
  }

  leave() {
    void this.act.leave().catch(() => undefined);
    this.board?.close();
    void this.media?.leave();
  }

  // What the board says

  /** @param {Session | undefined} session */
  takeSession(session) {
    if (!session) return;
    place(this.root, "recording").hidden = !session.is_recording;
    place(this.root, "badge").hidden = session.state !== "live";
    this.pass.mayRaise = session.hands;
    this.controls.stand(this.pass.standing);
    if (session.state === "ended") this.end();
    // The room was made, or moved to another provider, while the page was open.
    else if (this.keys && session.provider && session.provider !== this.keys.provider) void this.changeRoom(session.provider);
    this.look();
  }

  /** @param {string} provider */
  async changeRoom(provider) {
    if (this.keys) this.keys.provider = provider; // once
    const ticket = await this.renew().catch(() => null);
    if (!ticket || !this.board) return;
    this.board.ticket = ticket;
    this.board.reconnect(0);
  }

  end() {
    void this.media?.leave();
    this.board?.close();
    this.screens.show("ended");
    setTimeout(() => this.turn(), 2000 + Math.random() * TURNS_WITHIN);
  }

  /** To the page as it is now: the session's past state, or the door that says what is missing. */
  turn() {
    // Where it shows the room again (a clock is wrong), it turns no more for a while.
    const key = `foyer-turned-${this.config.session}`;
    if (Date.now() - Number(sessionStorage.getItem(key)) < TURNS_AGAIN_AFTER) return;
    sessionStorage.setItem(key, String(Date.now()));
    location.reload();
  }

  /** @param {{ reason: string }} bye */
  takeBye({ reason }) {
    void this.media?.leave();
    if (reason === "ended") return this.end();
    // Asking gives the place back, and the page says what is missing now.
    if (reason === "access_ended") void join(this.root, this.config).catch(() => null).then(() => this.turn());
    this.screens.show(reason === "over" ? "failed" : reason);
  }

  /** @param {import("./types.js").Tick} tick */
  takeTick({ watching }) {
    if (watching === undefined) return;
    place(this.root, "watching").hidden = !watching;
    place(this.root, "watching").textContent = counted(words.room.watching, watching);
  }

  /** @param {import("./board.js").LineState} state */
  takeState(state) {
    if (state === "broken" || state === "open") this.notices.server(state === "broken");
  }

  // What is shown

  /** @param {string} problem */
  takeProblem(problem) {
    if (problem === "full") this.screens.show("full");
    else if (problem === "moved") this.takeBye({ reason: "moved" });
    else if (problem === "refused") this.notices.say(words.room.stage_failed);
    // Of the other ends the stream tells the reason.
    else if (problem !== "out" && problem !== "ticket") this.notices.problem(problem);
  }

  /** Which screen stands in place of the stage. */
  look() {
    const session = /** @type {Session | undefined} */ (this.board?.parts.session);
    const state = this.media?.state;
    if (!this.board || this.screens.isFinal || this.screens.shown === "full") return;
    this.root.dataset.stage = this.stage.isEmpty ? "empty" : "on";
    if (state === "failed") this.screens.show("failed");
    else if (!this.stage.isEmpty) this.screens.show("");
    else if (!this.keys?.provider) this.screens.show("making");
    else if (session?.state === "waiting") this.wait(session);
    else this.screens.show(state === "joining" ? "joining" : "empty");
  }

  /** @param {Session} session */
  wait(session) {
    place(this.root, "begins").textContent = filled(words.room.begins, { at: clock(session.starts_at) });
    this.screens.show("waiting");
  }
}

const root = /** @type {HTMLElement | null} */ (document.querySelector("[data-live-room]"));
if (root) void new Room(root).start();
