/**
 * Stands where the vendored daily-js does: the same methods and events as far as the adapter uses them. Who is in the
 * meeting and what they may send is asked of the fake of Daily's service (tests/e2e/daily_pages.py), several times a second.
 *
 * `tsc` holds it to the package's declarations, so it cannot have a method or an event that Daily has not.
 *
 * @typedef {import("@daily-co/daily-js").DailyCall} DailyCall
 * @typedef {import("@daily-co/daily-js").DailyEvent} DailyEvent
 * @typedef {import("@daily-co/daily-js").DailyParticipant} DailyParticipant
 * @typedef {import("@daily-co/daily-js").DailyTrackState} DailyTrackState
 * @typedef {"on" | "join" | "leave" | "destroy" | "participants" | "setLocalVideo" | "setLocalAudio" | "localScreenVideo" |
 *   "startScreenShare" | "stopScreenShare" | "setInputDevicesAsync"} Used
 * @typedef {"audio" | "video" | "screenVideo"} Kind
 * @typedef {{ session_id: string, user_id: string, user_name: string, owner: boolean, permissions: any, sends: Kind[] }} Person as the service knows them
 */

const LOOK_EVERY = 150;
const COLOURS = { video: "teal", screenVideo: "navy" };

/** What the test's side answers. @param {object} told @returns {Promise<{ error?: string, session_id: string, people: Person[] }>} */
const service = (told) => /** @type {any} */ (window).dailyService(told);

/** A moving picture. @param {string} colour @returns {MediaStreamTrack} */
function picture(colour) {
  const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 180 });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  let at = 0;
  const track = /** @type {MediaStreamTrack} */ (canvas.captureStream(15).getVideoTracks()[0]);
  const painting = setInterval(() => {
    if (track.readyState === "ended") clearInterval(painting);
    context.fillStyle = colour;
    context.fillRect(0, 0, 320, 180);
    context.fillStyle = "white";
    context.fillRect((at += 7) % 320, 60, 40, 60);
  }, 60);
  return track;
}

/** @param {Kind} kind @returns {MediaStreamTrack | undefined} */
function trackOf(kind) {
  return kind === "audio" ? new AudioContext().createMediaStreamDestination().stream.getAudioTracks()[0] : picture(COLOURS[kind]);
}

/** @param {MediaStreamTrack} [track] @returns {DailyTrackState} */
function state(track) {
  return track ? { subscribed: true, state: "playable", track, persistentTrack: track } : { subscribed: true, state: "off" };
}

/** @param {any} given @returns {DailyParticipant["permissions"]} */
function permissionsOf({ hasPresence, canSend, canReceive }) {
  return { hasPresence, canSend: Array.isArray(canSend) ? new Set(canSend) : canSend, canReceive, canAdmin: false };
}

/** @param {Person} person @param {boolean} local @returns {DailyParticipant} */
function participant({ session_id, user_id, user_name, owner, permissions }, local) {
  const tracks = { audio: state(), video: state(), screenAudio: state(), screenVideo: state() };
  const rest = { audio: false, video: false, screen: false, record: false, will_eject_at: new Date(0), cam_info: {}, screen_info: {} };
  return { session_id, user_id, user_name, local, owner, tracks, permissions: permissionsOf(permissions), ...rest };
}

/** @implements {Pick<DailyCall, Used>} */
class FakeCall {
  /** @type {Map<string, ((event: any) => void)[]>} */
  heard = new Map();
  /** @type {Map<string, DailyParticipant>} */
  others = new Map();
  /** @type {DailyParticipant | null} */
  local = null;
  /** What the page wants to send; the service lets it, or not. @type {Set<Kind>} */
  wanted = new Set();
  looking = 0;

  /** @param {any} options what the page made it with */
  constructor(options) {
    Object.assign(window, { fakeDaily: this });
    this.options = options;
  }

  /** @type {any} */
  on = (/** @type {DailyEvent} */ name, /** @type {(event: any) => void} */ tell) => {
    this.heard.set(name, [...(this.heard.get(name) ?? []), tell]);
    return this;
  };

