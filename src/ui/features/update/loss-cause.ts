import type { FailureCode } from '../../../contracts/failure.ts';
import { linkNames } from '../../../messages/link-names.ts';
import type { LossCause } from '../../../messages/pause-words.ts';
import type { Pause, Silence } from '../../state/run-view.ts';

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
