/**
 * Daily's call object with our own interface around it. The vendored library loads Daily's engine from Daily by a
 * script element (`avoidEval`), so the page's policy needs no eval.
 *
 * @typedef {import("@daily-co/daily-js").DailyCall} DailyCall
 * @typedef {import("@daily-co/daily-js").DailyParticipant} DailyParticipant
 * @typedef {import("@daily-co/daily-js").DailyTrackState} DailyTrackState
 */

import { Media } from "./adapter.js";

const QUALITIES = /** @type {const} */ ({ good: "good", unknown: "good", warning: "weak", bad: "bad" });
/** What Daily says of devices, in the words of devices.js. @type {Record<string, string>} */
const PROBLEMS = {
  permissions: "blocked",
  "not-found": "missing",
  constraints: "missing",
  "cam-in-use": "busy",
  "mic-in-use": "busy",
  "cam-mic-in-use": "busy",
  "undefined-mediadevices": "insecure",
};
/** Fatal errors that have a screen of their own. @type {Record<string, string>} */
const ENDS = {
  ejected: "out",
  "exp-token": "ticket",
  "nbf-token": "ticket",
  "exp-room": "ticket",
  "meeting-full": "full",
};

export class DailyMedia extends Media {
  /** @type {DailyCall | null} */
  call = null;
  /** @type {import("./adapter.js").Choice} */
  chosen = {};

  /** @param {string} library address of the vendored module */
  constructor(library) {
    super();
    this.library = library;
  }

  /** What is to be sent as soon as Daily lets us. */
  wanted = { camera: false, microphone: false };
  maySend = false;

  /** @param {import("./adapter.js").Entry} entry */
  async join({ url, token }) {
    this.enter("joining");
    const { default: Daily } = /** @type {typeof import("@daily-co/daily-js")} */ (await import(this.library));
    // Nobody sends before they say so, whatever the room's own settings are.
    const quiet = { startVideoOff: true, startAudioOff: true };
    const call = Daily.createCallObject({ ...quiet, subscribeToTracksAutomatically: true, dailyConfig: { avoidEval: true } });
    this.call = call;
    this.listen(call);
    try {
      await call.join(token ? { url, token } : { url });
    } catch {
      this.enter("failed"); // `error` has told why
    }
  }

  /** @param {DailyCall} call */
  listen(call) {
    const changed = () => {
      this.followRights();
      this.emit("tiles");
    };
    for (const name of /** @type {const} */ (["participant-joined", "participant-updated", "participant-left", "track-started", "track-stopped"])) {
      call.on(name, changed);
    }
    call.on("joined-meeting", () => {
      this.enter("joined");
      this.emit("media-id", this.mediaId());
      changed();
    });
    // Daily's API tells of a new board, but so may anybody inside: what is in it is never taken, only the server asked.
    call.on("app-message", ({ data }) => data?.foyer === "board" && this.emit("hint"));
    call.on("left-meeting", () => this.enter(this.state === "failed" ? "failed" : "left"));
    call.on("network-connection", ({ event }) => this.enter(event === "interrupted" ? "reconnecting" : "joined"));
    call.on("network-quality-change", ({ networkState }) => this.emit("quality", QUALITIES[networkState]));
    call.on("camera-error", ({ error }) => this.emit("problem", PROBLEMS[error.type] ?? "unknown"));
    call.on("error", ({ error }) => {
      const reason = ENDS[error?.type ?? ""];
      if (reason) this.emit("problem", reason);
      this.enter("failed");
    });
  }

  async leave() {
    await this.call?.leave().catch(() => undefined);
    await this.call?.destroy();
    this.call = null;
    this.enter("left");
  }

  /** @param {{ camera: boolean, microphone: boolean, tracks?: MediaStreamTrack[] }} wanted */
  async startSending({ camera, microphone, tracks = [] }) {
    // Daily opens the devices itself: what the check has opened is chosen and given back.
    for (const track of tracks) {
      const id = track.getSettings().deviceId;
      if (id) this.chosen = { ...this.chosen, [track.kind === "audio" ? "microphone" : "camera"]: id };
      track.stop();
    }
    await this.choose({});
    const has = (/** @type {string} */ kind) => tracks.some((track) => track.kind === kind);
    this.wanted = { camera: camera || has("video"), microphone: microphone || has("audio") };
    this.send();
    this.emit("tiles");
  }

  send() {
    this.call?.setLocalVideo(this.wanted.camera);
    this.call?.setLocalAudio(this.wanted.microphone);
  }

  /** A promotion reaches Daily after us, and what was asked of it before was ignored. */
  followRights() {
    const local = this.call?.participants().local;
    const maySend = Boolean(local && this.isOn(local));
    if (maySend === this.maySend) return;
    this.maySend = maySend;
    if (maySend && (this.wanted.camera || this.wanted.microphone)) this.send();
  }

  async stopSending() {
    this.wanted = { camera: false, microphone: false };
    this.call?.setLocalVideo(false);
    this.call?.setLocalAudio(false);
    if (this.call?.localScreenVideo()) this.call.stopScreenShare();
    this.emit("tiles");
  }

  /** @param {boolean} on */
  async setCamera(on) {
    this.wanted.camera = on;
    this.call?.setLocalVideo(on);
  }

  /** @param {boolean} on */
  async setMicrophone(on) {
    this.wanted.microphone = on;
    this.call?.setLocalAudio(on);
  }

  /** @param {boolean} on */
  async shareScreen(on) {
    if (on) this.call?.startScreenShare();
    else this.call?.stopScreenShare();
  }

  /** @param {import("./adapter.js").Choice} choice */
  async choose(choice) {
    this.chosen = { ...this.chosen, ...choice };
    const { camera, microphone } = this.chosen;
    const devices = { ...(camera && { videoDeviceId: camera }), ...(microphone && { audioDeviceId: microphone }) };
    if (Object.keys(devices).length) await this.call?.setInputDevicesAsync(devices).catch(() => undefined);
  }

  mediaId() {
    return this.call?.participants().local?.session_id ?? "";
  }

  /** @returns {import("./adapter.js").Tile[]} */
  tiles() {
    const all = Object.values(this.call?.participants() ?? {});
    return all.filter((one) => !one.local || this.isOn(one)).map((one) => this.tile(one));
  }

  /** @param {DailyParticipant} one */
  isOn(one) {
    const rights = one.permissions?.canSend;
    return rights instanceof Set ? rights.size > 0 : Boolean(rights);
  }

  /** @param {DailyParticipant} one @returns {import("./adapter.js").Tile} */
  tile(one) {
    const { video, audio, screenVideo } = one.tracks;
    return {
      key: one.session_id,
      participant: one.user_id,
      name: one.user_name,
      is_local: one.local,
      video: playable(video),
      audio: one.local ? null : playable(audio),
      screen: playable(screenVideo),
      is_muted: audio.state === "off" || audio.state === "blocked",
    };
  }
}

/** @param {DailyTrackState} state @returns {MediaStreamTrack | null} */
function playable({ state, persistentTrack }) {
  return state === "playable" ? (persistentTrack ?? null) : null;
}
