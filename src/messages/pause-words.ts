/** What the Update screen says while nothing is written: paused by a person, or the link is lost. */
import english from './en/pause.ts';
import { texts } from './locale.ts';
import { safe } from './safety-words.ts';
import { heardPolitely, heardUrgently, HOLD } from './state-shape.ts';
import type { Move, StateWords } from './state-shape.ts';

const text = texts('pause', english);

/** What took the link away, as far as is known. */
export type LossCause =
  | 'cable'
  | 'reach'
  | 'power'
  | 'link'
  /** It is connected, and does not answer. */
  | 'mute'
  /** Of Bluetooth, as the last try told. */
  | 'radio'
  | 'taken'
  | 'silent'
  | 'wifi';

export interface PauseFacts {
  readonly percent: number;
  /** Wall clock at which the device gives the update up; null = it has. */
  readonly untilMs: number | null;
  /** To reach the device, in vain. */
  readonly tries?: number;
}

/** After so many somebody has to do something. */
export const MANY_TRIES = 5;

const wayBack = (cause: LossCause, tries: number): string =>
  text.lost.wayBack[cause === 'reach' && tries >= MANY_TRIES ? 'closer' : cause];

/** Nothing goes on by itself where the only way back is another link. */
function goesOn(cause: LossCause, untilMs: number | null): readonly string[] {
  if (cause === 'wifi') return [];
  return [untilMs === null || cause === 'power' ? text.lost.startsOver : text.lost.goesOn];
}

export const pauseWords = {
  paused: (move: Move, { percent, untilMs }: PauseFacts): StateWords => {
    const said = text.paused(move, percent, untilMs);
    return heardPolitely(said, HOLD, safe(said.safety));
  },

  lost: (move: Move, { percent, untilMs, tries = 0 }: PauseFacts, cause: LossCause): StateWords => {
    const { lost } = text;
    const back = wayBack(cause, tries);
    const said = {
      title: lost.title(move.device),
      tag: lost.tag,
      headline: lost.headlines[cause](percent),
      lead: [back, ...goesOn(cause, untilMs)].join(' '),
      heard: lost.said(lost.heard[cause], percent, back),
    };
    return heardUrgently(said, HOLD, safe(lost.safety(move.from)));
  },

  get until(): string {
    return text.until;
  },
  get stoppedWaiting(): string {
    return text.stoppedWaiting;
  },
  get forgets(): string {
    return text.forgets;
  },
  get gauge(): typeof text.gauge {
    return text.gauge;
  },
  get buttons(): typeof text.buttons {
    return text.buttons;
  },
  get question(): typeof text.question {
    return text.question;
  },
} as const;
