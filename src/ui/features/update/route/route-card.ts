/** What the screen draws of a route: words, steps, buttons. Pure. */
import type { FirmwareRoute, PlannedStep } from '../../../../contracts/firmware-route.ts';
import { fileSize } from '../../../../messages/numbers.ts';
import { outside } from '../../../../messages/outside-text.ts';
import { screenWords } from '../../../../messages/screen-words.ts';
import { wholeTime } from '../../../../messages/state-words.ts';
import type { MarkShape, StateWords } from '../../../../messages/text-shapes.ts';
import { routeStateWords, updateRouteWords } from '../../../../messages/update-route-words.ts';
import { presentFinished } from '../run-presenter.ts';
import { finishedStages, idleStages } from '../stage-row.ts';
import type { StageCell } from '../stage-row.ts';
import type { Failure } from '../../../../contracts/failure.ts';
import type { RouteStage, StoppedBy } from './route-stage.ts';

/** A row of the list. */
export interface StepRow {
  readonly id: string;
  readonly state: keyof typeof updateRouteWords.states;
  readonly mark: MarkShape;
  /** `1.0.0 → 1.1.0`. */
  readonly move: string;
  /** File, size, time, and what a person has to know before it. */
  readonly facts: readonly string[];
}

export type RouteCommand =
  'begin' | 'go-on' | 'stop' | 'again' | 'leave' | 'next-device' | 'finish';

export interface RouteAction {
  readonly command: RouteCommand | 'add-file';
  readonly text: string;
  readonly kind?: 'primary' | 'danger';
}

export interface RouteShow {
  /** Changes when the state does: what speaks. */
  readonly key: string;
  readonly words: StateWords;
  readonly stages: readonly StageCell[];
  readonly rows: readonly StepRow[];
  /** Not newer than what runs. */
  readonly over: readonly StepRow[];
  readonly actions: readonly RouteAction[];
  /** With its details; null: nothing went wrong. */
  readonly failure: Failure | null;
}

export interface RouteFacts {
  readonly stage: Exclude<RouteStage, { kind: 'none' | 'kept' }>;
  /** Of the route that goes on, or ended. */
  readonly steps: readonly PlannedStep[];
  /** What ran before the first one. */
  readonly from: string;
  /** As a sentence takes it. */
  readonly device: string;
  /** As the device says now; null: it does not. */
  readonly runs: string | null;
  /** Seconds until the next step begins by itself. */
  readonly seconds: number;
}

const words = updateRouteWords;
const MARKS: Readonly<Record<StepRow['state'], MarkShape>> = {
  ...{ todo: 'wait', next: 'wait', here: 'live', done: 'go', stopped: 'back', missing: 'stop' },
};

export function presentRoute(facts: RouteFacts): RouteShow {
  const { stage } = facts;
  switch (stage.kind) {
    case 'planning':
      return shown(stage.kind, routeStateWords.checking(), { actions: [leave()] });
    case 'failed':
      return shown(stage.kind, routeStateWords.refused(null, stage.failure), {
        ...{ failure: stage.failure, stages: idleStages('fail') },
        actions: [{ command: 'again', text: words.buttons.again, kind: 'primary' }, leave()],
      });
    case 'plan':
      return planShow(stage.plan, facts);
    case 'step': {
      const step = facts.steps[stage.at];
      const [number, of] = [stage.at + 1, facts.steps.length];
      const version = outside(step?.version ?? '');
      const runs = outside(runsBefore(facts, stage.at));
      return shown(`step ${number}`, routeStateWords.preparing(number, of, version, runs), {
        rows: stepRowsOf(facts.steps, facts.from, stepStates(stage.at, 'here')),
        stages: idleStages('done'),
      });
    }
    case 'between':
      return betweenShow(stage, facts);
    case 'stopped':
      return stoppedShow(stage, facts);
    case 'done': {
      const { words: said } = presentFinished(stage.finished);
      return shown(
        stage.kind,
        routeStateWords.done(said, outside(facts.from), facts.steps.length),
        {
          rows: stepRowsOf(facts.steps, facts.from, stepStates(facts.steps.length, 'here')),
          stages: finishedStages(stage.finished),
          actions: [
            { command: 'next-device', text: screenWords.buttons.nextDevice, kind: 'primary' },
            { command: 'finish', text: screenWords.buttons.finish },
          ],
        },
      );
    }
  }
}

/** What ran, or would run, before that step. */
const runsBefore = ({ steps, from }: Pick<RouteFacts, 'steps' | 'from'>, at: number): string =>
  steps[at - 1]?.version ?? from;

const leave = (): RouteAction => ({ command: 'leave', text: words.buttons.leave });

function shown(
  key: string,
  said: StateWords,
  rest: Partial<Omit<RouteShow, 'key' | 'words'>>,
): RouteShow {
  return {
    ...{ key: `route ${key}`, words: said, stages: idleStages('todo'), rows: [], over: [] },
    ...{ actions: [], failure: null },
    ...rest,
  };
}

