/** What the Update screen says of an update that ended with something else than the new firmware, kept. */
import type { ReturnCause } from '../contracts/failure.ts';
import type { FailureWords } from './failure-shape.ts';
import { timeOfDay } from './numbers.ts';
import { outside } from './outside-text.ts';
import { safe } from './safety-words.ts';
import { begin } from './sentence-start.ts';
import type { Move, StateWords } from './state-shape.ts';

const now = (text: string) => ({ text, urgent: true });

/** Why the old firmware runs again, as far as somebody saw it. */
const WENT_BACK: Readonly<
  Record<
    ReturnCause,
    { readonly tag: (at: string) => string; readonly lead: (move: Move) => string }
  >
> = {
  asked: { tag: (at) => `You went back at ${at}`, lead: () => 'You chose to go back.' },
  'time-over': {
    tag: (at) => `Returned by itself at ${at}`,
    lead: ({ to }) =>
      `${to} was not kept in time. The device went back, as it should, and works as before the update.`,
  },
  restarted: {
    tag: () => 'Restarted before it was kept',
    lead: ({ from, to }) =>
      `The device restarted before ${to} was kept, so ${from} runs again, as it should.`,
  },
  'not-seen': {
    tag: (at) => `Seen again at ${at}`,
    lead: ({ to }) => `${to} was not seen running. The device works as before the update.`,
  },
};

export const endWords = {
  /** `committed`: it says so of what runs. */
  wentBack: (
    move: Move,
    {
      cause,
      committed,
      atMs,
    }: { readonly cause: ReturnCause; readonly committed: boolean; readonly atMs: number },
  ): StateWords => ({
    title: `Back on ${move.from} · ${begin(move.device)}`,
    tag: { tone: 'hold', mark: 'back', text: WENT_BACK[cause].tag(timeOfDay(atMs)) },
    headline: `${begin(move.device)} is back on ${move.from}`,
    lead: WENT_BACK[cause].lead(move),
    safety: safe(
      `It reports ${move.from}${committed ? ', committed,' : ','} as before the update.`,
    ),
    heard:
      cause === 'asked'
        ? { text: `Back on ${move.from}.`, urgent: false }
        : now(`The device is back on ${move.from}. It is safe.`),
  }),

  /** Neither what ran before nor what was sent. */
  other: (
    move: Move,
    running: { readonly version: string; readonly buildId: string; readonly committed: boolean },
  ): StateWords => ({
    title: `Another firmware · ${begin(move.device)}`,
    tag: { tone: 'stop', mark: 'stop', text: 'Another firmware runs' },
    headline:
      running.version === move.to
        ? `${begin(move.device)} runs another build of ${move.to}`
        : `${begin(move.device)} runs ${outside(running.version)}`,
    lead: `Its build ${outside(running.buildId)} is neither what ran before nor what was sent.`,
    safety: {
      tone: 'care',
      strong: 'It runs.',
      text: running.committed
        ? 'It says it is committed. Find out which firmware it should run.'
        : 'It says it is on trial. Find out which firmware it should run.',
    },
    heard: now(
      `${begin(move.device)} runs another firmware, ${outside(running.version)}, than the one that was sent.`,
    ),
  }),

  /** It answers, and did not do what it was told. */
  unclear: (move: Move, what: FailureWords): StateWords => ({
    title: `Not finished · ${begin(move.device)}`,
    tag: { tone: 'hold', mark: 'hold', text: 'Not finished' },
    headline: what.headline,
    lead: what.next,
    safety: {
      tone: 'guard',
      strong: 'Nothing is lost.',
      text: what.safety ?? `What is not kept returns to ${move.from} by itself.`,
    },
    heard: now(what.headline),
  }),
} as const;
