/** Where a route of several firmwares is. Pure. */
import type { Failure } from '../../../../contracts/failure.ts';
import type {
  FirmwareRoute,
  KeptRoute,
  PlannedStep,
} from '../../../../contracts/firmware-route.ts';
import type { DeviceReport } from '../../../../workers/api.ts';
import type { FinishedRun } from '../../../state/run-view.ts';
import type { ScreenView } from '../../../state/screen-view.ts';

/** A step, and the file that is sent. */
export interface RouteStepFile extends PlannedStep {
  readonly file: File;
}

export type RouteStage = PlanStage | StepStage;

/** Before its first step. */
export type PlanStage =
  | { readonly kind: 'none' }
  /** A page before this one did not end it. */
  | { readonly kind: 'kept'; readonly kept: KeptRoute }
  | { readonly kind: 'planning' }
  | { readonly kind: 'plan'; readonly plan: FirmwareRoute }
  /** The plan could not be made: the worker is gone. */
  | { readonly kind: 'failed'; readonly failure: Failure };

/** From its first step on. */
export type StepStage =
  /** Its update runs, or waits for what a person decides. `at`: of the steps. */
  | { readonly kind: 'step'; readonly at: number }
  /** The one before is kept. `dueAt`: window's clock, when the next one begins by itself. */
  | {
      readonly kind: 'between';
      readonly at: number;
      readonly dueAt: number;
      readonly finished: FinishedRun;
    }
  | { readonly kind: 'stopped'; readonly at: number; readonly why: StoppedBy }
  | { readonly kind: 'done'; readonly finished: FinishedRun };

/** `result`: its update ended so. `left`: a person stopped it between two steps. */
export type StoppedBy =
  | { readonly kind: 'result'; readonly finished: FinishedRun }
  /** Nothing of it was sent. */
  | { readonly kind: 'failure'; readonly failure: Failure }
  /** The device does not say that the step before runs and is kept. */
  | { readonly kind: 'not-confirmed' }
  | { readonly kind: 'left'; readonly finished: FinishedRun };

/** States of the screen that say no more than the route itself does. */
const COVERED: readonly ScreenView['kind'][] = [
  ...(['empty', 'file-only', 'device-only', 'ready', 'to-decide', 'same-version'] as const),
  ...(['comparing', 'blocked', 'refused-file', 'finished'] as const),
];

/** The screen shows the route, and not this state of it. */
export function covers(stage: RouteStage, view: ScreenView): boolean {
  switch (stage.kind) {
    case 'none':
    case 'kept':
      return false;
    case 'plan':
      if (stage.plan.kind === 'refused') return view.kind !== 'running';
      return stage.plan.running !== null && COVERED.includes(view.kind);
    case 'step':
      return view.kind !== 'to-decide' && COVERED.includes(view.kind);
    case 'planning':
    case 'failed':
    case 'between':
    case 'stopped':
    case 'done':
      return view.kind !== 'running';
  }
}

/** A plan holds for this answer of the device; empty: for none. */
export const planKeyOf = (report: DeviceReport | null): string =>
  report === null
    ? ''
    : JSON.stringify([
        ...[report.info.mac, report.info.id, report.info.fw_version, report.info.fw_id],
        ...[report.status?.is_committed, report.status?.state],
      ]);
