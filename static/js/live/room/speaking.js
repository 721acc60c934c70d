/** Who is speaking: the loudest voice that stays for a moment. */

const LOOK_EVERY = 200;
const LOUD = 0.02;
// Whoever is shown stays so long, so that a laugh does not turn the picture.
const STAYS = 1500;

export class Speaking {
  /** @type {Map<string, { track: MediaStreamTrack, source: MediaStreamAudioSourceNode, analyser: AnalyserNode }>} */
  voices = new Map();
  /** @type {AudioContext | null} */
  context = null;
  samples = new Float32Array(512);
  speaker = "";
  changedAt = 0;
  timer = 0;

  /** @param {(key: string) => void} tell */
  constructor(tell) {
    this.tell = tell;
  }

  /** @param {Map<string, MediaStreamTrack>} tracks by whom they belong to */
  follow(tracks) {
    for (const [key, voice] of [...this.voices]) {
      if (tracks.get(key) === voice.track) continue;
      voice.source.disconnect();
      this.voices.delete(key);
    }
    for (const [key, track] of tracks) if (!this.voices.has(key)) this.hear(key, track);
    if (this.voices.size > 1 && !this.timer) this.timer = setInterval(() => this.look(), LOOK_EVERY);
    if (this.voices.size < 2) this.rest();
  }

  /** @param {string} key @param {MediaStreamTrack} track */
  hear(key, track) {
    this.context ??= new AudioContext();
    // A page without a click yet has a context that sleeps; then nobody is the loudest.
    if (this.context.state === "suspended") void this.context.resume().catch(() => undefined);
    const source = this.context.createMediaStreamSource(new MediaStream([track]));
    const analyser = this.context.createAnalyser();
    analyser.fftSize = this.samples.length;
    source.connect(analyser);
    this.voices.set(key, { track, source, analyser });
  }

  look() {
    if (Date.now() - this.changedAt < STAYS) return;
    let [loudest, key] = [LOUD, ""];
    for (const [one, { analyser }] of this.voices) {
      analyser.getFloatTimeDomainData(this.samples);
      const power = Math.sqrt(this.samples.reduce((sum, sample) => sum + sample * sample, 0) / this.samples.length);
      if (power > loudest) [loudest, key] = [power, one];
    }
    if (!key || key === this.speaker) return;
    this.speaker = key;
    this.changedAt = Date.now();
    this.tell(key);
  }

  rest() {
    clearInterval(this.timer);
    this.timer = 0;
  }

  stop() {
    this.rest();
    void this.context?.close();
  }
}
