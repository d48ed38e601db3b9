/**
 * What the Update screen says in each of its states: what happens, whether the device is safe, and
 * what a screen reader hears. One function per state, fed with the facts it needs.
 *
 * Nothing is promised of a restart that the boot loader of this device does not keep: what is hardened against
 * every power cut has one sentence per state, any other says what it does not survive.
 */
import type { BootSafety } from '../contracts/flash-picture.ts';
import type { ExpectedTime, TimeRange } from '../contracts/expected-time.ts';
import type { FailureWords, Move, SafetyWords, StateWords } from './text-shapes.ts';
import grammarEnglish from './en/grammar.ts';
import stateEnglish from './en/state.ts';
import { linkNames } from './failures.ts';
import { texts } from './locale.ts';
import { timeOfDay } from './numbers.ts';
import { BACK, GO, heardPolitely, heardUrgently, HOLD, LIVE, STOP, WAIT } from './text-shapes.ts';

const text = texts('state', stateEnglish.state);
const nextDevice = texts('nextDevice', stateEnglish.nextDevice);
const safetyTexts = texts('safety', stateEnglish.safety);
const times = texts('expected', grammarEnglish.expected);

type What = Pick<FailureWords, 'headline' | 'next'>;

/** What happens to its link if it is lost. */
type IfLost = 'cable' | 'radio' | 'network';

export const stateWords = {
  /** `isBroken`: there is a signature, and it is not valid. */
  fileOnly: (version: string, isBroken = false): StateWords => {
    if (isBroken) {
      const said = text.brokenFileOnly(version);
      return heardUrgently(said, HOLD, safe(said.safety));
    }
    const said = text.fileOnly(version);
    return heardPolitely(said, GO, safe(said.safety));
  },

  /** `isKept`: the device says that what runs is no trial. */
  deviceOnly: (device: string, version: string, isKept: boolean): StateWords => {
    const said = text.deviceOnly(device, version, isKept);
    return heardPolitely(said, GO, safe(said.safety));
  },

  connecting: (device: string): StateWords => {
    const said = text.connecting(device);
    return heardPolitely(said, LIVE, safe(said.safety));
  },

  /** `known`: the words of a failure that tells more than that nothing answered; null = it does not. */
  unreachable: (device: string, known: What | null): StateWords => {
    if (known === null) {
      const said = text.noAnswer(device);
      return heardUrgently(said, HOLD, safe(said.safety));
    }
    const said = text.notConnected(device, fullSentence(known.headline));
    return heardUrgently(withWhat(said, known), HOLD, safe(said.safety));
  },

  /** It answers, but not so that it can be updated: asking again does not change that. */
  answersOtherwise: (device: string, what: What): StateWords => {
    const said = text.answersOtherwise(device, what.headline);
    return heardUrgently(withWhat(said, what), STOP, safe(said.safety));
  },

  /** `expected` null: nothing is known of the link. */
  ready: (move: Move, expected: ExpectedTime | null = null): StateWords => {
    const said = text.ready(move);
    const lead = expected === null ? said.lead : expectedLead(expected);
    return heardPolitely({ ...said, lead }, GO, safetyWords('ready', move));
  },

  toDecide: (move: Move, findings: number): StateWords => {
    const said = text.toDecide(move, findings);
    return heardPolitely(said, HOLD, safe(said.safety));
  },

  /** The file itself is not sound: no device is needed to say so. */
  refusedFile: (fileName: string, what: What): StateWords => {
    const said = text.refusedFile(fileName, what.headline);
    return heardUrgently(withWhat(said, what), STOP, safe(said.safety));
  },

  blocked: (move: Move, what: What): StateWords => {
    const said = text.blocked(move, what.headline);
    return heardUrgently(withWhat(said, what), STOP, safe(said.safety));
  },

  sameVersion: (move: Move): StateWords => {
    const said = text.sameVersion(move);
    return heardPolitely(said, GO, safe(said.safety));
  },

  unkept: (device: string, version: string, safety: BootSafety): StateWords =>
    heardUrgently(
      text.unkept(device, version),
      LIVE,
      ifNobodyActs({ text: text.goesBack(ofReturn(safety)) }),
    ),

  /** The line of safety under it, where the device tells when. `atMs`: wall clock. */
  unkeptUntil: (safety: BootSafety, atMs: number): SafetyWords =>
    ifNobodyActs(at(atMs, text.goesBackAt(ofReturn(safety)))),

  busy: (device: string, percent: number): StateWords => {
    const said = text.busy(device, percent);
    return heardUrgently(said, HOLD, safe(said.safety));
  },

  /** `reading`: of its settings and files, how much of how much. */
  starting: (move: Move, reading?: readonly [string, string]): StateWords => {
    const said = text.starting(move);
    const words = heardPolitely(said, LIVE, safe(said.safety));
    return reading === undefined ? words : { ...words, lead: text.reading(...reading) };
  },

  preparing: (move: Move): StateWords => {
    const said = text.preparing(move);
    return heardPolitely(said, LIVE, safe(said.safety));
  },

  writing: (move: Move, percent: number, link: IfLost = 'cable'): StateWords => {
    const said = text.writing(move, percent, link);
    return heardPolitely(said, LIVE, safe(said.safety));
  },

  /** Nothing is confirmed while the device makes room; it says nothing of it. */
  erasing: (move: Move, link: IfLost = 'cable'): StateWords => {
    const writing = text.writing(move, 0, link);
    return heardPolitely({ ...writing, ...text.erasing(move) }, LIVE, safe(writing.safety));
  },

  /** No device erases for so long as a rule: it may, or it may have lost its power. */
  erasingLate: (move: Move): StateWords => {
    const said = text.erasingLate(move);
    return heardPolitely(said, HOLD, safe(said.safety));
  },

  finishing: (move: Move): StateWords =>
    heardPolitely(text.finishing(move), LIVE, safetyWords('finishing', move)),

  restarting: (move: Move, restart: ExpectedTime['restart'] | null = null): StateWords => {
    const said = text.restarting(move, restart === null ? null : usualRestart(restart));
    return heardPolitely(said, LIVE, safetyWords('restarting', move));
  },

  verifying: (move: Move): StateWords =>
    heardPolitely(text.verifying(move), LIVE, safetyWords('verifying', move)),

  trial: (
    move: Move,
    left: { readonly ms: number | null; readonly untilMs: number | null },
  ): StateWords => {
    const end = ofReturn(move.safety);
    const goesBack =
      left.untilMs === null
        ? { text: text.goesBackTo(move.from, end) }
        : at(left.untilMs, text.goesBackToAt(move.from, end));
    return heardUrgently(text.trial(move, left.ms), LIVE, ifNobodyActs(goesBack));
  },

  /** Nobody is asked: its checks decide. */
  guardedTrial: (move: Move): StateWords => {
    const said = text.guardedTrial(move);
    return heardUrgently(said, LIVE, ifNobodyActs({ text: said.nobody }));
  },

  /** The time to keep it ran out by our count; the device was not seen yet. */
  goingBack: (move: Move): StateWords =>
    heardUrgently(text.goingBack(move), BACK, safetyWords('going-back', move)),

  keeping: (move: Move): StateWords =>
    heardPolitely(text.keeping(move), LIVE, safetyWords('keeping', move)),

  revertingByHand: (move: Move): StateWords =>
    heardPolitely(text.revertingByHand(move), BACK, safetyWords('going-back-by-hand', move)),

  cancelling: (move: Move): StateWords => {
    const said = text.cancelling(move);
    return heardPolitely(said, HOLD, safe(said.safety));
  },

  done: (move: Move, took: string, atMs: number): StateWords => {
    const said = text.done(move, took, atMs);
    return heardUrgently(said, GO, safe(said.safety));
  },

  stopped: (move: Move, what: What): StateWords => {
    const said = text.stopped(move, what.headline);
    return heardUrgently(withWhat(said, what), STOP, safe(said.safety));
  },

  unknown: (move: Move): StateWords =>
    heardUrgently(text.unknown(move), HOLD, safetyWords('unknown', move)),

  /** The device could not be told, or did not answer. */
  cancelledUnheard: (move: Move): StateWords => cancelledWords(move, false),

  cancelled: (move: Move): StateWords => cancelledWords(move, true),
} as const;

