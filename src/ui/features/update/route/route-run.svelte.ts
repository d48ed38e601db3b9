/** Several firmwares of one device, one after the other: each is an update of its own, which the screen shows as any other. */
import type { Failure } from '../../../../contracts/failure.ts';
import { OtaError, toFailure } from '../../../../contracts/failure.ts';
import { MOST_ROUTE_FILES } from '../../../../contracts/firmware-route.ts';
import type { FirmwareRoute, KeptRoute, PlannedStep } from '../../../../contracts/firmware-route.ts';
import type { DeviceReport } from '../../../../workers/api.ts';
import { measuredTimes } from '../../../state/measured-times.ts';
import { StoredChoice } from '../../../state/remembered.svelte.ts';
import { OPEN_ROUTE_KEY } from '../../../state/lazy-route.ts';
import { TRUST_KEY } from '../../../state/restartable-updater.ts';
import type { FinishedRun } from '../../../state/run-view.ts';
import type { ScreenView } from '../../../state/screen-view.ts';
import type { UpdateState } from '../../../state/update-state.svelte.ts';

/** A step, and the file that is sent. */
export interface RouteStepFile extends PlannedStep {
  readonly file: File;
}

export type RouteStage =
  | { readonly kind: 'none' }
  /** A page before this one did not end it. */
  | { readonly kind: 'kept'; readonly kept: KeptRoute }
  | { readonly kind: 'planning' }
  | { readonly kind: 'plan'; readonly plan: FirmwareRoute }
  /** The plan could not be made: the worker is gone. */
  | { readonly kind: 'failed'; readonly failure: Failure }
  /** Its update runs, or waits for what a person decides. `at`: of the steps. */
  | { readonly kind: 'step'; readonly at: number }
  /** The one before is kept. `dueAt`: window's clock, when the next one begins by itself. */
  | {
      readonly kind: 'between';
      readonly at: number;
      readonly dueAt: number;
      readonly finished: FinishedRun;
    }
  | {
      readonly kind: 'stopped';
      readonly at: number;
      readonly why: StoppedBy;
    }
  | { readonly kind: 'done'; readonly finished: FinishedRun };

/** `result`: its update ended so. `left`: a person stopped it between two steps. */
export type StoppedBy =
  | { readonly kind: 'result'; readonly finished: FinishedRun }
  /** Nothing of it was sent. */
  | { readonly kind: 'failure'; readonly failure: Failure }
  /** The device does not say that the step before runs and is kept. */
  | { readonly kind: 'not-confirmed' }
  | { readonly kind: 'left'; readonly finished: FinishedRun };

export interface RouteClocks {
  /** Milliseconds that never run backwards. */
  readonly now: () => number;
  /** Milliseconds since 1970. */
  readonly wall: () => number;
  /** What it returns takes the call back. */
  readonly after: (ms: number, work: () => void) => () => void;
}

/** Long enough to read what is kept, and to stop. */
const BETWEEN_MS = 5_000;

/** States of the screen that say no more than the route itself does. */
const COVERED: readonly ScreenView['kind'][] = [
  ...(['empty', 'file-only', 'device-only', 'ready', 'to-decide', 'same-version'] as const),
  ...(['comparing', 'blocked', 'refused-file', 'finished'] as const),
];

export class RouteRun {
  readonly #update: UpdateState;
  readonly #clocks: RouteClocks;
  /** Without it, nobody starts the updater's thread to look. */
  readonly #stored = new StoredChoice(OPEN_ROUTE_KEY);
  #stage = $state.raw<RouteStage>({ kind: 'none' });
  #files: readonly File[] = [];
  #steps = $state.raw<readonly RouteStepFile[]>([]);
  /** What ran before the first step. */
  #from = $state.raw('');
  #isKept = $state.raw(true);
  #isCut = $state.raw(false);
  #deviceName: string | undefined = undefined;
  /** Whose route is kept. */
  #device: string | null = null;
  /** The next step is made ready: the screen passes through states that are none of its end. */
  #isPreparing = false;
  #planned = '';
  /** The next step does not begin by itself any more. */
  #hold: () => void = () => undefined;

  constructor(update: UpdateState, clocks: RouteClocks) {
    this.#update = update;
    this.#clocks = clocks;
  }

  get stage(): RouteStage {
    return this.#stage;
  }

  /** Of the route that goes on, or ended; empty before it begins. */
  get steps(): readonly RouteStepFile[] {
    return this.#steps;
  }

  get from(): string {
    return this.#from;
  }

  /** A reload finds what is left of it. */
  get isKept(): boolean {
    return this.#isKept;
  }

  /** More files were given than a route has. */
  get isCut(): boolean {
    return this.#isCut;
  }

  /** What people call the device; undefined: it is the practice device. */
  get deviceName(): string | undefined {
    return this.#deviceName;
  }

