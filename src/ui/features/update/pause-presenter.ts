/** What the card draws while nothing is written: a person paused, or the link is lost and looked for. Pure. */
import { MANY_TRIES } from '../../../contracts/link.ts';
import { linkNames } from '../../../messages/failures.ts';
import { wholePercent } from '../../../messages/numbers.ts';
import { pauseWords } from '../../../messages/waiting-words.ts';
import type { LossCause } from '../../../messages/waiting-words.ts';
import type { ConnectionMethod } from '../../state/connection-method.ts';
import { moveOfRun } from '../../state/move.ts';
import { pauseLeftMs } from '../../state/run-view.ts';
import type { Pause, RunView } from '../../state/run-view.ts';
import type { RunAction, RunShow } from './run-presenter.ts';
import { runningStages } from './stage-row.ts';

export type PauseCommand = 'go-on' | 'help' | 'choose-again' | 'stop';

type PauseAction = RunAction<PauseCommand>;

export interface PausedShow extends RunShow<PauseCommand> {
  /** Written, of all: 0 to 1. */
  readonly done: number;
  readonly percent: number;
  /** For how long the device waits, by its own clock; 0 = no longer. */
  readonly leftMs: number;
  /** Until when, on the wall clock; null = no longer. */
  readonly untilMs: number | null;
  /** What helps is worth its room: the last try told the cause, or many were in vain. */
  readonly helps: boolean;
  /** Stands with what helps; null = nothing does. */
  readonly helpAction: PauseAction | null;
}

interface Clocks {
  readonly now: number;
  /** When it is so many milliseconds from now, in milliseconds since 1970. */
  readonly wallIn: (ms: number) => number;
}

function presentWaiting(run: RunView, { now, wallIn }: Clocks) {
  const done = run.acknowledgedBytes / Math.max(1, run.order.bundleBytes);
  const leftMs = pauseLeftMs(run, now) ?? 0;
  return {
    stages: runningStages(run, now, 'late'),
    done,
    percent: wholePercent(done),
    leftMs,
    untilMs: leftMs === 0 ? null : wallIn(leftMs / run.timeFactor),
  };
}

/** By a person. */
export function presentPaused(run: RunView, clocks: Clocks): PausedShow {
  const waiting = presentWaiting(run, clocks);
  const { buttons } = pauseWords;
  return {
    ...waiting,
    key: `paused ${run.pauses}`,
    words: pauseWords.paused(moveOfRun(run), { ...waiting, tries: 0 }),
    actions: [
      { command: 'go-on', text: buttons.goOn, kind: 'primary', key: 'pause' },
      { command: 'stop', text: buttons.cancel, kind: 'danger' },
    ],
    helps: false,
    helpAction: null,
  };
}

interface Loss {
  readonly pause: Pause;
  readonly cause: LossCause;
  /** What this page took from the device itself and can give back; null = nothing. */
  readonly missing: 'cable' | 'power' | null;
  readonly method: Pick<ConnectionMethod, 'chooseAgain' | 'traits'>;
}

/** The link is lost, and looked for. */
export function presentLost(run: RunView, { now, wallIn, ...loss }: Clocks & Loss): PausedShow {
  const { pause, cause, method } = loss;
  const waiting = presentWaiting(run, { now, wallIn });
  const isMany = pause.tries >= MANY_TRIES;
  const helps = linkNames(pause.link).loss === 'reach' && (isMany || cause !== 'reach');
  const isListed = method.traits.overAir && !canChoose(loss);
  return {
    ...waiting,
    key: `paused ${run.pauses} ${cause} ${isMany && cause === 'reach' ? 'closer' : ''}`,
    words: pauseWords.lost(moveOfRun(run), { ...waiting, tries: pause.tries }, cause),
    actions: lostActions(loss),
    helps,
    helpAction: helps && isListed ? chooseAction(method) : null,
  };
}

/** The browser wants to be asked anew before it connects to this device. */
const grantIsOld = ({ failure }: Pause): boolean => failure?.code === 'link/stale-grant';

/** A device on the air is connected to again without a list: choosing anew is the last that helps. */
const canChoose = ({ pause, method: { chooseAgain, traits } }: Loss): boolean =>
  chooseAgain !== undefined && (!traits.overAir || grantIsOld(pause));

function chooseAction({ traits }: Loss['method']): PauseAction {
  const { buttons } = pauseWords;
  return {
    command: 'choose-again',
    text: traits.overAir ? buttons.chooseDevice : buttons.choosePort,
  };
}

function helpText({ missing, cause }: Loss): string {
  const { buttons } = pauseWords;
  if (missing !== null) return missing === 'power' ? buttons.start : buttons.plugBack;
  return cause === 'cable' ? buttons.pluggedIn : buttons.connect;
}

function lostActions(loss: Loss): readonly PauseAction[] {
  const help: PauseAction = { command: 'help', text: helpText(loss) };
  const choose = canChoose(loss) ? [chooseAction(loss.method)] : [];
  const [first = help, ...others] = grantIsOld(loss.pause) ? [...choose, help] : [help, ...choose];
  const stop: PauseAction = { command: 'stop', text: pauseWords.buttons.stopHere, kind: 'danger' };
  return [{ ...first, kind: 'primary' }, ...others, stop];
}
