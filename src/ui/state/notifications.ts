import { MANY_TRIES } from '../../contracts/link.ts';
import type { ScreenView } from './screen-view.ts';
import { firmwareNamesOf, trialLeftDeviceMs } from './run-view.ts';
import { Remembered } from './remembered.svelte.ts';

/** What is worth calling somebody for who looks elsewhere. */
export type Notice =
  | { readonly kind: 'done'; readonly version: string }
  | { readonly kind: 'went-back'; readonly version: string }
  /** The link is lost, and looking for the device was in vain for a while. `version`: what it was seen running. */
  | { readonly kind: 'lost'; readonly version: string }
  /** `soon`: called a second time, because little is left. */
  | { readonly kind: 'needs-you'; readonly version: string; readonly soon: boolean };

const SOON_MS = 60_000;
/** A device on trial that is silent for so long is not back by itself. */
const LOST_MS = 15_000;

/** The notice of this moment; null = none. The same one again is not new: see `isNew`. */
export function noticeOf(view: ScreenView, now: () => number): Notice | null {
  if (view.kind === 'finished') {
    const { result, run } = view.finished;
    if (result.result === 'committed')
      return { kind: 'done', version: firmwareNamesOf(run.order).to };
    return result.result === 'reverted'
      ? { kind: 'went-back', version: firmwareNamesOf(run.order).from }
      : null;
  }
  if (view.kind !== 'running') return null;
  const { pause, order } = view.run;
  if (pause?.why === 'link-lost')
    return pause.tries < MANY_TRIES ? null : { kind: 'lost', version: firmwareNamesOf(order).from };
  const { trial, silence, decision } = view.run;
  if (trial !== null && silence !== null)
    return now() - silence.since < LOST_MS
      ? null
      : { kind: 'lost', version: firmwareNamesOf(order).to };
  if (trial === null || decision !== null) return null;
  const left = trialLeftDeviceMs(view.run, now());
  if (left === 0) return null;
  return {
    kind: 'needs-you',
    version: firmwareNamesOf(view.run.order).to,
    soon: left !== null && left <= SOON_MS,
  };
}

/** A trial that begins with less than a minute calls once, not twice. */
export const isNew = (notice: Notice | null, before: Notice | null): notice is Notice =>
  notice !== null &&
  (before?.kind !== notice.kind ||
    before.version !== notice.version ||
    (notice.kind === 'needs-you' && before.kind === 'needs-you' && notice.soon && !before.soon));

/** Milliseconds on, off, on …: long for what is over, three short ones for what waits. */
const BUZZ: Readonly<Record<Notice['kind'], number | readonly number[]>> = {
  done: 400,
  'went-back': [400, 150, 400],
  'needs-you': [150, 100, 150, 100, 150],
  lost: [150, 100, 150, 100, 150],
};

/** Calls somebody who looks elsewhere, in every way that is there and allowed: none of them is asked for here. */
export class Notifications {
  /** Tone and vibration when an update is over or needs somebody: on for who holds a phone, until it is muted. */
  readonly sound = new Remembered('slipway-sound', { on: isHeld() });

  call(kind: Notice['kind'], words: string): void {
    if (this.sound.on && isTouched()) {
      const buzz = BUZZ[kind];
      if ('vibrate' in navigator) navigator.vibrate(typeof buzz === 'number' ? buzz : [...buzz]);
      chime(kind);
    }
    if (document.visibilityState === 'hidden') void notify(words);
  }
}

/** Made for a finger: a phone, or a tablet. */
const isHeld = (): boolean => matchMedia('(pointer: coarse)').matches;

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
function chime(kind: Notice['kind']): void {
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
