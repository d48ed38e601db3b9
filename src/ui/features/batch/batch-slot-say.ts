/** What the card of a batch slot shows, from the state it is in. Pure. */
import { failureWords } from '../../../messages/failures.ts';
import { batchSlotSays, batchWords as words } from '../../../messages/batch-words.ts';
import type { BatchSlotSays } from '../../../messages/batch-words.ts';
import { elapsed, wholePercent } from '../../../messages/numbers.ts';
import { outside } from '../../../messages/outside-text.ts';
import type { NamedFirmware } from '../../../messages/firmware-names.ts';
import { pauseWords } from '../../../messages/waiting-words.ts';
import { screenWords } from '../../../messages/screen-words.ts';
import { momentOfRun } from '../../state/run-moment.ts';
import { speedOf, timeLeftOf } from '../../state/writing.ts';
import {
  pauseLeftMs,
  STAGE_OF_RESTART,
  STAGE_OF_WRITE,
  stageOf,
  trialLeftMs,
} from '../../state/run-view.ts';
import type { DeviceReport } from '../../../workers/api.ts';
import type { RunView } from '../../state/run-view.ts';
import { moveOfRun } from '../../state/move.ts';
import type { TrialCheck } from '../../../messages/check-words.ts';
import { canTryAgain, isUpToDate, namesOnSlot } from './batch-slot-state.ts';
import type { BatchSlotEnd, BatchSlotOver, BatchSlotState } from './batch-slot-state.ts';

export interface BatchSlotFacts {
  readonly state: BatchSlotState;
  readonly checks: readonly TrialCheck[];
  readonly hasPort: boolean;
  readonly armed: boolean;
  /** What the chosen file holds; null = none is chosen. */
  readonly to: NamedFirmware | null;
  /** In the line of those that wait for their turn, from 1; null = it does not wait. */
  readonly place: number | null;
  /** The bench is paused. */
  readonly held: boolean;
  /** Nothing is started now. */
  readonly blocked: boolean;
  readonly now: number;
  /** When it is so many milliseconds from now, in milliseconds since 1970. */
  readonly wallIn: (ms: number) => number;
  /** Of the writing, steadied; null = not known yet. */
  readonly leftMs: number | null;
  /** Of such a device; null = not known yet. */
  readonly usualRestartMs: number | null;
}

/** `level` 0 to 1; `guard`: the way back is open, not a share of work. */
export interface BatchSlotBar {
  readonly look: 'run' | 'guard' | 'still';
  readonly level: number;
  readonly text: string;
}

export type BatchSlotCommand = 'start' | 'take-off' | 'cancel' | 'next' | 'rewrite' | 'retry';

/** A button. The card knows what it does. */
export interface BatchSlotAction {
  readonly command: BatchSlotCommand;
  readonly text: string;
  /** Not what is usually done next. */
  readonly look: 'plain' | null;
}

export interface BatchSlotShow extends BatchSlotSays {
  /** Colour and edge of the card. */
  readonly look: 'free' | 'calm' | 'run' | 'done' | 'went' | 'failed';
  readonly name: string;
  readonly id: string | null;
  /** At 48 px: only a result has one. */
  readonly mark: BatchSlotSays['tag']['mark'] | null;
  readonly bar: BatchSlotBar | null;
  /** In the order of the card. */
  readonly actions: readonly BatchSlotAction[];
}

export function showSlot(facts: BatchSlotFacts): BatchSlotShow {
  return { ...sayState(facts), actions: actionsOf(facts) };
}

function sayState(facts: BatchSlotFacts): Omit<BatchSlotShow, 'actions'> {
  const { state, armed, to } = facts;
  switch (state.kind) {
    case 'free':
      return { ...bare('free', words.freeName), ...batchSlotSays.free(armed) };
    case 'unplug':
      return { ...bare('free', words.unplugName), ...batchSlotSays.unplug(armed) };
    case 'asking':
      return { ...bare('run', words.askingName), ...batchSlotSays.asking() };
    case 'ready':
      return { ...who('calm', state), ...sayReady(state.device, to) };
    case 'queued': {
      const names = namesOnSlot(state.device, to);
      return { ...who('calm', state), ...batchSlotSays.queued(names, facts) };
    }
    case 'running':
      return { ...who('run', state), ...sayRun(facts, state.run), bar: barOf(facts, state.run) };
    case 'over': {
      const said = sayEnd(state);
      const look = LOOK_OF_END[state.end.kind];
      const mark = state.end.kind === 'cancelled' ? null : said.tag.mark;
      return { ...who(look, state), ...said, mark };
    }
  }
}

function actionsOf({ state, to, hasPort, blocked }: BatchSlotFacts): readonly BatchSlotAction[] {
  const { buttons } = words;
  switch (state.kind) {
    case 'ready':
      return to === null || blocked ? [] : [usual('start', buttons.start)];
    case 'queued':
      return [usual('take-off', buttons.takeOff)];
    case 'running':
      return state.run.cancelling || state.run.decision !== null
        ? []
        : [unusual('cancel', buttons.cancel)];
    case 'over': {
      const next = usual('next', buttons.next);
      if (!hasPort || blocked) return [next];
      if (isUpToDate(state.end)) return [next, unusual('rewrite', buttons.rewrite)];
      return canTryAgain(state.end) ? [next, unusual('retry', buttons.retry)] : [next];
    }
    case 'free':
    case 'unplug':
    case 'asking':
      return [];
  }
}

const usual = (command: BatchSlotCommand, text: string) => ({ command, text, look: null });
const unusual = (command: BatchSlotCommand, text: string) =>
  ({ command, text, look: 'plain' }) as const;

