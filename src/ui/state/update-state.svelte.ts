import { OtaError, toFailure } from '../../contracts/failure.ts';
import type { Failure, Outcome } from '../../contracts/failure.ts';
import type {
  BundleReport,
  DeviceReport,
  Finding,
  ForceName,
  PracticeNews,
  TrialDecision,
  UpdateResult,
} from '../../workers/api.ts';
import type { UpdaterClient } from '../../workers/client/updater-client.ts';
import { beginRun, withEvent, withTrialClock } from './run-view.ts';
import type { FinishedRun, RunView } from './run-view.ts';
import { UpdaterCalls } from './updater-calls.ts';
import { screenView } from './screen-view.ts';
import type { DeviceState, FirmwareState, ScreenView } from './screen-view.ts';

export interface UpdateDeps {
  /** A fresh worker that is already joined to the devices. Called again when one dies. */
  readonly openUpdater: () => Promise<Outcome<UpdaterClient>>;
  /** Milliseconds that never run backwards. */
  readonly now: () => number;
  /** Milliseconds since 1970. */
  readonly wall: () => number;
  readonly newId: () => string;
}

/** How long a device may be tried before it goes back by itself. */
export const KEEP_TIMES_MINUTES = [1, 5, 10, 30] as const;
const DEFAULT_KEEP_MINUTES = 5;

/** One device, one firmware, from choice to result. */
export class UpdateState {
  readonly #deps: UpdateDeps;
  readonly #updater: UpdaterCalls;
  #firmware = $state.raw<FirmwareState>({ kind: 'none' });
  #device = $state.raw<DeviceState>({ kind: 'none' });
  #findings = $state.raw<readonly Finding[] | null>(null);
  #allowed = $state.raw<readonly ForceName[]>([]);
  #run = $state.raw<RunView | null>(null);
  #finished = $state.raw<FinishedRun | null>(null);
  #keepMinutes = $state<number>(DEFAULT_KEEP_MINUTES);
  #question = 0;

