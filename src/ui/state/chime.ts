import type { Notice } from './notices.ts';

/** Up: done. Down: went back. The same twice: somebody is needed. In Hz. */
const TONES: Readonly<Record<Notice['kind'], readonly [number, number]>> = {
  done: [660, 880],
  'went-back': [660, 440],
  'needs-you': [784, 784],
  lost: [784, 784],
};
const TONE_S = 0.16;
const GAP_S = 0.22;
const LOUDNESS = 0.2;

/** Two short tones, made here: nothing is loaded for them. */
export function chime(kind: Notice['kind']): void {
  const context = new AudioContext();
  TONES[kind].forEach((frequency, index) => {
    const tone = context.createOscillator();
    const gain = context.createGain();
    const from = context.currentTime + index * GAP_S;
    tone.frequency.value = frequency;
    gain.gain.setValueAtTime(LOUDNESS, from);
    gain.gain.exponentialRampToValueAtTime(0.001, from + TONE_S); // fades: no click at its end
    tone.connect(gain).connect(context.destination);
    tone.start(from);
    tone.stop(from + TONE_S);
    if (index === 1) tone.onended = () => void context.close();
  });
}
