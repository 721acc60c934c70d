/** What the hand and the ear get of a result; both can be switched off. */

const SOUNDS = { good: [[880, 0.12]], warn: [[440, 0.14], [440, 0.14]], bad: [[196, 0.4]] };
const SHAKES = { good: [60], warn: [80, 60, 80], bad: [300] };

/** @type {AudioContext | null} */
let audio = null;

/** @param {keyof typeof SOUNDS} tone */
export function play(tone) {
  audio ??= new AudioContext();
  void audio.resume();
  let at = audio.currentTime;
  for (const [pitch, length] of /** @type {[number, number][]} */ (SOUNDS[tone])) {
    const [wave, loudness] = [audio.createOscillator(), audio.createGain()];
    wave.frequency.value = pitch;
    loudness.gain.setValueAtTime(0.25, at);
    loudness.gain.exponentialRampToValueAtTime(0.001, at + length);
    wave.connect(loudness).connect(audio.destination);
    wave.start(at);
    wave.stop(at + length);
    at += length + 0.06;
  }
}

/** @param {keyof typeof SHAKES} tone */
export function shake(tone) {
  navigator.vibrate?.(SHAKES[tone]);
}
