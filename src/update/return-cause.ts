import type { ReturnCause } from '../contracts/failure.ts';

export interface ReturnEvidence {
  readonly asked: boolean;
  /** null: the new firmware was never seen. */
  readonly trial: TrialTime | null;
  /** When the device that answers now was started, by its uptime, in the same milliseconds as `trial`. */
  readonly startedAt: number;
  /** How many milliseconds of the device's time pass in one of ours. */
  readonly factor: number;
}

/** What an update saw of it. */
export type SeenOfReturn = Pick<ReturnEvidence, 'asked' | 'trial'>;

/** When the device takes the way back by itself: in milliseconds of its own time as the client counts it. */
export interface TrialTime {
  /** null = it tells no limit. */
  readonly dueAt: number | null;
  readonly limitMs: number;
}

/** Uptimes are whole seconds, and an answer takes its time … */
const SLACK_MS = 3_000;
/** … clocks differ … */
const SLACK_SHARE = 0.01;
/** … and where the device's time is hurried, so much of ours is added, in which the news of that arrives. */
const HURRIED_SLACK_MS = 300;

/** Pure. */
export function causeOfReturn({ asked, trial, startedAt, factor }: ReturnEvidence): ReturnCause {
  if (asked) return 'asked';
  if (trial === null) return 'not-seen';
  if (trial.dueAt === null) return 'restarted';
  const hurriedMs = factor > 1 ? HURRIED_SLACK_MS * factor : 0;
  const slackMs = SLACK_MS + SLACK_SHARE * trial.limitMs + hurriedMs;
  return Math.abs(startedAt - trial.dueAt) <= slackMs ? 'time-over' : 'restarted';
}
