import type { Phase } from '../../workers/api.ts';
import { STAGE_OF_WRITE, stageOf } from './run-view.ts';
import type { RunView } from './run-view.ts';

/** What a running update is in, for whoever draws it: the one that counts where several hold. */
export type RunMoment =
  | 'cancelling'
  /** A person holds the writing. */
  | 'paused'
  /** The link is gone in mid-write. */
  | 'lost'
  /** The firmware on trial does not answer. */
  | 'silent'
  | 'going-back'
  | 'keeping'
  | 'trial'
  | 'checking'
  | 'preparing'
  | 'writing'
  | 'finishing'
  | 'restarting'
  | 'verifying';

const OF_PHASE: Readonly<Record<Phase, RunMoment>> = {
  connecting: 'checking',
  checking: 'checking',
  preparing: 'preparing',
  writing: 'writing',
  finalizing: 'finishing',
  rebooting: 'restarting',
  verifying: 'verifying',
  committing: 'keeping',
};

export function momentOfRun({
  cancelling,
  pause,
  silence,
  decision,
  trial,
  phase,
}: Pick<RunView, 'cancelling' | 'pause' | 'silence' | 'decision' | 'trial' | 'phase'>): RunMoment {
  if (cancelling) return 'cancelling';
  if (pause !== null) return pause.why === 'asked' ? 'paused' : 'lost';
  if (silence !== null) return 'silent';
  if (decision !== null) return decision === 'keep' ? 'keeping' : 'going-back';
  return trial === null ? OF_PHASE[phase] : 'trial';
}

/** The device forgets what it has and runs on: it has not been told to restart. */
export const isCancellable = (run: RunView): boolean =>
  !run.cancelling && stageOf(run) <= STAGE_OF_WRITE;
