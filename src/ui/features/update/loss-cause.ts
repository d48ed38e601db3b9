import type { FailureCode } from '../../../contracts/failure.ts';
import { linkNames } from '../../../messages/failures.ts';
import type { LossCause } from '../../../messages/waiting-words.ts';
import type { Pause, Silence, RunView } from '../../state/run-view.ts';
import { STAGE_OF_RESTART, stageOf } from '../../state/run-view.ts';

/** What the last try to reach a device by Bluetooth told. */
const TOLD: Readonly<Partial<Record<FailureCode, LossCause>>> = {
  'link/radio-off': 'radio',
  'link/held': 'taken',
  'link/rpc-off': 'silent',
  'link/switched-off': 'wifi',
};

type Missing = 'cable' | 'power' | null;

/**
 * Of the practice device this page knows what it took away itself; else only that the link is over. What was given back
 * a moment ago is the cause until the device answers.
 */
export class PracticeCause {
  #last: LossCause = 'link';

  of(missing: Missing): LossCause {
    this.#last = missing ?? this.#last;
    return this.#last;
  }
}

/** What took the link away, as far as that is known. */
export function lossCauseOf({ link, failure }: Pick<Pause, 'link' | 'failure'>): LossCause {
  if (failure?.code === 'rpc/timeout' || failure?.code === 'link/no-answer') return 'mute';
  const { loss } = linkNames(link);
  if (loss !== 'reach') return loss;
  return (failure === null ? undefined : TOLD[failure.code]) ?? loss;
}

/** Why a firmware on trial does not answer: a link that stands tells only that. */
export const silenceCauseOf = ({ kind, link }: Silence): LossCause =>
  kind === 'silent' ? 'silent' : lossCauseOf({ link, failure: null });

/** Where no restart of such a device was seen yet: what most need, twice (ota-service.md#restart: 10–60 s). */
const LATE_MS = 45_000;
/** On a cable the port itself may be another one after the restart: then only a person can show it. */
const LATE_ON_CABLE_MS = 20_000;
/** A device that is usually back at once is not called late for a few seconds. */
const LEAST_LATE_MS = 10_000;

/** How long the device is away since it was told to restart; null while it is not. */
export function awayMs(run: RunView, now: number): number | null {
  if (stageOf(run) !== STAGE_OF_RESTART || run.cancelling) return null;
  const startedAt = run.stages[STAGE_OF_RESTART]?.startedAt;
  return startedAt === undefined ? null : now - startedAt;
}

/** More than twice as long as usual; where nothing is usual yet, longer than most take. */
export function isLate(
  run: RunView,
  now: number,
  { usualMs, onCable }: { readonly usualMs: number | null; readonly onCable: boolean },
): boolean {
  const away = awayMs(run, now);
  if (away === null) return false;
  const unknownMs = onCable ? LATE_ON_CABLE_MS : LATE_MS;
  return away >= (usualMs === null ? unknownMs : Math.max(LEAST_LATE_MS, 2 * usualMs));
}
