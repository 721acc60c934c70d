/** Browser to browser: whoever is on stage has a connection to everybody else in the room. For a dozen people. */

import { Media } from "./adapter.js";
import { Receiving, Sending } from "./calls.js";
import { OwnTracks } from "./own.js";
import { Signal } from "./signal.js";

/** @typedef {import("./calls.js").Source} Source */
/** @typedef {import("./signal.js").Heard} Heard */
/** @typedef {{ camera: boolean, microphone: boolean, screen: boolean }} Shown what of a sender is on */

const LOOK_EVERY = 3000;
// A connection survives the server that introduced its two ends; how long it may without being introduced again.
const ORPHANED_AFTER = 30_000;
const NOTHING = { camera: false, microphone: false, screen: false };

export class EmbeddedMedia extends Media {
  /** @type {Signal | null} */
  signal = null;
  key = "";
  me = { id: "", name: "" };
  /** @type {RTCIceServer[]} */
  servers = [];
  /** @type {Map<string, string>} participants by their peers */
  peers = new Map();
  /** @type {Map<string, Sending>} by receiver */
  sending = new Map();
  /** @type {Map<string, Receiving>} by call */
  receiving = new Map();
  /** @type {Map<string, Shown>} by peer */
  shown = new Map();
  own = new OwnTracks();
  isSending = false;
  looking = 0;
  /** One message after the other: a candidate must not overtake its offer. */
  queue = Promise.resolve();

  constructor() {
    super();
    this.own.addEventListener("changed", (event) => {
      const { source, track } = /** @type {CustomEvent<{ source: Source, track: MediaStreamTrack | null }>} */ (event).detail;
      void this.put(source, track);
    });
    this.own.addEventListener("problem", (event) => this.emit("problem", /** @type {CustomEvent} */ (event).detail));
  }

  /** @param {import("./adapter.js").Entry} entry */
  async join(entry) {
    this.me = entry.me;
    this.enter("joining");
    const signal = new Signal(entry.signal_url, entry.ticket);
    this.signal = signal;
    signal.addEventListener("heard", (event) => {
      const heard = /** @type {CustomEvent<Heard>} */ (event).detail;
      this.queue = this.queue.then(() => this.hear(heard)).catch((error) => console.warn("signal", error));
    });
    signal.addEventListener("lost", () => this.enter("reconnecting"));
    signal.addEventListener("closed", (event) => {
      this.emit("problem", /** @type {CustomEvent<string>} */ (event).detail);
      this.enter("failed");
    });
    addEventListener("online", this.restart);
    signal.open();
    this.looking = setInterval(() => void this.look(), LOOK_EVERY);
  }

  /** The network has changed: every connection looks for a new way. */
  restart = () => {
    for (const call of this.sending.values()) void call.restart();
  };

  async leave() {
    clearInterval(this.looking);
    removeEventListener("online", this.restart);
    await this.stopSending();
    for (const call of [...this.receiving.values()]) this.drop(call);
    this.signal?.close();
    this.peers.clear();
    this.enter("left");
  }

  /** @param {Heard} heard */
  async hear(heard) {
    const { type, peer = "", call = "", data } = heard;
    const known = this.receiving.get(call) ?? [...this.sending.values()].find((one) => one.id === call);
    if (type === "welcome") this.welcome(heard);
    else if (type === "peer") await this.meet(peer, heard.participant ?? "");
    else if (type === "gone") this.lose(peer);
    else if (type === "offer") await this.answer(heard);
    else if (type === "answer" && known instanceof Sending) await known.answered(data).then(() => this.fit());
    else if (type === "ice") await known?.hearCandidate(data);
    else if (type === "again" && known instanceof Sending) await known.restart();
    else if (type === "end" && known instanceof Receiving) this.drop(known);
    else if (type === "state") this.show(peer, data);
    else if (type === "cut") await this.cut(peer);
    else if (type === "refused") this.emit("problem", "refused");
  }

  /** @param {Heard} heard */
  welcome(heard) {
    this.key = heard.peer ?? "";
    this.servers = heard.ice_servers ?? [];
    // Whoever was there before is met anew; their connections stand until then.
    this.peers.clear();
    for (const call of this.sending.values()) call.orphaned = Date.now();
    for (const call of this.receiving.values()) call.orphaned = Date.now();
    this.enter("joined");
    this.emit("media-id", this.key);
    if (this.isSending) this.tellState();
  }

  /** @param {string} peer @param {string} participant */
  async meet(peer, participant) {
    if (peer === this.key) return;
    this.peers.set(peer, participant);
    if (this.isSending) await this.call(peer);
  }

  /** @param {string} peer */
  lose(peer) {
    this.peers.delete(peer);
    this.shown.delete(peer);
    const sent = this.sending.get(peer);
    if (sent) sent.orphaned = Date.now();
    for (const call of this.receiving.values()) if (call.peer === peer) call.orphaned = Date.now();
    void this.look();
  }

  /** @param {string} peer */
  async call(peer) {
    this.sending.get(peer)?.close();
    const id = crypto.randomUUID();
    const call = new Sending(id, peer, this.servers, (type, data) =>
      this.signal?.say({ type, to: peer, call: id, data: data ?? null }),
    );
    this.sending.set(peer, call);
    await call.start(this.own.on);
    this.tellState();
  }

