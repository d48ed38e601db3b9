/** A device that answered before and does not now, while nothing is sent to it: what is seen, and what brings it back. */
import type { BootSafety } from '../contracts/flash-picture.ts';
import type { Failure } from '../contracts/failure.ts';
import english from './en/result.ts';
import { failureWords } from './failures.ts';
import type { FailureWords } from './failure-shape.ts';
import { linkNames } from './link-names.ts';
import { texts } from './locale.ts';
import { ofReturn, safe } from './safety-words.ts';
import { fullSentence } from './sentence-start.ts';
import { heardUrgently, HOLD } from './state-shape.ts';
import type { StateWords } from './state-shape.ts';

const text = texts('presence', english.presence);

export interface AwayDevice {
  readonly device: string;
  /** What it ran when it last answered. */
  readonly version: string;
  /** That firmware was on trial. */
  readonly isOnTrial: boolean;
  readonly safety: BootSafety;
}

/** Nothing is under way: the device does what it does. */
function safetyOf({ version, isOnTrial, safety }: AwayDevice): StateWords['safety'] {
  if (!isOnTrial) return safe(text.safe(version));
  return {
    tone: 'guard',
    strong: text.notKept,
    text: text.onTrial(version, ofReturn(safety)),
  };
}

interface GoneWords {
  readonly tag: string;
  readonly headline: string;
  readonly next: string;
}

/** Only what the failure says; where it says no more than that the link is over, no more is told. */
function goneWords(device: string, failure: Failure): GoneWords {
  if (failure.code === 'device/other-device') return text.otherDevice(device, failure.facts.found);
  if (failure.code === 'link/refused') {
    if (failure.facts.detail === 'unplugged') return text.unplugged(device);
    if (failure.facts.detail === 'no power') return text.noPower(device);
    return text.noAnswer(device);
  }
  if (failure.code === 'link/lost')
    return linkNames(failure.facts.kind).loss === 'cable'
      ? text.unplugged(device)
      : text.linkLost(device);
  if (failure.code === 'link/no-answer' || failure.code === 'rpc/timeout')
    return text.noAnswer(device);
  const { headline, next } = failureWords(failure);
  return { tag: text.notConnected, headline, next: next ?? text.lookedFor };
}

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
  silent: (away: AwayDevice): StateWords =>
    awayWords(away, { ...text.noAnswer(away.device), next: text.askedOften }),

  gone: (away: AwayDevice, failure: Failure): StateWords =>
    awayWords(away, goneWords(away.device, failure)),

  /** What a failure to connect tells; null: no more than that nothing answered. */
  known: (failure: Failure, device: string): Pick<FailureWords, 'headline' | 'next'> | null => {
    if (isSeen(failure)) return goneWords(device, failure);
    return ONLY_SILENCE.includes(failure.code) ? null : failureWords(failure);
  },

  /** Under a result: it is what the device said last, and it does not answer now. */
  sinceResult: (device: string, failure: Failure | null): string => {
    const { headline } = failure === null ? text.noAnswer(device) : goneWords(device, failure);
    return text.sinceResult(fullSentence(headline));
  },

  /** Beside the tag; counts on. */
  since: (time: string): string => text.since(time),
} as const;

function awayWords(away: AwayDevice, { tag, headline, next }: GoneWords): StateWords {
  const title = text.title(tag, away.device);
  const heard = text.heard(fullSentence(headline));
  return heardUrgently({ title, tag, headline, lead: next, heard }, HOLD, safetyOf(away));
}