type Looks = BatchSlotShow['look'];

const LOOK_OF_END: Readonly<Record<BatchSlotEnd['kind'], Looks>> = {
  passed: 'done',
  'went-back': 'went',
  failed: 'failed',
  refused: 'failed',
  unreached: 'failed',
  unclear: 'failed',
  unknown: 'went',
  cancelled: 'calm',
};

const bare = (look: Looks, name: string) => ({ look, name, id: null, mark: null, bar: null });

function who(look: Looks, { device }: Extract<BatchSlotState, { readonly device: unknown }>) {
  if (device === null) return bare(look, words.askingName);
  const { name = device.info.id, info } = device;
  return { ...bare(look, outside(name)), id: name === info.id ? null : outside(info.id) };
}

function sayReady(device: DeviceReport, firmware: NamedFirmware | null): BatchSlotSays {
  const { from, to } = namesOnSlot(device, firmware);
  return batchSlotSays.ready(from ?? '', to);
}

/** A person paused: until when the device waits is said as of one update. */
function sayPaused({ hasPort, now, wallIn }: BatchSlotFacts, run: RunView): BatchSlotSays {
  const move = moveOfRun(run);
  const leftMs = pauseLeftMs(run, now) ?? 0;
  const untilMs = leftMs === 0 ? null : wallIn(leftMs / run.timeFactor);
  const percent = wholePercent(shareOf(run));
  const { lead } = pauseWords.paused(move, { percent, untilMs });
  return batchSlotSays.paused(move.from, { percent, lead, hasPort });
}

function sayRun(facts: BatchSlotFacts, run: RunView): BatchSlotSays {
  const move = moveOfRun(run);
  const { from, to } = move;
  const moment = momentOfRun(run);
  if (!facts.hasPort && moment !== 'cancelling' && stageOf(run) > STAGE_OF_WRITE)
    return batchSlotSays.lostLater(move);
  switch (moment) {
    case 'cancelling':
      return batchSlotSays.stopping(from);
    case 'paused':
      return sayPaused(facts, run);
    case 'lost':
      return batchSlotSays.lost(from, pauseLeftMs(run, facts.now) ?? 0);
    case 'silent':
      return batchSlotSays.silent(move, elapsed(facts.now - (run.silence?.since ?? facts.now)));
    case 'going-back':
      return batchSlotSays.goingBack(from);
    case 'keeping':
      return batchSlotSays.keeping(to);
    case 'trial': {
      const waitsFor = facts.checks.find(({ pending }) => pending)?.text ?? null;
      return batchSlotSays.trial(from, { leftMs: trialLeftMs(run, facts.now), waitsFor });
    }
    case 'checking':
    case 'preparing':
      return batchSlotSays.starting(from, facts.held);
    case 'writing':
      if (run.pausing) return batchSlotSays.pausing(from, screenWords.buttons.pausing);
      return batchSlotSays.writing(from, {
        rate: speedOf(run.samples, facts.now),
        leftMs: facts.leftMs,
      });
    case 'finishing':
    case 'verifying':
      return batchSlotSays.finishing(from);
    case 'restarting':
      return batchSlotSays.restarting(move, facts.usualRestartMs);
  }
}

/** Milliseconds until everything is written, as it is now. */
export function writingLeftMs({ samples, order, stages }: RunView, now: number): number | null {
  const startedAt = stages[STAGE_OF_WRITE]?.startedAt ?? now;
  return timeLeftOf({ samples, totalBytes: order.bundleBytes, startedAt, now });
}

function barOf({ checks, now }: BatchSlotFacts, run: RunView): BatchSlotBar | null {
  const { pause, phase, stages } = run;
  if (run.trial !== null) {
    const passed = checks.filter(({ failed, pending }) => failed === null && !pending).length;
    const text = checks.length === 0 ? '' : words.checks(passed, checks.length);
    return { look: 'guard', level: 1, text };
  }
  if (phase === 'rebooting') {
    const since = now - (stages[STAGE_OF_RESTART]?.startedAt ?? now);
    return { look: 'run', level: 1, text: elapsed(since) };
  }
  const level = shareOf(run);
  const look = pause === null ? 'run' : 'still';
  return { look, level, text: words.percent(wholePercent(level)) };
}

const shareOf = ({ acknowledgedBytes, order }: RunView): number =>
  order.bundleBytes === 0 ? 0 : acknowledgedBytes / order.bundleBytes;

/** How a batch slot ended, with its reason. */
export function sayEnd({ end, device, to: firmware, tookMs }: BatchSlotOver): BatchSlotSays {
  const { from, to: name } = namesOnSlot(device, firmware);
  const to = name ?? '';
  switch (end.kind) {
    case 'passed':
      return end.how === 'updated'
        ? batchSlotSays.passed(to, tookMs)
        : batchSlotSays.upToDate(from ?? to);
    case 'went-back':
      return batchSlotSays.wentBack(from ?? '', to, end.why);
    case 'failed':
      return batchSlotSays.failed(failureWords(end.failure).headline, from, end.percent);
    case 'refused':
      return batchSlotSays.refused(failureWords(end.failure).headline, from);
    case 'unreached':
      return batchSlotSays.unreached(failureWords(end.failure).headline);
    case 'unclear':
      return batchSlotSays.unclear(failureWords(end.failure).headline);
    case 'unknown':
      return batchSlotSays.unknown(
        device === null || from === null ? null : { from, to, safety: device.safety },
      );
    case 'cancelled':
      return batchSlotSays.cancelled(from);
  }
}
