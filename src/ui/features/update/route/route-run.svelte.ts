/** Several firmwares of one device: they are put in their order, and then done one after the other. */
import { MOST_ROUTE_FILES } from '../../../../contracts/firmware-route.ts';
import type {
  FirmwareRoute,
  KeptRoute,
  PlannedStep,
} from '../../../../contracts/firmware-route.ts';
import { measuredTimes } from '../../../state/measured-times.ts';
import { StoredChoice } from '../../../state/remembered.svelte.ts';
import { TRUST_KEY } from '../../../state/restartable-updater.ts';
import type { FinishedRun } from '../../../state/run-view.ts';
import type { ScreenView } from '../../../state/screen-view.ts';
import type { UpdateState } from '../../../state/update-state.svelte.ts';
import { OpenRoute } from './open-route.ts';
import { covers, planKeyOf } from './route-stage.ts';
import type { PlanStage, RouteStage } from './route-stage.ts';
import { StepRun } from './step-run.svelte.ts';
import type { RouteClocks } from './step-run.svelte.ts';

const PLANNING: readonly RouteStage['kind'][] = ['planning', 'plan', 'failed'];

export class RouteRun {
  readonly steps: StepRun;
  readonly #update: UpdateState;
  readonly #open: OpenRoute;
  #plan = $state.raw<PlanStage>({ kind: 'none' });
  #isCut = $state.raw(false);
  #files: readonly File[] = [];
  /** The answer of the device that the plan holds for. */
  #planned = '';

  constructor(update: UpdateState, clocks: RouteClocks) {
    this.#update = update;
    this.#open = new OpenRoute(update);
    this.steps = new StepRun(update, this.#open, clocks);
  }

  get stage(): RouteStage {
    return this.steps.stage ?? this.#plan;
  }

  /** More files were given than a route has. */
  get isCut(): boolean {
    return this.#isCut;
  }

  /** One more file would be a step of it. */
  get isOpen(): boolean {
    return PLANNING.includes(this.stage.kind);
  }

  #isNone(): boolean {
    return this.stage.kind === 'none';
  }

  /** The screen shows the route, and not this state of it. */
  covers(view: ScreenView): boolean {
    return covers(this.stage, view);
  }

  /** Further files of it, where it has not begun. */
  async give(files: readonly File[]): Promise<void> {
    if (this.#update.running || this.stage.kind === 'step') return;
    if (!this.isOpen) this.#reset();
    const all = [...this.#usable(), ...files];
    this.#isCut = all.length > MOST_ROUTE_FILES;
    this.#files = all.slice(0, MOST_ROUTE_FILES);
    await this.#planNow();
  }

  /** Without the one that was refused; files that are no steps of one update are given up. */
  #usable(): readonly File[] {
    const stage = this.#plan;
    if (stage.kind !== 'plan' || stage.plan.kind !== 'refused') return this.#files;
    const { given } = stage.plan;
    return given === null ? [] : this.#files.filter((_, at) => at !== given);
  }

  /** Asks the worker for the order, by what the device that is chosen runs. */
  async #planNow(): Promise<void> {
    this.steps.reset();
    const { report } = this.#update.choice;
    this.#plan = { kind: 'planning' };
    this.#planned = planKeyOf(report);
    const files = this.#files;
    const measured = report === null ? null : measuredTimes(report);
    const outcome = await this.#update.ask(async (updater) => {
      const told = await updater.trust(new StoredChoice(TRUST_KEY).value);
      return told.ok ? updater.planFirmwareRoute(files, report, measured) : told;
    });
    if (this.stage.kind !== 'planning' || files !== this.#files) return;
    if (outcome.ok) {
      this.#plan = { kind: 'plan', plan: outcome.value };
      await this.#chooseFirst(outcome.value);
    } else if (outcome.failure.code !== 'cancelled')
      this.#plan = { kind: 'failed', failure: outcome.failure };
  }

  /** What the screen says of a firmware is said of it; without a device it asks for one, as for a single file. */
  async #chooseFirst(plan: FirmwareRoute): Promise<void> {
    const [first] = plan.kind === 'planned' ? plan.steps : [];
    const file = first && this.#files[first.given];
    if (file !== undefined) await this.#update.chooseFile(file);
  }

  /** The first step of the plan, and then the others. */
  async begin(): Promise<void> {
    const stage = this.#plan;
    if (stage.kind !== 'plan' || stage.plan.kind !== 'planned' || stage.plan.gap !== null) return;
    const { steps, running } = stage.plan;
    if (running === null || this.steps.stage !== null) return;
    const withFile = (step: PlannedStep) => {
      const file = this.#files[step.given];
      return file === undefined ? [] : [{ ...step, file }];
    };
    await this.steps.begin(steps.flatMap(withFile), running);
  }

  /** From what the device runs now. */
  async planAgain(): Promise<void> {
    this.steps.reset();
    this.#plan = { kind: 'planning' };
    if (this.#update.choice.device.kind !== 'none') await this.#update.connect();
    await this.#planNow();
  }

  /** The same files for another device. */
  async nextDevice(): Promise<void> {
    const files = this.#files;
    this.#reset();
    this.#files = files;
    this.#update.nextDevice();
    await this.#planNow();
  }

  /** The files are forgotten; the device stays as it is. */
  leave(): void {
    this.#reset();
    void this.#open.forget();
  }

  /** What a page before this one left. */
  async restore(): Promise<void> {
    if (!this.#isNone()) return;
    const kept = await this.#open.find();
    if (kept !== null && this.#isNone()) this.#plan = { kind: 'kept', kept };
  }

  /** Its files, as a plan against what the device that is chosen runs now. */
  async carryOn(): Promise<void> {
    if (this.#plan.kind !== 'kept') return;
    const { left } = this.#plan.kept;
    this.#files = left.map(({ file, fileName }) => new File([file], fileName));
    await this.planAgain();
  }

  /** Called with every state of the screen. */
  follow(view: ScreenView): void {
    const { stage } = this;
    if (stage.kind === 'plan') this.#followPlan(stage.plan, view);
    else if (stage.kind === 'kept' && view.kind === 'finished')
      this.#adopt(stage.kept, view.finished);
    else this.steps.follow(view);
  }

  /** Another device, or another answer of it: another plan. Another file: no route. */
  #followPlan(plan: FirmwareRoute, view: ScreenView): void {
    const { report, firmware } = this.#update.choice;
    if (view.kind === 'running' || plan.kind === 'refused') return;
    const isOther =
      plan.running === null &&
      firmware.kind === 'sound' &&
      plan.steps.every(({ id }) => id !== firmware.bundle.id);
    if (isOther) this.leave();
    else if (report !== null && planKeyOf(report) !== this.#planned) void this.#planNow();
  }

  /** The interrupted step ended in this page: the rest is offered. */
  #adopt({ left }: KeptRoute, { run, result }: FinishedRun): void {
    const isOfIt = left.some(({ buildId }) => buildId === run.order.builds?.to);
    if (!isOfIt || result.result !== 'committed') return;
    if (left.length < 2) this.leave();
    else void this.carryOn();
  }

  #reset(): void {
    this.steps.reset();
    this.#files = [];
    this.#isCut = false;
    this.#plan = { kind: 'none' };
  }
}