function cancelledWords(move: Move, wasHeard: boolean): StateWords {
  const said = text.cancelled(move, wasHeard);
  return heardPolitely(said, WAIT, safe(said.safety));
}

/** The headline and what to do come with what happened. */
const withWhat = <Said extends object>(said: Said, { headline, next }: What) => ({
  ...said,
  headline,
  lead: next,
});

const ifNobodyActs = (goesBack: Pick<SafetyWords, 'text' | 'moment'>): SafetyWords => ({
  tone: 'guard',
  strong: text.ifNobodyActs,
  ...goesBack,
});

/** A sentence with a time of the wall clock in it. */
const at = (
  atMs: number,
  sentence: { readonly text: string; readonly after: string },
): Pick<SafetyWords, 'text' | 'moment'> => ({
  text: sentence.text,
  moment: { at: timeOfDay(atMs), after: sentence.after },
});

/** Several devices one after the other with one file. */
export const nextDeviceWords = {
  get remove(): string {
    return nextDevice.remove;
  },
  /** In a list of what can be chosen. */
  get sameHint(): string {
    return nextDevice.sameHint;
  },

  /** `last`: the device before, in the middle of a sentence. */
  choose: (version: string, last: string): StateWords => {
    const said = nextDevice.choose(version, last);
    return heardPolitely(said, GO, safe(said.safety));
  },
} as const;

/** The same state, where the device that was chosen is the one before. */
export function withSameDevice(words: StateWords, isPrevious: boolean): StateWords {
  if (!isPrevious) return words;
  const { same } = nextDevice;
  const { lead, heard } = words;
  return {
    ...words,
    lead: lead === null ? same : `${same} ${lead}`,
    heard: heard === null ? null : { ...heard, text: `${same} ${heard.text}` },
  };
}

