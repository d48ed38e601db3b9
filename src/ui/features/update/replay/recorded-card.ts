/** What the card drew at a step of a recording, by the presenters of the cards themselves. Pure. */
import type { Failure } from '../../../../contracts/failure.ts';
import type { LinkTraits } from '../../../../contracts/link.ts';
import type { TrialCheck } from '../../../../messages/check-words.ts';
import type { StateWords } from '../../../../messages/text-shapes.ts';
import type { OpenedRecording } from '../../../../workers/api.ts';
import { CONNECTION_METHODS } from '../../../state/connection-method.ts';
import type { ConnectionTraits } from '../../../state/connection-method.ts';
import { keptEvidence, trialChecks, wentBackStory } from '../../../state/evidence.ts';
import type { RunView } from '../../../state/run-view.ts';
import { lossCauseOf, silenceCauseOf } from '../loss-cause.ts';
import { presentLost, presentPaused } from '../pause-presenter.ts';
import { presentFinished, presentRunning } from '../run-presenter.ts';
import type { StageCell } from '../stage-row.ts';
import { presentLostTrial, presentTrial } from '../trial-presenter.ts';
import type { RecordedStep } from './recorded-steps.ts';

export interface RecordedCard {
  readonly words: StateWords;
  readonly stages: readonly StageCell[];
  readonly buttons: readonly string[];
  /** Written, of all: 0 to 1; null = nothing is written then. */
  readonly done: number | null;
  /** Of the trial or of the pause, in milliseconds; null = no clock is shown. */
  readonly leftMs: number | null;
  readonly checks: readonly Pick<TrialCheck, 'mark' | 'text' | 'quiet' | 'value'>[];
  readonly failure: Failure | null;
}

const NOTHING = { done: null, leftMs: null, checks: [], failure: null } as const;

export function recordedCard(
  step: RecordedStep,
  { link, startedAtMs }: Pick<OpenedRecording, 'link' | 'startedAtMs'>,
): RecordedCard {
  if (step.kind === 'finished') {
    const { finished } = step;
    const { words, stages, actions, failure } = presentFinished(finished);
    const { result } = finished.result;
    const checks =
      result === 'committed'
        ? keptEvidence(finished)
        : result === 'reverted'
          ? wentBackStory(finished)
          : [];
    return { ...NOTHING, words, stages, buttons: textsOf(actions), failure, checks };
  }
  const clocks = { now: step.at, wallIn: (ms: number) => startedAtMs + step.at + ms };
  return runningCard(step.run, clocks, traitsOf(link));
}

interface Clocks {
  readonly now: number;
  readonly wallIn: (ms: number) => number;
}

function runningCard(run: RunView, clocks: Clocks, traits: ConnectionTraits): RecordedCard {
  const { pause, silence } = run;
  if (pause !== null) {
    const shown =
      pause.why === 'asked'
        ? presentPaused(run, clocks)
        : presentLost(run, {
            ...clocks,
            pause,
            method: { traits },
            cause: lossCauseOf(pause),
            missing: null,
          });
    const { words, stages, actions, done, leftMs } = shown;
    return { ...NOTHING, words, stages, buttons: textsOf(actions), done, leftMs };
  }
  if (run.trial === null) {
    const { words, stages, actions, done } = presentRunning(run, {
      ...{ now: clocks.now, ifLost: traits.ifLost },
    });
    const isWriting = run.phase === 'writing';
    return { ...NOTHING, words, stages, buttons: textsOf(actions), done: isWriting ? done : null };
  }
  const checks = trialChecks(run);
  if (silence !== null) {
    const lost = {
      ...clocks,
      cause: silenceCauseOf(silence),
      missing: null,
      choice: null,
    } as const;
    const { words, stages, actions, leftMs } = presentLostTrial(run, lost);
    return { ...NOTHING, words, stages, buttons: textsOf(actions), leftMs, checks };
  }
  const { words, stages, actions, leftMs } = presentTrial(run, { ...clocks, checks });
  return { ...NOTHING, words, stages, buttons: textsOf(actions), leftMs, checks };
}

const textsOf = (actions: readonly { readonly text: string }[]): readonly string[] =>
  actions.map(({ text }) => text);

/** Of the way that such a link belongs to. */
function traitsOf(link: LinkTraits | null): ConnectionTraits {
  if (link?.isEmulated === true) return CONNECTION_METHODS.practice;
  if (link?.service === 'uart') return CONNECTION_METHODS.cable;
  return link?.service === 'gatt' ? CONNECTION_METHODS.bluetooth : CONNECTION_METHODS.network;
}
