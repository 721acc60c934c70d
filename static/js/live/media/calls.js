/**
 * One-way connections of the mesh: a sender offers microphone, camera and screen, a receiver answers.
 *
 * All three are agreed on at once, empty where they are off, so that switching one on is no new negotiation.
 *
 * @typedef {"microphone" | "camera" | "screen"} Source
 * @typedef {Record<Source, MediaStreamTrack | null>} Sources
 */

/** In the order of the connection's lines. @type {Source[]} */
export const SOURCES = ["microphone", "camera", "screen"];
const RESTART_AFTER = 3000;
/**
 * What a camera sends to each receiver, by how many there are: at 12 people a sender uploads 11 times
 * (research/live.md, 4.5). Lines of the picture, bits a second.
 */
const SIZES = [
  { most: 2, height: 720, bitrate: 1_200_000 },
  { most: 5, height: 480, bitrate: 700_000 },
  { most: 8, height: 360, bitrate: 450_000 },
  { most: Infinity, height: 270, bitrate: 300_000 },
];
const SCREEN_BITRATE = 1_500_000;

/** @param {number} receivers */
export const sizeFor = (receivers) => /** @type {typeof SIZES[0]} */ (SIZES.find((one) => receivers <= one.most));

class Call {
  /** @type {RTCIceCandidateInit[]} candidates that came before the description they belong to */
  early = [];
  /** Since when the other end is not introduced any more (ms); 0 where it is. */
  orphaned = 0;

  /**
   * @param {string} id @param {string} peer @param {RTCIceServer[]} servers
   * @param {(type: string, data?: unknown) => void} say
   */
  constructor(id, peer, servers, say) {
    this.id = id;
    this.peer = peer;
    this.say = say;
    this.connection = new RTCPeerConnection({ iceServers: servers });
    this.connection.onicecandidate = ({ candidate }) => {
      if (candidate) say("ice", candidate.toJSON());
    };
  }

  get isUp() {
    return this.connection.connectionState === "connected";
  }

  /** @param {RTCIceCandidateInit} candidate */
  async hearCandidate(candidate) {
    if (!this.connection.remoteDescription) this.early.push(candidate);
    else await this.connection.addIceCandidate(candidate).catch(() => undefined);
  }

  /** @param {RTCSessionDescriptionInit} description */
  async describe(description) {
    await this.connection.setRemoteDescription(description);
    for (const candidate of this.early.splice(0)) await this.connection.addIceCandidate(candidate).catch(() => undefined);
  }

  close() {
    this.connection.onconnectionstatechange = null;
    this.connection.onicecandidate = null;
    this.connection.close();
  }
}

export class Sending extends Call {
  timer = 0;

  /** @param {Sources} sources */
  async start(sources) {
    for (const source of SOURCES) {
      const kind = source === "microphone" ? "audio" : "video";
      const { sender } = this.connection.addTransceiver(kind, { direction: "sendonly" });
      await sender.replaceTrack(sources[source]);
    }
    this.connection.onconnectionstatechange = () => this.look();
    await this.offer();
  }

  /** @param {RTCOfferOptions} [options] */
  async offer(options) {
    await this.connection.setLocalDescription(await this.connection.createOffer(options));
    this.say("offer", this.connection.localDescription?.sdp);
  }

  look() {
    clearTimeout(this.timer);
    const state = this.connection.connectionState;
    if (state === "failed") void this.restart();
    else if (state === "disconnected") this.timer = setTimeout(() => void this.restart(), RESTART_AFTER);
  }

  /** Find a way again: the network of either side has changed. */
  async restart() {
    if (this.connection.signalingState === "stable") await this.offer({ iceRestart: true }).catch(() => undefined);
  }

  /** @param {string} sdp */
  async answered(sdp) {
    if (this.connection.signalingState === "have-local-offer") await this.describe({ type: "answer", sdp });
  }

  /** @param {Source} source @param {MediaStreamTrack | null} track */
  async put(source, track) {
    await this.sender(source)?.replaceTrack(track);
  }

  /** @param {Source} source */
  sender(source) {
    return this.connection.getTransceivers()[SOURCES.indexOf(source)]?.sender;
  }

  /** @param {number} receivers */
  async fit(receivers) {
    const { height, bitrate } = sizeFor(receivers);
    const lines = this.sender("camera")?.track?.getSettings().height ?? height;
    await this.limit("camera", { maxBitrate: bitrate, scaleResolutionDownBy: Math.max(1, lines / height) });
    await this.limit("screen", { maxBitrate: SCREEN_BITRATE });
  }

  /** @param {Source} source @param {Partial<RTCRtpEncodingParameters>} limits */
  async limit(source, limits) {
    const sender = this.sender(source);
    const parameters = sender?.getParameters();
    if (!sender || !parameters?.encodings?.length) return;
    parameters.encodings = parameters.encodings.map((encoding) => ({ ...encoding, ...limits }));
    await sender.setParameters(parameters).catch(() => undefined);
  }

  close() {
    clearTimeout(this.timer);
    super.close();
  }
}

export class Receiving extends Call {
  /** @type {Sources} */
  tracks = { microphone: null, camera: null, screen: null };
  lost = 0;
  received = 0;

  /**
   * @param {string} id @param {{ peer: string, participant: string }} sender @param {RTCIceServer[]} servers
   * @param {(type: string, data?: unknown) => void} say
   */
  constructor(id, sender, servers, say) {
    super(id, sender.peer, servers, say);
    this.participant = sender.participant;
    this.connection.ontrack = ({ track, transceiver }) => {
      const source = SOURCES[this.connection.getTransceivers().indexOf(transceiver)];
      if (source) this.tracks[source] = track;
    };
    this.connection.onconnectionstatechange = () => {
      if (this.connection.connectionState === "failed") say("again");
    };
  }

  /** @param {string} sdp */
  async offered(sdp) {
    await this.describe({ type: "offer", sdp });
    await this.connection.setLocalDescription(await this.connection.createAnswer());
    this.say("answer", this.connection.localDescription?.sdp);
  }

  /** @returns {Promise<number>} how much of what was sent since the last look got lost, from 0 to 1 */
  async loss() {
    let [lost, received] = [0, 0];
    for (const report of (await this.connection.getStats()).values()) {
      if (report.type !== "inbound-rtp") continue;
      lost += report.packetsLost;
      received += report.packetsReceived;
    }
    const [newlyLost, newlyReceived] = [lost - this.lost, received - this.received];
    [this.lost, this.received] = [lost, received];
    return newlyLost > 0 ? newlyLost / (newlyLost + Math.max(newlyReceived, 0)) : 0;
  }
}
