/**
 * What the Update screen says in each of its states: what happens, whether the device is safe, and
 * what a screen reader hears. One function per state, fed with the facts it needs.
 */
import type { BootSafety } from '../contracts/flash-picture.ts';
import type { ExpectedTime } from '../contracts/expected-time.ts';
import english from './en/state.ts';
import { expectedLead, usualRestart } from './expected-words.ts';
import type { FailureWords } from './failure-shape.ts';
import { texts } from './locale.ts';
import { timeOfDay } from './numbers.ts';
import { ofReturn, safe, safetyWords } from './safety-words.ts';
import { fullSentence } from './sentence-start.ts';
import { BACK, GO, heardPolitely, heardUrgently, HOLD, LIVE, STOP, WAIT } from './state-shape.ts';
import type { Move, SafetyWords, StateWords } from './state-shape.ts';

type What = Pick<FailureWords, 'headline' | 'next'>;

const text = texts('state', english.state);

/** What happens to its link if it is lost. */
type IfLost = 'cable' | 'radio' | 'network';

export const stateWords = {
  fileOnly: (version: string): StateWords => {
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

  starting: (move: Move): StateWords => {
    const said = text.starting(move);
    return heardPolitely(said, LIVE, safe(said.safety));
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