function planShow(plan: FirmwareRoute, { device }: RouteFacts): RouteShow {
  const add = (isMain: boolean, text: string): RouteAction => ({
    ...{ command: 'add-file', text },
    ...(isMain && { kind: 'primary' as const }),
  });
  if (plan.kind === 'refused') {
    const name = plan.fileName === null ? null : outside(plan.fileName);
    return shown(`refused ${plan.failure.code}`, routeStateWords.refused(name, plan.failure), {
      ...{ failure: plan.failure, stages: idleStages('fail') },
      actions: [add(true, screenWords.buttons.chooseOther), leave()],
    });
  }
  const { steps, passedOver, gap } = plan;
  const running = plan.running ?? '';
  const rows = stepRowsOf(steps, running, (at) => (at === gap?.at ? 'missing' : 'todo'));
  const over = passedOver.map((step) => ({
    ...({ id: step.id, state: 'done', mark: 'go', move: outside(step.version) } as const),
    facts: [outside(step.fileName), words.notNewer(outside(running))],
  }));
  if (gap !== null) {
    const isMissing = gap.failure.code === 'bundle/needs-version';
    const text = isMissing ? screenWords.buttons.addStep : words.buttons.addFile;
    return shown(`gap ${gap.failure.code}`, routeStateWords.gap(device, gap.failure), {
      ...{ rows, over, failure: isMissing ? null : gap.failure, stages: idleStages('fail') },
      actions: [add(true, text), leave()],
    });
  }
  const to = outside(steps.at(-1)?.version ?? '');
  return shown(
    `plan ${steps.map(({ id }) => id).join()}`,
    routeStateWords.ready(device, to, steps.length),
    {
      ...{ rows, over, stages: idleStages('done') },
      actions: [
        { command: 'begin', text: words.buttons.update(steps.length), kind: 'primary' },
        add(false, words.buttons.addFile),
        leave(),
      ],
    },
  );
}

function betweenShow(
  { at, finished }: Extract<RouteStage, { kind: 'between' }>,
  { steps, from, device, seconds }: RouteFacts,
): RouteShow {
  const versions = [runsBefore({ steps, from }, at), steps[at]?.version ?? ''].map((text) =>
    outside(text),
  );
  const [kept = '', next = ''] = versions;
  const lead = words.beginsIn(at + 1, steps.length, seconds);
  return shown(`between ${at}`, routeStateWords.between(device, [kept, next], lead), {
    rows: stepRowsOf(steps, from, stepStates(at, 'next')),
    stages: finishedStages(finished),
    actions: [
      { command: 'go-on', text: words.buttons.goOn(at + 1), kind: 'primary' },
      { command: 'stop', text: words.buttons.stop },
    ],
  });
}

function stoppedShow(
  { at, why }: Extract<RouteStage, { kind: 'stopped' }>,
  facts: RouteFacts,
): RouteShow {
  const { steps, from } = facts;
  return shown(`stopped ${at}`, stoppedWords(at, why, facts), {
    rows: stepRowsOf(steps, from, stepStates(at, why.kind === 'left' ? 'todo' : 'stopped')),
    stages:
      why.kind === 'result' || why.kind === 'left'
        ? finishedStages(why.finished)
        : idleStages('fail'),
    failure: failureOf(why),
    actions: [{ command: 'again', text: words.buttons.again, kind: 'primary' }, leave()],
  });
}

function failureOf(why: StoppedBy): Failure | null {
  if (why.kind === 'failure') return why.failure;
  return why.kind === 'result' ? presentFinished(why.finished).failure : null;
}

function stoppedWords(
  at: number,
  why: StoppedBy,
  { steps, from, device, runs: now }: RouteFacts,
): StateWords {
  const [number, of] = [at + 1, steps.length];
  const begun = why.kind === 'left' ? at : at + 1;
  const left = steps.slice(begun).map(({ version }) => outside(version));
  const notBegun = left.length === 0 ? '' : words.notBegun(left);
  const rest =
    why.kind === 'left' ? notBegun : [words.stoppedAt(number, of), notBegun].join(' ').trim();
  const answer = now === null ? words.noAnswerNow : words.answersNow(outside(now));
  switch (why.kind) {
    case 'result':
      return routeStateWords.stopped(presentFinished(why.finished).words, rest);
    case 'failure':
      return routeStateWords.stoppedBy(device, why.failure, { runs: answer, rest });
    case 'not-confirmed': {
      const before = outside(runsBefore({ steps, from }, at));
      return routeStateWords.notConfirmed(device, before, { runs: answer, rest });
    }
    case 'left': {
      const runs = words.isKept(outside(runsBefore({ steps, from }, at)));
      return routeStateWords.stoppedHere(device, [number, of], { runs, rest });
    }
  }
}

/** `here`: of the step at `at`. */
export const stepStates =
  (at: number, here: StepRow['state']) =>
  (index: number): StepRow['state'] => {
    if (index < at) return 'done';
    return index === at ? here : 'todo';
  };

export function stepRowsOf(
  steps: readonly PlannedStep[],
  from: string,
  stateOf: (index: number) => StepRow['state'],
): readonly StepRow[] {
  return steps.map((step, index) => {
    const state = stateOf(index);
    const { id, fileName, version, sizeBytes, requires, expected, decisions } = step;
    const facts = [
      outside(fileName),
      fileSize(sizeBytes),
      ...(expected === null ? [] : [wholeTime(expected)]),
      ...(requires === null ? [] : [words.requires(outside(requires))]),
      ...(decisions === 0 ? [] : [words.decisions(decisions)]),
    ];
    const before = runsBefore({ steps, from }, index);
    const move = before === '' ? outside(version) : words.move(outside(before), outside(version));
    return { id, state, mark: MARKS[state], move, facts };
  });
}

/** What stands over the update of a step. */
export const stripOf = (at: number, steps: readonly PlannedStep[]): string =>
  words.strip(at + 1, steps.length);
