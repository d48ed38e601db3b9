/**
 * How one tab is called from another. No page may bring a tab to the front: the one that is called asks the browser to, marks its title,
 * and, where notifications are allowed, shows one that leads to it.
 */
import { interruptedWords } from '../../../messages/interrupted-words.ts';
import { addLateWords } from '../../../messages/late-languages.ts';
import type { DeviceKey } from '../../../workers/api.ts';
import { moveOfRun } from '../../state/move.ts';
import { identityOf } from '../../state/previous-device.ts';
import type { UpdateState } from '../../state/update-state.svelte.ts';

const CHANNEL = 'slipway-tabs';
const MARK = '\u25B6 ';
/** The title changes with the state: it is marked again. Also the blink. */
const MARK_AGAIN_MS = 700;
/** Whoever has not found it by then asks again. */
const MARKED_FOR_MS = 60_000;
/** A tab that is awake answers within a few milliseconds; one whose timers are slowed down, within a second. */
const ANSWERS_WITHIN_MS = 2_000;

/** What the tab that was called has done; `silent`: it has not answered. */
export type Called = 'marked' | 'notified' | 'silent';

const keyOf = ({ mac, id }: DeviceKey): string => mac || id;
const callFor = (device: DeviceKey): string => `call ${keyOf(device)}`;
const answerOf = (device: DeviceKey, called: Called): string => `${called} ${keyOf(device)}`;

const open = (): BroadcastChannel | null =>
  'BroadcastChannel' in globalThis ? new BroadcastChannel(CHANNEL) : null;

/** Asks the tab that updates this device to make itself seen. */
export async function callTab(device: DeviceKey): Promise<Called> {
  const channel = open();
  if (channel === null) return 'silent';
  try {
    return await new Promise<Called>((resolve) => {
      channel.onmessage = ({ data }: MessageEvent<unknown>) => {
        for (const called of ['marked', 'notified'] as const)
          if (data === answerOf(device, called)) resolve(called);
      };
      channel.postMessage(callFor(device));
      setTimeout(() => resolve('silent'), ANSWERS_WITHIN_MS);
    });
  } finally {
    channel.close();
  }
}

/** What is asked of the page that is called. */
export interface CalledTab extends Pick<UpdateState, 'running' | 'view'> {
  readonly choice: Pick<UpdateState['choice'], 'report'>;
}

/** This tab can be called from now on, while it updates a device. Returns what ends that. */
export function answerCalls(update: CalledTab): () => void {
  const channel = open();
  if (channel === null) return () => undefined;
  const answer = async (own: DeviceKey): Promise<void> => {
    window.focus(); // few browsers do
    markTitle();
    channel.postMessage(answerOf(own, (await notify(update)) ? 'notified' : 'marked'));
  };
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    const { report } = update.choice;
    const own = update.running && report !== null ? identityOf(report) : null;
    if (own !== null && data === callFor(own)) void answer(own);
  };
  return () => channel.close();
}

let marking: ReturnType<typeof setInterval> | null = null;

/** Until somebody looks at it. */
function markTitle(): void {
  const plain = (): string => document.title.replaceAll(MARK, '');
  const until = Date.now() + MARKED_FOR_MS;
  const isSeen = (): boolean => document.visibilityState === 'visible' && document.hasFocus();
  const mark = (): void => {
    if (isSeen() || Date.now() > until) {
      if (marking !== null) clearInterval(marking);
      [marking, document.title] = [null, plain()];
    } else document.title = MARK + plain();
  };
  if (marking !== null) clearInterval(marking);
  marking = setInterval(mark, MARK_AGAIN_MS);
  document.title = MARK + plain();
}

/** A press on it may bring the tab to the front. False: there is none. */
async function notify({ view }: CalledTab): Promise<boolean> {
  if (!('Notification' in globalThis) || Notification.permission !== 'granted') return false;
  if (view.kind !== 'running') return false;
  try {
    await addLateWords();
    const words = interruptedWords.elsewhere.here(moveOfRun(view.run).device);
    const shown = new Notification(words, { tag: 'slipway-call' });
    shown.onclick = () => {
      window.focus();
      shown.close();
    };
    return true;
  } catch {
    return false; // a phone takes them from the service worker only
  }
}
