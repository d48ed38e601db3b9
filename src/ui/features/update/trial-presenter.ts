/** What the cards after the restart draw: of a firmware on trial, answering or not, and of a device that is late. Pure. */
import type { TrialDecision } from '../../../workers/api.ts';
import {
  lostTrialWords,
  LOST_TRIAL,
  pauseWords,
  LATE_WORDS,
  lateWords,
} from '../../../messages/waiting-words.ts';
import type { LossCause } from '../../../messages/waiting-words.ts';
import { screenWords } from '../../../messages/screen-words.ts';
import type { Move, StateWords } from '../../../messages/text-shapes.ts';
import { stateWords } from '../../../messages/state-words.ts';
import { RED_TRIAL, redTrialWords } from '../../../messages/result-words.ts';
import type { ConnectionMethod } from '../../state/connection-method.ts';
import { moveOfRun } from '../../state/move.ts';
import { trialLeftDeviceMs, trialLeftMs } from '../../state/run-view.ts';
import type { RunView } from '../../state/run-view.ts';
import type { TrialCheck } from '../../../messages/check-words.ts';
import { awayMs } from './loss-cause.ts';
import type { RunAction, RunShow } from './run-presenter.ts';
import { runningStages } from './stage-row.ts';

interface Clocks {
  readonly now: number;
  /** When it is so many milliseconds from now, in milliseconds since 1970. */
  readonly wallIn: (ms: number) => number;
}

/** null = the device does not tell. */
function trialEnd(run: RunView, { now, wallIn }: Clocks): number | null {
  const left = trialLeftMs(run, now);
  return left === null ? null : wallIn(left);
}

export interface TrialShow extends RunShow<TrialDecision | 'check-again' | 'keep-anyway'> {
  /** Of the trial, by the device's own clock; null = it does not tell. */
  readonly leftMs: number | null;
  /** It can be decided, and a check speaks against keeping it. */
  readonly isRed: boolean;
}

export function presentTrial(
  run: RunView,
  { checks, ...clocks }: Clocks & { readonly checks: readonly TrialCheck[] },
): TrialShow {
  const leftMs = trialLeftDeviceMs(run, clocks.now);
  const isOver = leftMs === 0;
  const failed = checks.filter((check) => check.failed !== null).length;
  const isOpen = run.decision === null && !isOver;
  const isRed = isOpen && failed > 0;
  const state = isOver ? 'over' : isRed ? 'red' : 'open';
  const move = moveOfRun(run);
  const isGuarded = run.order.isGuarded === true;
  const trial = { ms: leftMs, untilMs: trialEnd(run, clocks) };
  return {
    key: `trial ${run.decision ?? state}`,
    words: trialWords(move, { decision: run.decision, isOver, failed, trial, isGuarded }),
    stages: runningStages(run, clocks.now, isRed ? 'late' : 'here'),
    actions: isOpen ? trialActions(move, { isRed, isGuarded }) : [],
    leftMs,
    isRed,
  };
}

function trialWords(
  move: Move,
  {
    decision,
    isOver,
    failed,
    trial,
    isGuarded,
  }: {
    readonly decision: TrialDecision | null;
    readonly isOver: boolean;
    readonly failed: number;
    readonly trial: Parameters<typeof stateWords.trial>[1];
    readonly isGuarded: boolean;
  },
): StateWords {
  if (decision === 'keep') return stateWords.keeping(move);
  if (decision === 'go-back') return stateWords.revertingByHand(move);
  if (isOver) return stateWords.goingBack(move);
  if (failed > 0) return redTrialWords(stateWords.trial(move, trial), move, failed);
  return isGuarded ? stateWords.guardedTrial(move) : stateWords.trial(move, trial);
}

/** A firmware that is kept by its checks alone is never kept beside one that has not passed. */
function trialActions(
  { from, to }: Move,
  { isRed, isGuarded }: { readonly isRed: boolean; readonly isGuarded: boolean },
): TrialShow['actions'] {
  const { buttons } = screenWords;
  const goBack = { command: 'go-back', text: buttons.goBack(from), key: 'go-back' } as const;
  if (!isRed && isGuarded) return [goBack];
  if (!isRed)
    return [{ command: 'keep', text: buttons.keep(to), key: 'keep', kind: 'primary' }, goBack];
  return [
    { ...goBack, kind: 'primary' },
    { command: 'check-again', text: RED_TRIAL.checkAgain },
    ...(isGuarded
      ? []
      : [{ command: 'keep-anyway', text: RED_TRIAL.keepAnyway, kind: 'plain' } as const]),
  ];
}

/** What a person can do towards a device that does not answer. */
interface Reach {
  /** What this page took from the device itself and can give back; null = nothing. */
  readonly missing: 'cable' | 'power' | null;
  /** What the browser asks for when the place is chosen anew; null = it cannot be. */
  readonly choice: 'port' | 'device' | null;
}

export type ReachCommand = 'give-back' | 'choose-again' | 'stop';

/** What is chosen when a person chooses the place of this way anew. */
export const choiceWith = ({
  chooseAgain,
  traits,
}: Pick<ConnectionMethod, 'chooseAgain' | 'traits'>): Reach['choice'] =>
  chooseAgain === undefined ? null : traits.overAir ? 'device' : 'port';

function reachActions(
  { missing, choice }: Reach,
  stop: string,
): readonly RunAction<ReachCommand>[] {
  const end = { command: 'stop', text: stop } as const;
  if (missing !== null) {
    const text = missing === 'power' ? pauseWords.buttons.start : pauseWords.buttons.plugBack;
    return [{ command: 'give-back', text, kind: 'primary' }, end];
  }
  if (choice === null) return [end];
  const text = choice === 'device' ? LATE_WORDS.chooseDevice : LATE_WORDS.choosePort;
  return [{ command: 'choose-again', text, kind: 'primary' }, end];
}

export interface LostTrialShow extends RunShow<ReachCommand> {
  readonly leftMs: number | null;
}

/** A firmware is on trial and does not answer. */
export function presentLostTrial(
  run: RunView,
  { cause, missing, choice, ...clocks }: Clocks & Reach & { readonly cause: LossCause },
): LostTrialShow {
  const untilMs = trialEnd(run, clocks);
  return {
    key: `trial lost ${cause} ${run.decision ?? ''}`,
    words: lostTrialWords(moveOfRun(run), { cause, untilMs, told: run.decision }),
    stages: runningStages(run, clocks.now, 'late'),
    actions: reachActions({ missing, choice }, LOST_TRIAL.stop),
    leftMs: trialLeftDeviceMs(run, clocks.now),
  };
}

export interface LateShow extends RunShow<ReachCommand> {
  readonly awayMs: number;
  /** Of the longest trial: 0 to 1. */
  readonly share: number;
}

/** The device is away longer than it usually is. */
export function presentLate(
  run: RunView,
  { now, wallIn, choice }: Clocks & Pick<Reach, 'choice'>,
): LateShow {
  const away = awayMs(run, now) ?? 0;
  const trialMs = run.order.commitTimeoutMs;
  const leftMs = Math.max(0, trialMs - away);
  return {
    key: 'late',
    words: lateWords(moveOfRun(run), { leftMs, untilMs: wallIn(leftMs) }),
    stages: runningStages(run, now, 'late'),
    actions: reachActions({ missing: null, choice }, LATE_WORDS.stop),
    awayMs: away,
    share: Math.min(1, away / trialMs),
  };
}