  readonly #view = $derived(
    screenView({
      firmware: this.#firmware,
      device: this.#device,
      findings: this.#findings,
      allowed: this.#allowed,
      run: this.#run,
      finished: this.#finished,
    }),
  );

  constructor(deps: UpdateDeps) {
    this.#deps = deps;
    this.#updater = new UpdaterCalls(deps.openUpdater);
  }

  get view(): ScreenView {
    return this.#view;
  }

  get firmware(): FirmwareState {
    return this.#firmware;
  }

  get device(): DeviceState {
    return this.#device;
  }

  get allowed(): readonly ForceName[] {
    return this.#allowed;
  }

  get keepMinutes(): number {
    return this.#keepMinutes;
  }

  get running(): boolean {
    return this.#run !== null;
  }

  setKeepMinutes(minutes: number): void {
    this.#keepMinutes = minutes;
  }

  async chooseFile(file: File): Promise<void> {
    if (this.running) return;
    const question = this.#ask();
    this.#finished = null;
    this.#firmware = { kind: 'checking', fileName: file.name };
    const outcome = await this.#updater.call((updater) => updater.openBundle(file, file.name));
    if (question !== this.#question) return;
    this.#firmware = outcome.ok
      ? { kind: 'sound', bundle: outcome.value }
      : { kind: 'refused', fileName: file.name, failure: outcome.failure };
    await this.#compare();
  }

  /** A file that travels with the app. */
  async chooseAddress(address: string): Promise<void> {
    const answer = await fetch(address).catch(() => null);
    if (answer?.ok === true) await this.chooseFile(new File([await answer.blob()], address));
    else this.#firmware = notFetched(address, answer);
  }

  /** Asks the chosen device who it is and what it runs. */
  async connect(): Promise<void> {
    if (this.running) return;
    if (this.#device.kind !== 'known') this.#device = { kind: 'connecting' };
    this.#takeDevice(await this.#updater.call((updater) => updater.askDevice()));
    await this.#compare();
  }

  disconnect(): void {
    if (this.running) return;
    this.#ask();
    this.#device = { kind: 'none' };
    this.#finished = null;
    this.#findings = null;
  }

  /** The person looked at a finding and goes on anyway, or took that back. */
  allow(name: ForceName, allowed: boolean): void {
    const others = this.#allowed.filter((other) => other !== name);
    this.#allowed = allowed ? [...others, name] : others;
  }

  async start(): Promise<void> {
    if (this.#firmware.kind !== 'sound' || this.#device.kind !== 'known' || this.running) return;
    const { bundle } = this.#firmware;
    const { report } = this.#device;
    this.#finished = null;
    this.#run = beginRun(this.#order(bundle, report), this.#deps.now());
    const order = {
      bundleId: bundle.id,
      sessionId: this.#deps.newId(),
      commitTimeoutMs: this.#keepMinutes * 60_000,
      force: this.#allowed,
    };
    const outcome = await this.#updater.call((updater) =>
      updater.update(order, (event) => {
        if (this.#run !== null) this.#run = withEvent(this.#run, event, this.#deps.now());
      }),
    );
    await this.#end(outcome.ok ? outcome.value : this.#broken(outcome.failure));
  }

  async cancel(): Promise<void> {
    if (this.#run === null) return;
    this.#run = { ...this.#run, cancelling: true };
    await this.#updater.call((updater) => updater.cancel());
  }

  /** Keep or go back: of the update that runs, or of what was found on trial. */
  async decide(decision: TrialDecision): Promise<void> {
    if (this.#run !== null) {
      this.#run = { ...this.#run, decision };
      await this.#updater.call((updater) => updater.decide(decision));
      return;
    }
    const outcome = await this.#updater.call((updater) => updater.settle(decision));
    if (outcome.ok) await this.connect();
    else this.#device = { kind: 'unreachable', failure: outcome.failure };
  }

  /** Makes the device forget an update that someone began and nobody ends. */
  async discard(): Promise<void> {
    await this.#updater.call((updater) => updater.discard());
    await this.connect();
  }

  /** Leaves the result and shows file and device again. */
  async leaveResult(): Promise<void> {
    this.#finished = null;
    this.#allowed = [];
    await this.connect();
  }

  /** Leaves the result and forgets the file. */
  async finish(): Promise<void> {
    this.#firmware = { kind: 'none' };
    await this.leaveResult();
  }

  /** The practice device tells its own time; the ring follows it. */
  followPractice(news: PracticeNews): void {
    const running = news.snapshot.running;
    if (this.#run === null || running === null || running.committed) return;
    this.#run = withTrialClock(this.#run, {
      leftMs: running.commitLeftMs,
      at: this.#deps.now(),
      factor: news.timeFactor,
    });
  }

  async #end(result: UpdateResult): Promise<void> {
    const run = this.#run;
    this.#run = null;
    if (run === null) return;
    if (result.result === 'refused' && result.findings.length > 0) {
      this.#findings = result.findings;
      return;
    }
    const endedAt = this.#deps.now();
    this.#finished = { run, result, endedAt, endedWallMs: this.#deps.wall() };
    this.#takeDevice(await this.#updater.call((updater) => updater.askDevice()));
  }

  async #compare(): Promise<void> {
    this.#findings = null;
    this.#allowed = [];
    const firmware = this.#firmware;
    const device = this.#device;
    if (firmware.kind !== 'sound' || device.kind !== 'known') return;
    const question = this.#ask();
    const outcome = await this.#updater.call((updater) =>
      updater.compare(firmware.bundle.id, device.report),
    );
    if (question !== this.#question) return;
    this.#findings = outcome.ok ? outcome.value : [{ failure: outcome.failure, force: null }];
  }

  #takeDevice(outcome: Outcome<DeviceReport>): void {
    this.#device = outcome.ok
      ? { kind: 'known', report: outcome.value, askedAtMs: this.#deps.wall() }
      : { kind: 'unreachable', failure: outcome.failure };
  }

  #order(bundle: BundleReport, report: DeviceReport) {
    return {
      from: report.info.fw_version,
      to: bundle.version,
      bundleBytes: bundle.sizeBytes,
      commitTimeoutMs: this.#keepMinutes * 60_000,
      fromSlot: report.boot?.active_slot ?? null,
    };
  }

  /** The worker itself failed: the device is where it was, and we cannot say more. */
  #broken(failure: Failure): UpdateResult {
    const { order, startedAt, acknowledgedBytes } = this.#run ?? beginRun(noOrder, 0);
    const seconds = (this.#deps.now() - startedAt) / 1_000;
    const figures = { bytes: acknowledgedBytes, seconds, writeSeconds: 0 };
    return { result: 'failed', ...figures, from: order.from, to: order.to, failure };
  }

  /** A newer question makes older answers void. */
  #ask(): number {
    this.#question += 1;
    return this.#question;
  }
}

function notFetched(address: string, answer: Response | null): FirmwareState {
  const detail = answer === null ? 'no network' : `status ${answer.status}`;
  const failure = toFailure(new OtaError('file/unreadable', { file: address, detail }));
  return { kind: 'refused', fileName: address, failure };
}

const noOrder = { from: '', to: '', bundleBytes: 0, commitTimeoutMs: 0, fromSlot: null } as const;
