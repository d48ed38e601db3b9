/** The steps of a route, one after the other: each is an update of its own, which the screen shows as any other. */
import { OtaError, toFailure } from '../../../../contracts/failure.ts';
import type { PlannedStep } from '../../../../contracts/firmware-route.ts';
import { screenWords } from '../../../../messages/screen-words.ts';
import type { FinishedRun } from '../../../state/run-view.ts';
import type { ScreenView } from '../../../state/screen-view.ts';
import type { UpdateState } from '../../../state/update-state.svelte.ts';
import type { OpenRoute } from './open-route.ts';
import type { RouteStepFile, StepStage, StoppedBy } from './route-stage.ts';

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

export class StepRun {
  readonly #update: UpdateState;
  readonly #clocks: RouteClocks;
  readonly #open: OpenRoute;
  /** null: the first one has not begun. */
  #stage = $state.raw<StepStage | null>(null);
  #steps = $state.raw<readonly RouteStepFile[]>([]);
  #from = $state.raw('');
  #deviceName = $state.raw<string | undefined>(undefined);
  #isKept = $state.raw(true);
  /** The next step is made ready: the screen passes through states that are none of its end. */
  #isPreparing = false;
  /** The next step does not begin by itself any more. */
  #hold: () => void = () => undefined;

  constructor(update: UpdateState, open: OpenRoute, clocks: RouteClocks) {
    this.#update = update;
    this.#open = open;
    this.#clocks = clocks;
  }

  get stage(): StepStage | null {
    return this.#stage;
  }

  get all(): readonly RouteStepFile[] {
    return this.#steps;
  }

  /** What ran before the first one. */
  get from(): string {
    return this.#from;
  }

  /** What people call the device; undefined: it is the practice device. */
  get deviceName(): string | undefined {
    return this.#deviceName;
  }

  /** A reload finds what is left of it. */
  get isKept(): boolean {
    return this.#isKept;
  }

  async begin(steps: readonly RouteStepFile[], from: string): Promise<void> {
    this.#steps = steps;
    this.#from = from;
    this.#deviceName = this.#update.choice.report?.name;
    void this.#keep(0);
    await this.#step(0);
  }

  /** The next step, without waiting until it begins by itself. */
  async goOn(): Promise<void> {
    if (this.#stage?.kind === 'between') await this.#step(this.#stage.at);
  }

  /** Between two steps: what is kept stays, the others are not begun. */
  stop(): void {
    if (this.#stage?.kind !== 'between') return;
    this.#hold();
    const { at, finished } = this.#stage;
    this.#stopAt(at, { kind: 'left', finished });
  }

  reset(): void {
    this.#hold();
    this.#stage = null;
    this.#steps = [];
    this.#isKept = true;
  }

  /** Called with every state of the screen. */
  follow(view: ScreenView): void {
    if (this.#isPreparing || this.#stage?.kind !== 'step') return;
    const { at } = this.#stage;
    if (view.kind === 'finished') this.#settle(at, view.finished);
    else if (view.kind === 'refused-file')
      this.#stopAt(at, { kind: 'failure', failure: view.failure });
    else if (view.kind === 'blocked') {
      const stop = view.findings.find(({ force }) => force === null) ?? view.findings[0];
      if (stop !== undefined) this.#stopAt(at, { kind: 'failure', failure: stop.failure });
    }
  }

  #settle(at: number, finished: FinishedRun): void {
    if (finished.result.result !== 'committed') this.#stopAt(at, { kind: 'result', finished });
    else if (at + 1 >= this.#steps.length) {
      this.#stage = { kind: 'done', finished };
      void this.#open.forget();
    } else {
      const dueAt = this.#clocks.now() + BETWEEN_MS;
      this.#stage = { kind: 'between', at: at + 1, dueAt, finished };
      this.#hold = this.#clocks.after(BETWEEN_MS, () => void this.goOn());
      void this.#keep(at + 1);
    }
  }

  #stopAt(at: number, why: StoppedBy): void {
    this.#stage = { kind: 'stopped', at, why };
  }

  /** None begins before the device itself says that the one before runs and is kept. */
  async #step(at: number): Promise<void> {
    this.#hold();
    const step = this.#steps[at];
    if (step === undefined) return;
    this.#isPreparing = true;
    this.#stage = { kind: 'step', at };
    let why: StoppedBy | null;
    try {
      why = await this.#prepare(step, this.#steps[at - 1] ?? null);
    } finally {
      this.#isPreparing = false;
    }
    if (!this.#isAt(at)) return;
    if (why !== null) this.#stopAt(at, why);
    else if (this.#update.view.kind === 'ready') await this.#update.start();
    else this.follow(this.#update.view);
  }

  #isAt(at: number): boolean {
    return this.#stage?.kind === 'step' && this.#stage.at === at;
  }

  /** null: its file is the one that is chosen. */
  async #prepare(step: RouteStepFile, before: PlannedStep | null): Promise<StoppedBy | null> {
    if (before !== null) {
      await this.#update.connect();
      if (!this.#runsKept(before)) return { kind: 'not-confirmed' };
    }
    await this.#update.chooseFile(step.file);
    const { firmware } = this.#update.choice;
    if (firmware.kind !== 'sound' || firmware.bundle.id === step.id) return null;
    const replaced = new OtaError('file/replaced', { file: step.fileName });
    return { kind: 'failure', failure: toFailure(replaced) };
  }

  /** By what the device has just answered. */
  #runsKept({ buildId, version }: PlannedStep): boolean {
    const { device } = this.#update.choice;
    if (device.kind !== 'known' || device.away !== undefined) return false;
    const { info, status } = device.report;
    return status?.is_committed === true && info.fw_id === buildId && info.fw_version === version;
  }

  async #keep(at: number): Promise<void> {
    const { report } = this.#update.choice;
    if (report === null) return;
    const { mac, id } = report.info;
    const named = { device: mac || id, name: report.name ?? screenWords.thePractice };
    const route = { ...named, keptAtMs: this.#clocks.wall(), of: this.#steps.length };
    this.#isKept = await this.#open.keep(route, this.#steps.slice(at));
  }
}