  /** One more file would be a step of it. */
  get isOpen(): boolean {
    return ['planning', 'plan', 'failed'].includes(this.#stage.kind);
  }

  /** The screen shows the route, and not this state of it. */
  covers(view: ScreenView): boolean {
    const { kind } = this.#stage;
    switch (kind) {
      case 'none':
      case 'kept':
        return false;
      case 'planning':
      case 'failed':
        return view.kind !== 'running';
      case 'plan':
        if (this.#stage.plan.kind === 'refused') return view.kind !== 'running';
        return this.#stage.plan.running !== null && COVERED.includes(view.kind);
      case 'step':
        return view.kind !== 'to-decide' && COVERED.includes(view.kind);
      case 'between':
      case 'stopped':
      case 'done':
        return view.kind !== 'running';
    }
  }

  /** Further files of it, where it has not begun. */
  async give(files: readonly File[]): Promise<void> {
    if (this.#update.running || this.#stage.kind === 'step') return;
    if (!this.isOpen) this.#reset();
    const all = [...this.#files, ...files];
    this.#isCut = all.length > MOST_ROUTE_FILES;
    this.#files = all.slice(0, MOST_ROUTE_FILES);
    await this.plan();
  }

  /** Asks the worker for the order, by what the device that is chosen runs. */
  async plan(): Promise<void> {
    this.#hold();
    const { report } = this.#update.choice;
    this.#stage = { kind: 'planning' };
    this.#planned = planKeyOf(report);
    const files = this.#files;
    const measured = report === null ? null : measuredTimes(report);
    const outcome = await this.#update.ask(async (updater) => {
      const told = await updater.trust(new StoredChoice(TRUST_KEY).value);
      return told.ok ? updater.planFirmwareRoute(files, report, measured) : told;
    });
    if (this.#stage.kind !== 'planning' || files !== this.#files) return;
    if (!outcome.ok) {
      if (outcome.failure.code !== 'cancelled')
        this.#stage = { kind: 'failed', failure: outcome.failure };
      return;
    }
    this.#stage = { kind: 'plan', plan: outcome.value };
    // Without a device the screen asks for one, as for a single file.
    if (report === null && outcome.value.kind === 'planned') await this.#choose(outcome.value.steps[0]);
  }

  async #choose(step: PlannedStep | undefined): Promise<void> {
    const file = step === undefined ? undefined : this.#files[step.given];
    if (file !== undefined) await this.#update.chooseFile(file);
  }

  /** The first step of the plan, and then the others. */
  async begin(): Promise<void> {
    const stage = this.#stage;
    if (stage.kind !== 'plan' || stage.plan.kind !== 'planned' || stage.plan.gap !== null) return;
    this.#steps = stage.plan.steps.flatMap((step) => {
      const file = this.#files[step.given];
      return file === undefined ? [] : [{ ...step, file }];
    });
    this.#from = stage.plan.running ?? '';
    this.#deviceName = this.#update.choice.report?.name;
    await this.#step(0);
  }

