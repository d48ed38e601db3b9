/** Words of the bench: several devices at once, a batch slot for each port. */
import type { BootSafety } from '../contracts/flash-picture.ts';
import english from './en/bench.ts';
import { textGroup, texts } from './locale.ts';
import { needsPower } from './state-words.ts';
import type { MarkShape, SafetyWords, Tone } from './text-shapes.ts';

const text = texts('bench', english);
const said = textGroup('bench', english, 'says');

/** What a card says: its tag, one sentence, and what to do with the device. */
export interface BatchSlotSays {
  readonly tag: { readonly tone: Tone; readonly mark: MarkShape; readonly text: string };
  readonly say: string;
  readonly act: string | null;
}

/** Versions of a batch slot's update, and what the boot loader of its device survives. */
export interface BatchSlotMove {
  readonly from: string;
  readonly to: string;
  readonly safety: BootSafety;
}

/** Of the devices under way while the bench is paused. */
export interface HeldCount {
  readonly paused: number;
  readonly pausing: number;
  /** Nothing of them is written any more. */
  readonly past: number;
}

export const batchWords = textGroup('bench', english, 'words');

type Said = ReturnType<(typeof said)['asking']>;

const says = (tone: Tone, mark: MarkShape, { tag, say, act = null }: Said): BatchSlotSays => ({
  tag: { tone, mark, text: tag },
  say,
  act,
});
const live = (words: Said): BatchSlotSays => says('live', 'live', words);
const hold = (words: Said): BatchSlotSays => says('hold', 'hold', words);
const stop = (words: Said): BatchSlotSays => says('stop', 'stop', words);
/** The bench is armed: what is plugged in starts by itself. */
const waits = (armed: boolean, words: Said): BatchSlotSays =>
  says(armed ? 'hold' : 'wait', 'wait', words);

const moveOf = ({ from, to, safety }: BatchSlotMove) => ({
  from,
  to,
  mayFreeze: !safety.goesBackFromHang,
});

/** The cards, by what a batch slot is in. */
export const batchSlotSays = {
  free: (armed: boolean) => waits(armed, said.free(armed)),
  unplug: (armed: boolean) => waits(armed, said.unplug(armed)),
  asking: () => live(said.asking()),
  ready: (from: string, to: string | null) => says('go', 'go', said.ready(from, to)),
  /** `held`: the bench is paused. */
  queued: (
    { from, to }: { readonly from: string | null; readonly to: string | null },
    of: { readonly place: number | null; readonly held: boolean },
  ) => says('wait', 'wait', said.queued({ from: from ?? '', to: to ?? '' }, of)),
  starting: (from: string, held: boolean) => live(said.starting(from, held)),
  pausing: (from: string, when: string) => hold(said.pausing(from, when)),
  /** `lead`: until when the device waits. */
  paused: (
    from: string,
    of: { readonly percent: number; readonly lead: string | null; readonly hasPort: boolean },
  ) => hold(said.paused(from, of)),
  writing: (from: string, of: { readonly rate: number | null; readonly leftMs: number | null }) =>
    live(said.writing(from, of)),
  lost: (from: string, leftMs: number) => hold(said.lost(from, leftMs)),
  /** After the restart: the device itself decides in the end. */
  lostLater: (move: BatchSlotMove) => hold(said.lostLater(moveOf(move))),
  /** On trial; `since` its last answer. */
  silent: (move: BatchSlotMove, since: string) => hold(said.silent(moveOf(move), since)),
  finishing: (from: string) => live(said.finishing(from)),
  restarting: (move: BatchSlotMove, usualMs: number | null) =>
    live(said.restarting(moveOf(move), { usualMs, needsPower: needsPower(move.safety) })),
  trial: (from: string, of: { readonly leftMs: number | null; readonly waitsFor: string | null }) =>
    live(said.trial(from, of)),
  keeping: (to: string) => live(said.keeping(to)),
  goingBack: (from: string) => says('hold', 'back', said.goingBack(from)),
  stopping: (from: string) => live(said.stopping(from)),

  passed: (to: string, tookMs: number | null) => says('go', 'go', said.passed(to, tookMs)),
  upToDate: (to: string) => says('go', 'go', said.upToDate(to)),
  wentBack: (from: string, to: string, why: string | null) =>
    says('hold', 'back', said.wentBack(from, to, why)),
  failed: (what: string, from: string | null, percent: number | null) =>
    stop(said.failed(what, from, percent)),
  refused: (what: string, from: string | null) => stop(said.refused(what, from)),
  unreached: (what: string) => stop(said.unreached(what)),
  unclear: (what: string) => stop(said.unclear(what)),
  unknown: (move: BatchSlotMove | null) => hold(said.unknown(move === null ? null : moveOf(move))),
  cancelled: (from: string | null) => says('wait', 'wait', said.cancelled(from)),
};

/** The bench is paused: what waits, and what cannot. */
export const heldWords = {
  get strong(): string {
    return text.held.strong;
  },
  text({ paused, pausing, past }: HeldCount): string {
    const { held } = text;
    return [
      ...(paused === 0 ? [] : [held.paused(paused)]),
      ...(pausing === 0 ? [] : [held.pausing(pausing)]),
      ...(past === 0 ? [] : [held.past(past)]),
      held.noOther,
    ].join(' ');
  },
};

/** `devices`: those in the batch slots. */
export const benchSafety = (devices: readonly BootSafety[]): SafetyWords =>
  devices.some(needsPower)
    ? { tone: 'care', ...text.safety.care }
    : { tone: 'safe', ...text.safety.safe };

/** How all batch slots are doing, when that changes. */
export function benchHeard(count: {
  readonly running: number;
  readonly queued: number;
  readonly held: boolean;
  readonly passed: number;
  readonly failed: number;
}): string {
  const { heard } = text;
  return heard.all([
    ...(count.held ? [heard.held] : []),
    ...(count.running > 0 ? [heard.running(count.running)] : []),
    ...(count.queued > 0 ? [heard.queued(count.queued)] : []),
    ...(count.passed > 0 ? [heard.passed(count.passed)] : []),
    ...(count.failed > 0 ? [heard.failed(count.failed)] : []),
  ]);
}

/** The list of results, on the screen and in the file. How a device ended, in one word for sorting: as the summary calls it. */
export const VERDICTS = textGroup('bench', english, 'verdicts');

export const batchResultWords = textGroup('bench', english, 'results');
