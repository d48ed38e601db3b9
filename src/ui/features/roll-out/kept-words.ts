/** What is said of who coordinates a roll-out that a broker keeps. Pure. */
import { outside } from '../../../messages/outside-text.ts';
import { keptRollOutWords } from '../../../messages/roll-out-words.ts';
import type { MarkShape } from '../../../messages/text-shapes.ts';
import type { KeptPlace, KeptStanding } from '../../../workers/api.ts';
import { brokerHost } from './kept-place.ts';

/** Its name, and its broker. */
export const placeOf = (place: KeptPlace): readonly [name: string, broker: string] => [
  outside(place.name),
  outside(brokerHost(place)),
];

export interface CoordinatorWords {
  readonly mark: MarkShape;
  readonly text: string;
  /** Nothing begins before somebody takes over. */
  readonly isVacant: boolean;
}

export function coordinatorWords(kept: KeptStanding | null): CoordinatorWords {
  const words = keptRollOutWords;
  if (kept === null) return { mark: 'wait', text: words.reading, isVacant: false };
  const name = kept.coordinator === null ? words.somebody : outside(kept.coordinator);
  if (kept.lost !== null) return { mark: 'hold', text: words.lost, isVacant: false };
  switch (kept.standing) {
    case 'own':
      return { mark: 'live', text: words.own, isVacant: false };
    case 'held':
      return { mark: 'live', text: words.by(name), isVacant: false };
    case 'gone':
      return { mark: 'hold', text: words.gone(name), isVacant: true };
    case 'leaving':
    case 'released':
      return { mark: 'hold', text: words.left(name), isVacant: true };
    case 'nobody':
      return { mark: 'wait', text: words.nobody, isVacant: kept.role === 'watch' };
  }
}
