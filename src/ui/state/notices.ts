import { MANY_TRIES } from '../../messages/pause-words.ts';
import type { ScreenView } from './screen-view.ts';
import { firmwareNamesOf, trialLeftDeviceMs } from './run-view.ts';

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
