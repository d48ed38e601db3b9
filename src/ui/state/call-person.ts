import type { Notice } from './notices.ts';

/** Milliseconds on, off, on …: long for what is over, three short ones for what waits. */
const BUZZ: Readonly<Record<Notice['kind'], number | readonly number[]>> = {
  done: 400,
  'went-back': [400, 150, 400],
  'needs-you': [150, 100, 150, 100, 150],
  lost: [150, 100, 150, 100, 150],
};

/** Calls somebody in every way that is there and allowed: none of them is asked for here. */
export function callPerson(kind: Notice['kind'], words: string, loud: boolean): void {
  if (loud && isTouched()) {
    const buzz = BUZZ[kind];
    if ('vibrate' in navigator) navigator.vibrate(typeof buzz === 'number' ? buzz : [...buzz]);
    chime(kind);
  }
  if (document.visibilityState === 'hidden') void notify(words);
}

/** A browser lets a page that nobody has touched yet neither sound nor buzz. Older ones do not tell. */
const isTouched = (): boolean =>
  !('userActivation' in navigator) || navigator.userActivation.hasBeenActive;

/** Only where the person allowed it before, and only while the page is not looked at. */
async function notify(words: string): Promise<void> {
  if (!('Notification' in globalThis) || Notification.permission !== 'granted') return;
  const worker = await navigator.serviceWorker.getRegistration();
  // A phone takes notifications from the service worker only.
  if (worker !== undefined) await worker.showNotification(words, { tag: 'slipway-update' });
  else new Notification(words, { tag: 'slipway-update' });
}

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
