/** What the cards of an update draw, from the update as it is: words, stages, actions. Pure. */
import type { ExpectedTime } from '../../../contracts/expected-time.ts';
import type { Failure, FailureCode } from '../../../contracts/failure.ts';
import { endWords } from '../../../messages/result-words.ts';
import { failureWords, tryAgainHelps } from '../../../messages/failures.ts';
import { duration, wholePercent } from '../../../messages/numbers.ts';
import { screenWords } from '../../../messages/screen-words.ts';
import type { StateWords } from '../../../messages/text-shapes.ts';
import { stateWords } from '../../../messages/state-words.ts';
import type { UpdateResult } from '../../../workers/api.ts';
import type { ActionName } from '../../parts/shortcut-names.svelte.ts';
import type { ConnectionTraits } from '../../state/connection-method.ts';
import { erasingSince } from '../../state/writing.ts';
import { moveOfRun } from '../../state/move.ts';
import { isCancellable } from '../../state/run-moment.ts';
import type { FinishedRun, RunView } from '../../state/run-view.ts';
import { runningWords } from './running-words.ts';
import { finishedStages, runningStages } from './stage-row.ts';
import type { StageCell } from './stage-row.ts';

/** A button: what it is called and looks like. The card knows what it does. */
export interface RunAction<Command extends string> {
  readonly command: Command;
  readonly text: string;
  readonly kind?: 'primary' | 'danger' | 'plain';
  /** Where a key does the same. */
  readonly key?: ActionName;
  /** Why it cannot be pressed now. */
  readonly off?: string | null;
  /** It lets a person choose a file. */
  readonly picksFile?: true;
}

export interface RunShow<Command extends string> {
  /** Changes when the state does: what speaks. */
  readonly key: string;
  readonly words: StateWords;
  readonly stages: readonly StageCell[];
  /** In the order of the screen; none while there is nothing to decide. */
  readonly actions: readonly RunAction<Command>[];
}

export interface RunningShow extends RunShow<'pause' | 'cancel'> {
  /** Written, of all: 0 to 1. */
  readonly done: number;
  readonly percent: number;
  /** For how long the device has been erasing; null = it is not. */
  readonly erasingMs: number | null;
  /** Of the restart; null = nothing is usual. */
  readonly usual: ExpectedTime['restart'] | null;
}

/** Until the restart, as long as nothing is in its way. */
export function presentRunning(
  run: RunView,
  { now, ifLost }: { readonly now: number; readonly ifLost: ConnectionTraits['ifLost'] },
): RunningShow {
  const total = run.order.bundleBytes;
  const done = total === 0 ? 0 : run.acknowledgedBytes / total;
  const percent = wholePercent(done);
  // Of a device that fetches it nobody knows what it waits for.
  const isWritten = (run.order.delivery ?? 'write') === 'write';
  const since = isWritten ? erasingSince(run, now) : null;
  const erasingMs = since === null ? null : now - since;
  // Of a hurried practice device nobody knows.
  const usual = run.timeFactor === 1 ? (run.order.expected?.restart ?? null) : null;
  const isWriting = run.phase === 'writing';
  return {
    key: run.cancelling ? 'cancelling' : `${run.phase} ${isWriting ? run.pauses : ''}`,
    words: runningWords(run, { percent, erasingMs, ifLost, usual }),
    stages: runningStages(run, now),
    actions: isCancellable(run) ? runningActions(run) : [],
    ...{ done, percent, erasingMs, usual },
  };
}

function runningActions({ phase, pausing, order }: RunView): RunningShow['actions'] {
  const { buttons } = screenWords;
  const cancel = { command: 'cancel', text: buttons.cancel, kind: 'danger' } as const;
  if (phase !== 'writing' || (order.delivery ?? 'write') !== 'write') return [cancel];
  const off = pausing ? buttons.pausing : null;
  return [{ command: 'pause', text: buttons.pause, key: 'pause', off }, cancel];
}

export interface FinishedShow extends RunShow<
  'next-device' | 'finish' | 'leave-result' | 'choose-file'
> {
  /** What stopped it, with its details; null = nothing did. */
  readonly failure: Failure | null;
}

export function presentFinished(finished: FinishedRun): FinishedShow {
  const { result } = finished;
  const failure = stoppedBy(result);
  return {
    key: `finished ${result.result}`,
    words: finishedWords(finished),
    stages: finishedStages(finished),
    actions: finishedActions(finished, failure),
    failure,
  };
}

const stoppedBy = (result: UpdateResult): Failure | null =>
  result.result === 'failed' || result.result === 'refused' || result.result === 'unknown'
    ? result.failure
    : null;

/** What became of the device is not known, but not because it could not be reached. */
const IN_REACH: readonly FailureCode[] = [
  'update/not-restarted',
  'update/taken-over',
  'worker/died',
];

function finishedWords({ run, result, endedAt, endedWallMs }: FinishedRun): StateWords {
  const move = moveOfRun(run);
  switch (result.result) {
    case 'committed':
      return stateWords.done(move, duration(endedAt - run.startedAt), endedWallMs);
    case 'uncommitted':
      return result.failure === undefined
        ? stateWords.unkept(move.device, move.to, move.safety)
        : endWords.unclear(move, failureWords(result.failure));
    case 'reverted': {
      const { cause, running } = result;
      const { committed } = running;
      return endWords.wentBack(move, { cause, committed, atMs: endedWallMs });
    }
    case 'other':
      return endWords.other(move, result.running);
    case 'cancelled':
      return run.pause?.why === 'link-lost' || result.unanswered === true
        ? stateWords.cancelledUnheard(move)
        : stateWords.cancelled(move);
    case 'unknown':
      return IN_REACH.includes(result.failure.code)
        ? endWords.unclear(move, failureWords(result.failure))
        : stateWords.unknown(move);
    case 'failed':
    case 'refused':
      return result.failure.code === 'update/taken-over'
        ? endWords.unclear(move, failureWords(result.failure))
        : stateWords.stopped(move, failureWords(result.failure));
  }
}

function finishedActions(
  { run, result }: FinishedRun,
  failure: Failure | null,
): FinishedShow['actions'] {
  const { buttons } = screenWords;
  const next = { command: 'next-device', text: buttons.nextDevice } as const;
  if (result.result === 'committed')
    return [
      { ...next, kind: 'primary' },
      { command: 'finish', text: buttons.finish },
    ];
  if (failure !== null && !tryAgainHelps(failure))
    return [{ command: 'choose-file', text: buttons.chooseOther, picksFile: true }, next];
  const text = againText(result.result, moveOfRun(run).to);
  return [{ command: 'leave-result', text, kind: 'primary' }, next];
}

function againText(result: Exclude<UpdateResult['result'], 'committed'>, version: string): string {
  const { buttons } = screenWords;
  switch (result) {
    case 'reverted':
      return buttons.tryAgain(version);
    case 'uncommitted':
    case 'other':
      return buttons.askAgain;
    case 'unknown':
      return buttons.find;
    case 'cancelled':
    case 'failed':
    case 'refused':
      return buttons.again;
  }
}