  /** @param {DailyEvent} name @param {object} [event] */
  tell(name, event = {}) {
    for (const tell of this.heard.get(name) ?? []) tell({ action: name, ...event });
  }

  /** @param {{ url?: string, token?: string }} [given] @returns {Promise<any>} */
  async join({ url = "", token = "" } = {}) {
    const { error, session_id, people } = await service({ join: url, token });
    if (error) {
      this.tell("error", { error: { type: error } });
      throw new Error(error);
    }
    const own = people.find((one) => one.session_id === session_id);
    if (own) this.local = participant(own, true);
    this.tell("joined-meeting", { participants: this.participants() });
    this.looking = setInterval(() => void this.look(), LOOK_EVERY);
  }

  async look() {
    const session_id = this.local?.session_id ?? "";
    const { error, people } = await service({ look: session_id, sends: [...this.wanted] });
    if (!this.looking) return;
    if (error) {
      clearInterval(this.looking);
      return this.tell("error", { error: { type: error } });
    }
    const seen = new Set(people.map((one) => one.session_id));
    for (const [key, gone] of this.others) {
      if (seen.has(key)) continue;
      this.others.delete(key);
      this.tell("participant-left", { participant: gone });
    }
    for (const one of people) this.see(one);
  }

  /** @param {Person} person */
  see(person) {
    const isLocal = person.session_id === this.local?.session_id;
    const known = isLocal ? this.local : this.others.get(person.session_id);
    const shown = known ?? participant(person, false);
    if (!known) this.others.set(person.session_id, shown);
    const before = this.faceOf(shown);
    shown.permissions = permissionsOf(person.permissions);
    for (const kind of /** @type {Kind[]} */ (["audio", "video", "screenVideo"])) {
      const [has, wants] = [shown.tracks[kind].state === "playable", person.sends.includes(kind)];
      if (has && !wants) shown.tracks[kind].persistentTrack?.stop();
      if (has !== wants) shown.tracks[kind] = state(wants ? trackOf(kind) : undefined);
    }
    if (!known) this.tell("participant-joined", { participant: shown });
    else if (before !== this.faceOf(shown)) this.tell("participant-updated", { participant: shown });
  }

  /** @param {DailyParticipant} one */
  faceOf({ permissions: { canSend, hasPresence }, tracks }) {
    return JSON.stringify([canSend instanceof Set ? [...canSend] : canSend, hasPresence, Object.values(tracks).map((track) => track?.state)]);
  }

  async leave() {
    clearInterval(this.looking);
    this.looking = 0;
    if (this.local) void service({ leave: this.local.session_id });
    this.tell("left-meeting");
  }

  async destroy() {}

  /** @returns {any} */
  participants() {
    return { ...(this.local && { local: this.local }), ...Object.fromEntries(this.others) };
  }

  /** @param {Kind} kind @param {boolean} on @returns {any} */
  want(kind, on) {
    if (on) this.wanted.add(kind);
    else this.wanted.delete(kind);
    return this;
  }

  /** @param {boolean} on @returns {any} */
  setLocalVideo(on) {
    // Whoever may not send is not heard: what they ask for is forgotten, as Daily does.
    return this.want("video", on && this.maySend());
  }

  /** @param {boolean} on @returns {any} */
  setLocalAudio(on) {
    return this.want("audio", on && this.maySend());
  }

  maySend() {
    const may = this.local?.permissions.canSend;
    return may instanceof Set ? may.size > 0 : Boolean(may);
  }

  localScreenVideo() {
    return this.local?.tracks.screenVideo.state === "playable";
  }

  startScreenShare() {
    this.want("screenVideo", this.maySend());
  }

  stopScreenShare() {
    this.want("screenVideo", false);
  }

  /** @returns {Promise<any>} */
  async setInputDevicesAsync() {
    return {};
  }
}

export default { createCallObject: (/** @type {any} */ options) => new FakeCall(options) };