  /** The next step, without waiting until it begins by itself. */
  async goOn(): Promise<void> {
    if (this.#stage.kind === 'between') await this.#step(this.#stage.at);
  }

  /** Between two steps: what is kept stays, the others are not begun. */
  stop(): void {
    if (this.#stage.kind !== 'between') return;
    this.#hold();
    const { at, finished } = this.#stage;
    this.#stopAt(at, { kind: 'left', finished });
  }

  /** From what the device runs now. */
  async planAgain(): Promise<void> {
    this.#steps = [];
    this.#stage = { kind: 'planning' };
    if (this.#update.choice.device.kind !== 'none') await this.#update.connect();
    await this.plan();
  }

  /** The same files for another device. */
  async nextDevice(): Promise<void> {
    const files = this.#files;
    this.#reset();
    this.#files = files;
    this.#update.nextDevice();
    await this.plan();
  }

  /** The files are forgotten; the device stays as it is. */
  leave(): void {
    this.#reset();
    void this.#forget();
  }

  /** What a page before this one left. */
  async restore(): Promise<void> {
    if (this.#stored.value === null || this.#stage.kind !== 'none') return;
    const outcome = await this.#update.ask((updater) => updater.keptRoutes());
    const [kept] = outcome.ok ? outcome.value : [];
    if (this.#stage.kind !== 'none') return;
    if (kept === undefined) {
      if (outcome.ok) this.#stored.keep(null);
      return;
    }
    this.#device = kept.device;
    this.#stage = { kind: 'kept', kept };
  }

  /** Its files, as a plan against what the device that is chosen runs now. */
  async carryOn(): Promise<void> {
    if (this.#stage.kind !== 'kept') return;
    const { left } = this.#stage.kept;
    this.#files = left.map(({ file, fileName }) => new File([file], fileName));
    await this.planAgain();
  }

  /** Called with every state of the screen. */
  follow(view: ScreenView): void {
    if (this.#isPreparing) return;
    const stage = this.#stage;
    if (stage.kind === 'plan') this.#followPlan(stage.plan, view);
    else if (stage.kind === 'kept' && view.kind === 'finished') this.#adopt(stage.kept, view.finished);
    else if (stage.kind === 'step') this.#followStep(stage.at, view);
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
    else if (planKeyOf(report) !== this.#planned && report !== null) void this.plan();
  }

  #followStep(at: number, view: ScreenView): void {
    if (view.kind === 'finished') this.#settle(at, view.finished);
    else if (view.kind === 'refused-file') this.#fail(at, view.failure);
    else if (view.kind === 'blocked') {
      const stop = view.findings.find(({ force }) => force === null) ?? view.findings[0];
      if (stop !== undefined) this.#fail(at, stop.failure);
    }
  }

  #settle(at: number, finished: FinishedRun): void {
    const why = { kind: 'result', finished } as const;
    if (finished.result.result !== 'committed') this.#stopAt(at, why);
    else if (at + 1 >= this.#steps.length) {
      this.#stage = { kind: 'done', finished };
      void this.#forget();
    } else {
      const next = { at: at + 1, dueAt: this.#clocks.now() + BETWEEN_MS, finished };
      this.#stage = { kind: 'between', ...next };
      this.#hold = this.#clocks.after(BETWEEN_MS, () => void this.goOn());
      void this.#keep(at + 1);
    }
  }

  #stopAt(at: number, why: StoppedBy): void {
    this.#stage = { kind: 'stopped', at, why };
  }

  #fail(at: number, failure: Failure): void {
    this.#stopAt(at, { kind: 'failure', failure });
  }

  /** None begins before the device itself says that the one before runs and is kept. */
  async #step(at: number): Promise<void> {
    this.#hold();
    const [step, before] = [this.#steps[at], this.#steps[at - 1]];
    if (step === undefined) return;
    this.#isPreparing = true;
    this.#stage = { kind: 'step', at };
    try {
      await this.#keep(at);
      if (before !== undefined) await this.#update.connect();
      const isKept = before === undefined || this.#runsKept(before);
      if (isKept) await this.#update.chooseFile(step.file);
      if (!this.#isAt(at)) return;
      const { firmware } = this.#update.choice;
      if (!isKept) this.#stopAt(at, { kind: 'not-confirmed' });
      else if (firmware.kind === 'sound' && firmware.bundle.id !== step.id)
        this.#fail(at, replaced(step));
    } finally {
      this.#isPreparing = false;
    }
    if (this.#update.view.kind === 'ready' && this.#isAt(at)) await this.#update.start();
    else this.follow(this.#update.view);
  }

  #isAt(at: number): boolean {
    return this.#stage.kind === 'step' && this.#stage.at === at;
  }

  /** By what the device has just answered. */
  #runsKept({ buildId, version }: PlannedStep): boolean {
    const { device } = this.#update.choice;
    if (device.kind !== 'known' || device.away !== undefined) return false;
    const { info, status } = device.report;
    return status?.is_committed === true && info.fw_id === buildId && info.fw_version === version;
  }

  /** The interrupted step ended in this page: the rest is offered. */
  #adopt({ left }: KeptRoute, { run, result }: FinishedRun): void {
    const isOfIt = left.some(({ buildId }) => buildId === run.order.builds?.to);
    if (!isOfIt || result.result !== 'committed') return;
    if (left.length < 2) this.leave();
    else void this.carryOn();
  }

  async #keep(at: number): Promise<void> {
    const { report } = this.#update.choice;
    if (report === null) return;
    const { mac, id } = report.info;
    const device = mac || id;
    this.#device = device;
    const left = this.#steps.slice(at).map(({ id: sha256, fileName, version, buildId, file }) => ({
      ...{ id: sha256, fileName, version, buildId, file },
    }));
    const kept: KeptRoute = {
      ...{ device, name: report.name ?? id, keptAtMs: this.#clocks.wall() },
      ...{ of: this.#steps.length, left },
    };
    const outcome = await this.#update.ask((updater) => updater.keepRoute(kept));
    this.#isKept = outcome.ok && this.#stored.keep('1');
  }

  async #forget(): Promise<void> {
    const device = this.#device;
    this.#device = null;
    this.#stored.keep(null);
    if (device !== null) await this.#update.ask((updater) => updater.forgetRoute(device));
  }

  #reset(): void {
    this.#hold();
    this.#files = [];
    this.#steps = [];
    this.#isKept = true;
    this.#isCut = false;
    this.#stage = { kind: 'none' };
  }
}

/** The plan holds for this. */
const planKeyOf = (report: DeviceReport | null): string =>
  report === null
    ? ''
    : JSON.stringify([report.info, report.status?.is_committed, report.status?.state]);

const replaced = ({ fileName }: PlannedStep): Failure =>
  toFailure(new OtaError('file/replaced', { file: fileName }));
