/** What the card of a lane shows, from the state it is in. Pure. */
import { failureWords } from '../../../messages/failures.ts';
import { laneSays, laneWords as words } from '../../../messages/lane-words.ts';
import type { LaneSays } from '../../../messages/lane-words.ts';
import { elapsed, wholePercent } from '../../../messages/numbers.ts';
import { outside } from '../../../messages/outside-text.ts';
import type { NamedFirmware } from '../../../messages/firmware-names.ts';
import { pauseWords } from '../../../messages/pause-words.ts';
import { screenWords } from '../../../messages/screen-words.ts';
import { momentOfRun } from '../../state/run-moment.ts';
import { speedOf, timeLeftOf } from '../../state/rate.ts';
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
import type { TrialCheck } from '../../state/trial-checks.ts';
import { namesOnLane } from './lane-state.ts';
import type { LaneEnd, LaneOver, LaneState } from './lane-state.ts';

export interface LaneFacts {
  readonly state: LaneState;
  readonly checks: readonly TrialCheck[];
  readonly hasPort: boolean;
  readonly armed: boolean;
  /** What the chosen file holds; null = none is chosen. */
  readonly to: NamedFirmware | null;
  /** In the line of those that wait for their turn, from 1; null = it does not wait. */
  readonly place: number | null;
  /** The bench is paused. */
  readonly held: boolean;
  readonly now: number;
  /** When it is so many milliseconds from now, in milliseconds since 1970. */
  readonly wallIn: (ms: number) => number;
  /** Of the writing, steadied; null = not known yet. */
  readonly leftMs: number | null;
  /** Of such a device; null = not known yet. */
  readonly usualRestartMs: number | null;
}

/** `level` 0 to 1; `guard`: the way back is open, not a share of work. */
export interface LaneBar {
  readonly look: 'run' | 'guard' | 'still';
  readonly level: number;
  readonly text: string;
}

export interface LaneShow extends LaneSays {
  /** Colour and edge of the card. */
  readonly look: 'free' | 'calm' | 'run' | 'done' | 'went' | 'failed';
  readonly name: string;
  readonly id: string | null;
  /** At 48 px: only a result has one. */
  readonly mark: LaneSays['tag']['mark'] | null;
  readonly bar: LaneBar | null;
}

export function showLane(facts: LaneFacts): LaneShow {
  const { state, armed, to } = facts;
  switch (state.kind) {
    case 'free':
      return { ...bare('free', words.freeName), ...laneSays.free(armed) };
    case 'unplug':
      return { ...bare('free', words.unplugName), ...laneSays.unplug(armed) };
    case 'asking':
      return { ...bare('run', words.askingName), ...laneSays.asking() };
    case 'ready':
      return { ...who('calm', state), ...sayReady(state.device, to) };
    case 'queued': {
      const names = namesOnLane(state.device, to);
      return { ...who('calm', state), ...laneSays.queued(names, facts) };
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

type Looks = LaneShow['look'];

const LOOK_OF_END: Readonly<Record<LaneEnd['kind'], Looks>> = {
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

function who(look: Looks, { device }: Extract<LaneState, { readonly device: unknown }>) {
  if (device === null) return bare(look, words.askingName);
  const { name = device.info.id, info } = device;
  return { ...bare(look, outside(name)), id: name === info.id ? null : outside(info.id) };
}

function sayReady(device: DeviceReport, firmware: NamedFirmware | null): LaneSays {
  const { from, to } = namesOnLane(device, firmware);
  return laneSays.ready(from ?? '', to);
}

/** A person paused: until when the device waits is said as of one update. */
function sayPaused({ hasPort, now, wallIn }: LaneFacts, run: RunView): LaneSays {
  const move = moveOfRun(run);
  const leftMs = pauseLeftMs(run, now) ?? 0;
  const untilMs = leftMs === 0 ? null : wallIn(leftMs / run.timeFactor);
  const percent = wholePercent(shareOf(run));
  const { lead } = pauseWords.paused(move, { percent, untilMs });
  return laneSays.paused(move.from, { percent, lead, hasPort });
}

function sayRun(facts: LaneFacts, run: RunView): LaneSays {
  const move = moveOfRun(run);
  const { from, to } = move;
  const moment = momentOfRun(run);
  if (!facts.hasPort && moment !== 'cancelling' && stageOf(run) > STAGE_OF_WRITE)
    return laneSays.lostLater(move);
  switch (moment) {
    case 'cancelling':
      return laneSays.stopping(from);
    case 'paused':
      return sayPaused(facts, run);
    case 'lost':
      return laneSays.lost(from, pauseLeftMs(run, facts.now) ?? 0);
    case 'silent':
      return laneSays.silent(move, elapsed(facts.now - (run.silence?.since ?? facts.now)));
    case 'going-back':
      return laneSays.goingBack(from);
    case 'keeping':
      return laneSays.keeping(to);
    case 'trial': {
      const waitsFor = facts.checks.find(({ pending }) => pending)?.text ?? null;
      return laneSays.trial(from, { leftMs: trialLeftMs(run, facts.now), waitsFor });
    }
    case 'checking':
    case 'preparing':
      return laneSays.starting(from, facts.held);
    case 'writing':
      if (run.pausing) return laneSays.pausing(from, screenWords.buttons.pausing);
      return laneSays.writing(from, {
        rate: speedOf(run.samples, facts.now),
        leftMs: facts.leftMs,
      });
    case 'finishing':
    case 'verifying':
      return laneSays.finishing(from);
    case 'restarting':
      return laneSays.restarting(move, facts.usualRestartMs);
  }
}

/** Milliseconds until everything is written, as it is now. */
export function writingLeftMs({ samples, order, stages }: RunView, now: number): number | null {
  const startedAt = stages[STAGE_OF_WRITE]?.startedAt ?? now;
  return timeLeftOf({ samples, totalBytes: order.bundleBytes, startedAt, now });
}

function barOf({ checks, now }: LaneFacts, run: RunView): LaneBar | null {
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

/** How a lane ended, with its reason. */
export function sayEnd({ end, device, to: firmware, tookMs }: LaneOver): LaneSays {
  const { from, to: name } = namesOnLane(device, firmware);
  const to = name ?? '';
  switch (end.kind) {
    case 'passed':
      return end.how === 'updated' ? laneSays.passed(to, tookMs) : laneSays.upToDate(from ?? to);
    case 'went-back':
      return laneSays.wentBack(from ?? '', to, end.why);
    case 'failed':
      return laneSays.failed(failureWords(end.failure).headline, from, end.percent);
    case 'refused':
      return laneSays.refused(failureWords(end.failure).headline, from);
    case 'unreached':
      return laneSays.unreached(failureWords(end.failure).headline);
    case 'unclear':
      return laneSays.unclear(failureWords(end.failure).headline);
    case 'unknown':
      return laneSays.unknown(
        device === null || from === null ? null : { from, to, safety: device.safety },
      );
    case 'cancelled':
      return laneSays.cancelled(from);
  }
}