  /** @param {Heard} heard an offer: a new call, or the same one looking for a new way */
  async answer(heard) {
    const { peer = "", participant = "", call: id = "", data } = heard;
    let call = this.receiving.get(id);
    if (!call) {
      const say = (/** @type {string} */ type, /** @type {unknown} */ told) =>
        this.signal?.say({ type, to: peer, call: id, data: told ?? null });
      call = new Receiving(id, { peer, participant }, this.servers, say);
      const fresh = call;
      call.connection.addEventListener("connectionstatechange", () => {
        if (fresh.isUp) this.replace(fresh);
      });
      this.receiving.set(id, call);
    }
    await call.offered(data);
    this.emit("tiles");
  }

  /** A new connection to somebody stands: the older ones go. @param {Receiving} fresh */
  replace(fresh) {
    for (const call of [...this.receiving.values()]) {
      if (call !== fresh && call.participant === fresh.participant && (call.peer === fresh.peer || call.orphaned)) {
        this.drop(call);
      }
    }
    this.emit("tiles");
  }

  /** @param {Receiving} call */
  drop(call) {
    call.close();
    this.receiving.delete(call.id);
    this.emit("tiles");
  }

  /** @param {string} peer @param {Shown} shown */
  show(peer, shown) {
    this.shown.set(peer, shown);
    this.emit("tiles");
  }

  /** Somebody is off the stage, perhaps us. @param {string} peer */
  async cut(peer) {
    for (const call of [...this.receiving.values()]) if (call.peer === peer) this.drop(call);
    if (peer === this.key) await this.stopSending();
  }

  // Sending

  /** @param {{ camera: boolean, microphone: boolean, tracks?: MediaStreamTrack[] }} wanted */
  async startSending(wanted) {
    this.own.take(wanted.tracks ?? []);
    const { camera, microphone } = this.own.on;
    await this.own.open({ camera: wanted.camera && !camera, microphone: wanted.microphone && !microphone });
    this.isSending = true;
    for (const peer of [...this.peers.keys()]) await this.call(peer);
    this.emit("tiles");
  }

  async stopSending() {
    this.isSending = false;
    for (const call of this.sending.values()) {
      this.signal?.say({ type: "end", to: call.peer, call: call.id, data: null });
      call.close();
    }
    this.sending.clear();
    this.own.stop();
    this.emit("tiles");
  }

  /** @param {Source} source @param {MediaStreamTrack | null} track */
  async put(source, track) {
    await Promise.all([...this.sending.values()].map((call) => call.put(source, track)));
    await this.fit();
    this.tellState();
    this.emit("tiles");
  }

  /** @param {boolean} on */
  async setCamera(on) {
    await this.own.turn("camera", on);
  }

  /** @param {boolean} on */
  async setMicrophone(on) {
    await this.own.turn("microphone", on);
  }

  /** @param {boolean} on */
  async shareScreen(on) {
    await this.own.share(on);
  }

  /** @param {import("./adapter.js").Choice} choice */
  async choose(choice) {
    await this.own.choose(choice);
  }

  async fit() {
    await Promise.all([...this.sending.values()].map((call) => call.fit(this.sending.size)));
  }

  tellState() {
    if (this.isSending) this.signal?.say({ type: "state", data: this.own.shown });
  }

  // Looking

  async look() {
    const isOld = (/** @type {Sending | Receiving} */ call) =>
      call.orphaned && (!call.isUp || Date.now() - call.orphaned > ORPHANED_AFTER);
    for (const call of [...this.receiving.values()]) if (isOld(call)) this.drop(call);
    for (const [peer, call] of [...this.sending]) {
      if (!isOld(call)) continue;
      call.close();
      this.sending.delete(peer);
    }
    const losses = await Promise.all([...this.receiving.values()].map((call) => call.loss()));
    const worst = Math.max(0, ...losses);
    const quality = worst > 0.15 ? "bad" : worst > 0.04 ? "weak" : "good";
    this.emit("quality", quality);
  }

  mediaId() {
    return this.key;
  }

  /** @returns {import("./adapter.js").Tile[]} */
  tiles() {
    const { camera, microphone, screen } = this.own.on;
    const own = { key: "own", participant: this.me.id, name: this.me.name, is_local: true };
    const mine = this.isSending ? [{ ...own, video: camera, audio: null, screen, is_muted: !microphone }] : [];
    // While a new connection to somebody is made, the old one is shown.
    const calls = [...this.receiving.values()].sort((one, other) => Number(one.isUp) - Number(other.isUp));
    const newest = new Map(calls.map((call) => [call.participant, call]));
    return [...mine, ...[...newest.values()].map((call) => this.tile(call))];
  }

  /** @param {Receiving} call @returns {import("./adapter.js").Tile} */
  tile(call) {
    const shown = this.shown.get(call.peer) ?? NOTHING;
    return {
      key: call.id,
      participant: call.participant,
      name: "",
      is_local: false,
      video: shown.camera ? call.tracks.camera : null,
      audio: call.tracks.microphone,
      screen: shown.screen ? call.tracks.screen : null,
      is_muted: !shown.microphone,
    };
  }
}
