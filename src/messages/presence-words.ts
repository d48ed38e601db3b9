/** A device that answered before and does not now, while nothing is sent to it: what is seen, and what brings it back. */
import type { BootSafety } from '../contracts/boot-safety.ts';
import type { Failure } from '../contracts/failure.ts';
import { failureWords } from './failures.ts';
import type { FailureWords } from './failure-shape.ts';
import { linkNames } from './link-names.ts';
import { ofReturn, safe } from './safety-words.ts';
import type { StateWords } from './state-shape.ts';

export interface AwayDevice {
  readonly device: string;
  /** What it ran when it last answered. */
  readonly version: string;
  /** That firmware was on trial. */
  readonly isOnTrial: boolean;
  readonly safety: BootSafety;
}

const begin = (name: string): string => name.replace(/^the /, 'The ');

/** Nothing is under way: the device does what it does. */
function safetyOf({ version, isOnTrial, safety }: AwayDevice): StateWords['safety'] {
  if (!isOnTrial) return safe(`Nothing is being sent. It ran ${version} when it last answered.`);
  return {
    tone: 'guard',
    strong: 'Not kept yet:',
    text: `${version} was on trial when it last answered. If nobody keeps it, the device returns to the firmware before it. ${ofReturn(safety)}`,
  };
}

interface GoneWords {
  readonly tag: string;
  readonly headline: string;
  readonly next: string;
}

/** Only what the failure says; where it says no more than that the link is over, no more is told. */
function goneWords(device: string, failure: Failure): GoneWords {
  const name = begin(device);
  if (failure.code === 'device/other-device')
    return {
      tag: 'Other device',
      headline: `Another device answers here: ${failure.facts.found}`,
      next: `Connect ${device} again. To use the other device, press Disconnect and choose it.`,
    };
  if (failure.code === 'link/refused') {
    if (failure.facts.detail === 'unplugged') return unplugged(name);
    if (failure.facts.detail === 'no power') return noPower(name);
    return noAnswer(name);
  }
  if (failure.code === 'link/lost')
    return linkNames(failure.facts.kind).loss === 'cable'
      ? unplugged(name)
      : {
          tag: 'Connection lost',
          headline: `${name}: connection lost`,
          next: 'It is looked for and found again by itself.',
        };
  if (failure.code === 'link/no-answer' || failure.code === 'rpc/timeout') return noAnswer(name);
  const { headline, next } = failureWords(failure);
  return { tag: 'Not connected', headline, next: next ?? 'It is looked for by itself.' };
}

const unplugged = (name: string): GoneWords => ({
  tag: 'Unplugged',
  headline: `${name} is unplugged`,
  next: 'Plug it in again: it is found by itself.',
});

const noPower = (name: string): GoneWords => ({
  tag: 'No power',
  headline: `${name} has no power`,
  next: 'Start it again: it is found by itself.',
});

const noAnswer = (name: string): GoneWords => ({
  tag: 'No answer',
  headline: `${name} does not answer`,
  next: 'See that it is on. It is asked again by itself.',
});

/** The practice device's cable and power are seen, not guessed; a serial port that is out is, too. */
const isSeen = (failure: Failure): boolean =>
  failure.code === 'link/refused' &&
  (failure.facts.detail === 'unplugged' || failure.facts.detail === 'no power');

const ONLY_SILENCE: readonly Failure['code'][] = [
  'link/refused',
  'link/lost',
  'rpc/timeout',
  'link/no-answer',
];

export const presenceWords = {
  silent: (away: AwayDevice): StateWords => ({
    title: `No answer · ${begin(away.device)}`,
    tag: { tone: 'hold', mark: 'hold', text: 'No answer' },
    headline: `${begin(away.device)} does not answer`,
    lead: 'See that it is on. It is asked every few seconds; Update is off until it answers.',
    safety: safetyOf(away),
    heard: { text: `${begin(away.device)} does not answer. Nothing is being sent.`, urgent: true },
  }),

  gone: (away: AwayDevice, failure: Failure): StateWords => {
    const { tag, headline, next } = goneWords(away.device, failure);
    return {
      title: `${tag} · ${begin(away.device)}`,
      tag: { tone: 'hold', mark: 'hold', text: tag },
      headline,
      lead: next,
      safety: safetyOf(away),
      heard: { text: `${headline.replace(/\.$/, '')}. Nothing is being sent.`, urgent: true },
    };
  },

  /** What a failure to connect tells; null: no more than that nothing answered. */
  known: (failure: Failure, device: string): Pick<FailureWords, 'headline' | 'next'> | null => {
    if (isSeen(failure)) return goneWords(device, failure);
    return ONLY_SILENCE.includes(failure.code) ? null : failureWords(failure);
  },

  /** Under a result: it is what the device said last, and it does not answer now. */
  sinceResult: (device: string, failure: Failure | null): string => {
    const { headline } =
      failure === null ? noAnswer(begin(device)) : goneWords(begin(device), failure);
    return `Now: ${headline.replace(/\.$/, '')}. This result is what it last reported.`;
  },

  /** Beside the tag; counts on. */
  since: (time: string): string => `No answer for ${time}`,
} as const;
