/**
 * What the Update screen says while it waits for a device: the update is paused or its link is lost, the device is
 * late after its restart, a firmware on trial or an idle device does not answer; and how the update goes on.
 */
import type { BootSafety } from '../contracts/flash-picture.ts';
import type { Failure } from '../contracts/failure.ts';
import { MANY_TRIES } from '../contracts/link.ts';
import english from './en/waiting.ts';
import { failureWords, linkNames } from './failures.ts';
import { texts } from './locale.ts';
import { timeOfDay } from './numbers.ts';
import { fullSentence, ofLateReturn, ofReturn, safe } from './state-words.ts';
import { heardPolitely, heardUrgently, HOLD } from './text-shapes.ts';
import type { FailureWords, Move, SafetyWords, StateWords } from './text-shapes.ts';

const pause = texts('pause', english.pause);
const goingOn = texts('goingOn', english.goingOn);
const presence = texts('presence', english.presence);

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

const wayBack = (cause: LossCause, tries: number): string =>
  pause.lost.wayBack[cause === 'reach' && tries >= MANY_TRIES ? 'closer' : cause];

/** Nothing goes on by itself where the only way back is another link. */
function goesOn(cause: LossCause, untilMs: number | null): readonly string[] {
  if (cause === 'wifi') return [];
  return [untilMs === null || cause === 'power' ? pause.lost.startsOver : pause.lost.goesOn];
}

export const pauseWords = {
  paused: (move: Move, { percent, untilMs }: PauseFacts): StateWords => {
    const said = pause.paused(move, percent, untilMs);
    return heardPolitely(said, HOLD, safe(said.safety));
  },

  lost: (move: Move, { percent, untilMs, tries = 0 }: PauseFacts, cause: LossCause): StateWords => {
    const { lost } = pause;
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
    return pause.until;
  },
  get stoppedWaiting(): string {
    return pause.stoppedWaiting;
  },
  get forgets(): string {
    return pause.forgets;
  },
  get gauge(): typeof pause.gauge {
    return pause.gauge;
  },
  get buttons(): typeof pause.buttons {
    return pause.buttons;
  },
  get question(): typeof pause.question {
    return pause.question;
  },
} as const;

/** The device had restarted, had given up when its time was over, or cannot say what it has. */
export type StartOverWhy = 'restarted' | 'gave-up' | 'unclear';

export const startedOver = (why: StartOverWhy): string => goingOn.startedOver[why];

/** `at`: bytes that the device has. */
export const wentOn = (at: number): string => (at === 0 ? goingOn.fromStart : goingOn.at(at));

export const smallerBlocks = (of: {
  readonly offset: number;
  readonly bytes: number;
  readonly losses: number;
}): string => goingOn.smallerBlocks(of);

export const wentOnHeard = (percent: number): string => goingOn.heard(percent);

/** A device that is late after its restart. */
export const LATE_WORDS = texts('late', english.late);

/** Nobody saw it since the restart: `leftMs` of its trial by our count, and when that is over. */
export function lateWords(
  move: Move,
  { leftMs, untilMs }: { readonly leftMs: number; readonly untilMs: number },
): StateWords {
  const end = ofLateReturn(move);
  const said = LATE_WORDS.state(move, leftMs, end);
  const heard = LATE_WORDS.heard(move.safety.isHardened ? LATE_WORDS.noHarm : end);
  return heardUrgently({ ...said, heard }, HOLD, {
    tone: 'guard',
    strong: said.strong,
    text: said.safety,
    moment: { at: timeOfDay(untilMs), after: said.after },
  });
}

/** A firmware is on trial, and its device does not answer: what is known, what it does meanwhile, what is held. */
export const LOST_TRIAL = texts('lostTrial', english.lostTrial);

export interface LostTrialFacts {
  readonly cause: LossCause;
  /** Wall clock at which it goes back by itself; null = it tells no limit. */
  readonly untilMs: number | null;
  /** It was told to keep the firmware or to go back, and did not answer. */
  readonly told: 'keep' | 'go-back' | null;
}