/** From the last question before an update to its end, where the boot loader counts. */
export type RestartStep =
  | 'ready'
  | 'finishing'
  | 'restarting'
  | 'verifying'
  | 'keeping'
  | 'going-back'
  | 'going-back-by-hand'
  | 'unknown';

export const keepPower = (): string => safetyTexts.keepPower;

/** A power cut at the restart may cost the device its boot state or an image that is being moved. */
export const needsPower = ({ isHardened, movesImages, recordSurvivesCut }: BootSafety): boolean =>
  !isHardened && (movesImages || !recordSurvivesCut);

export const safe = (text: string): SafetyWords => ({
  tone: 'safe',
  strong: safetyTexts.safe,
  text,
});

const care = (strong: string, text: string): SafetyWords => ({ tone: 'care', strong, text });

/** The safety line of a state in which the boot loader counts. */
export function safetyWords(step: RestartStep, move: Move): SafetyWords {
  const { safety } = move;
  if (step === 'ready') return readyWords(move);
  if (step === 'unknown') return unknownWords(move);
  const text = step === 'restarting' ? safetyTexts.restarting(move) : safetyTexts.steps[step](move);
  return needsPower(safety) ? care(safetyTexts.keepPower, text) : safe(text);
}

function readyWords(move: Move): SafetyWords {
  const power = needsPower(move.safety);
  if (move.safety.goesBackFromHang && !power) return safe(safetyTexts.readyWithSlots(move));
  return { tone: 'safe', strong: safetyTexts.untilRestart, text: safetyTexts.ready(move, power) };
}

function unknownWords(move: Move): SafetyWords {
  const text = safetyTexts.unknown(move);
  if (!move.safety.goesBackFromHang) return care(safetyTexts.mayNeedCable, text);
  return needsPower(move.safety) ? care(safetyTexts.keepPower, text) : safe(text);
}

/** How the sentence about a trial that runs out ends. */
export const ofReturn = (safety: BootSafety): string =>
  needsPower(safety) ? safetyTexts.keepPower : safetyTexts.thatIsSafe;

/** The same of a device that was not seen since its restart. */
export function ofLateReturn({ safety, to }: Pick<Move, 'safety' | 'to'>): string {
  if (safety.isHardened) return safetyTexts.nothingHarms;
  const hang = safety.goesBackFromHang ? [] : [safetyTexts.notFromHang(to)];
  return [...hang, ...(needsPower(safety) ? [safetyTexts.keepPower] : [])].join(' ');
}

/** How long an update and its restart will take are estimates, said as such. Under this, seconds are counted, in steps of 5. */
const SECONDS_UNTIL_MS = 90_000;
const STEP_SECONDS = 5;
const FEW_MS = 10_000;

/** `about 2 minutes`, `2 to 4 minutes`, `10 to 60 seconds`, `a few seconds`. */
export function aboutTime({ fromMs, toMs }: TimeRange): string {
  if (toMs < FEW_MS) return times.few;
  if (toMs < SECONDS_UNTIL_MS)
    return counted('seconds', inSteps(fromMs / 1_000), inSteps(toMs / 1_000));
  const minutes = (ms: number): number => Math.max(1, Math.round(ms / 60_000));
  return counted('minutes', minutes(fromMs), minutes(toMs));
}

/** As it was measured, every second: `9 seconds`, `8 to 11 seconds`. */
function measuredTime({ fromMs, toMs }: TimeRange): string {
  const seconds = (ms: number): number => Math.max(1, Math.round(ms / 1_000));
  const [from, to] = [seconds(fromMs), seconds(toMs)];
  return from === to ? times.exactly(to) : times.range.seconds(from, to);
}

const inSteps = (seconds: number): number =>
  Math.max(STEP_SECONDS, Math.round(seconds / STEP_SECONDS) * STEP_SECONDS);

const counted = (unit: 'seconds' | 'minutes', from: number, to: number): string =>
  from < to ? times.range[unit](from, to) : times.about[unit](to);

/** `2 to 4 minutes over this cable`. */
export const wholeTime = ({ whole, link }: ExpectedTime): string =>
  times.whole(aboutTime(whole), linkNames(link).over);

/** How long the restart usually takes, and how that is known: the end of a sentence. */
export const usualRestart = (restart: ExpectedTime['restart']): string =>
  times.restart[restart.measured](
    restart.measured === 'none' ? aboutTime(restart) : measuredTime(restart),
  );

/** Before the update: the whole of it, and what the device does meanwhile. */
export const expectedLead = (expected: ExpectedTime): string =>
  times.lead(wholeTime(expected), usualRestart(expected.restart));

/** What may end with a full stop, or not, as a sentence before another one. */
export const fullSentence = (text: string): string => `${text.replace(/\.$/, '')}.`;
