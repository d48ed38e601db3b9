import type { Notice } from '../../state/notices.ts';
import { chime } from './chime.ts';

/** Milliseconds on, off, on …: long for what is over, three short ones for what waits. */
const BUZZ: Readonly<Record<Notice['kind'], number | readonly number[]>> = {
  done: 400,
  'went-back': [400, 150, 400],
  'needs-you': [150, 100, 150, 100, 150],
};

/** Calls somebody in every way that is there and allowed: none of them is asked for here. */
export function callPerson(kind: Notice['kind'], words: string, sound: boolean): void {
  // A browser that cannot, or a page nobody has touched yet: nothing happens, and nothing is lost.
  const buzz = BUZZ[kind];
  if ('vibrate' in navigator) navigator.vibrate(typeof buzz === 'number' ? buzz : [...buzz]);
  if (sound) chime(kind);
  if (document.visibilityState === 'hidden') void notify(words);
}

/** Only where the person allowed it before, and only while the page is not looked at. */
async function notify(words: string): Promise<void> {
  if (!('Notification' in globalThis) || Notification.permission !== 'granted') return;
  const worker = await navigator.serviceWorker.getRegistration();
  // A phone takes notifications from the service worker only.
  if (worker !== undefined) await worker.showNotification(words, { tag: 'slipway-update' });
  else new Notification(words, { tag: 'slipway-update' });
}