/** A restart takes back what was not kept, so a cut of its power does too. */
function trialSafety(move: Move, { cause, untilMs, told }: LostTrialFacts): SafetyWords {
  const end = ofReturn(move.safety);
  if (cause === 'power') {
    const text = LOST_TRIAL.afterPower(move.from, end);
    return { tone: 'guard', strong: LOST_TRIAL.nothingLost, text };
  }
  const maybeKept = told === 'keep';
  const strong = LOST_TRIAL.until;
  if (untilMs === null)
    return { tone: 'guard', strong, text: LOST_TRIAL.noTime(move, maybeKept, end) };
  const { text, after } = LOST_TRIAL.goesBack(move, maybeKept, end);
  return { tone: 'guard', strong, text, moment: { at: timeOfDay(untilMs), after } };
}

export function lostTrialWords(move: Move, facts: LostTrialFacts): StateWords {
  const { cause, told } = facts;
  const headline =
    told === null
      ? LOST_TRIAL.headlines[cause](move.to, move.device)
      : LOST_TRIAL.told[told](move.to);
  const title = LOST_TRIAL.title(move.device);
  const tag = told === null ? LOST_TRIAL.tag : LOST_TRIAL.tagTold;
  const heard = LOST_TRIAL.heard(fullSentence(headline));
  return heardUrgently({ title, tag, headline, heard }, HOLD, trialSafety(move, facts));
}

/** A device that answered before and does not now, while nothing is sent to it: what is seen, and what brings it back. */
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
  if (!isOnTrial) return safe(presence.safe(version));
  return {
    tone: 'guard',
    strong: presence.notKept,
    text: presence.onTrial(version, ofReturn(safety)),
  };
}

interface GoneWords {
  readonly tag: string;
  readonly headline: string;
  readonly next: string;
}

/** Only what the failure says; where it says no more than that the link is over, no more is told. */
function goneWords(device: string, failure: Failure): GoneWords {
  if (failure.code === 'device/other-device')
    return presence.otherDevice(device, failure.facts.found);
  if (failure.code === 'link/refused') {
    if (failure.facts.detail === 'unplugged') return presence.unplugged(device);
    if (failure.facts.detail === 'no power') return presence.noPower(device);
    return presence.noAnswer(device);
  }
  if (failure.code === 'link/lost')
    return linkNames(failure.facts.kind).loss === 'cable'
      ? presence.unplugged(device)
      : presence.linkLost(device);
  if (failure.code === 'link/no-answer' || failure.code === 'rpc/timeout')
    return presence.noAnswer(device);
  const { headline, next } = failureWords(failure);
  return { tag: presence.notConnected, headline, next: next ?? presence.lookedFor };
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
    awayWords(away, { ...presence.noAnswer(away.device), next: presence.askedOften }),

  gone: (away: AwayDevice, failure: Failure): StateWords =>
    awayWords(away, goneWords(away.device, failure)),

  /** What a failure to connect tells; null: no more than that nothing answered. */
  known: (failure: Failure, device: string): Pick<FailureWords, 'headline' | 'next'> | null => {
    if (isSeen(failure)) return goneWords(device, failure);
    return ONLY_SILENCE.includes(failure.code) ? null : failureWords(failure);
  },

  /** Under a result: it is what the device said last, and it does not answer now. */
  sinceResult: (device: string, failure: Failure | null): string => {
    const { headline } = failure === null ? presence.noAnswer(device) : goneWords(device, failure);
    return presence.sinceResult(fullSentence(headline));
  },

  /** Beside the tag; counts on. */
  since: (time: string): string => presence.since(time),
} as const;

function awayWords(away: AwayDevice, { tag, headline, next }: GoneWords): StateWords {
  const title = presence.title(tag, away.device);
  const heard = presence.heard(fullSentence(headline));
  return heardUrgently({ title, tag, headline, lead: next, heard }, HOLD, safetyOf(away));
}
