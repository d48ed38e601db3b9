import type { Outcome } from '../../../contracts/failure.ts';
import type {
  BundleReport,
  DeviceReport,
  ForceName,
  UpdateEvent,
  UpdateResult,
} from '../../../workers/api.ts';
import type { CablePort } from '../../../workers/client/serial-client.ts';
import { broken } from '../../state/broken-run.ts';
import { learnRestart } from '../../state/restart-times.ts';
import { orderOf } from '../../state/run-order.ts';
import { beginRun, restartMsOf, withEvent } from '../../state/run-view.ts';
import { trialChecks } from '../update/trial-checks.ts';
import type { TrialCheck } from '../update/trial-checks.ts';
import { endOfFindings, endOfResult, isUpToDate, keyOf } from './lane-state.ts';
import type { LaneEnd, LaneState } from './lane-state.ts';
import { LaneThread } from './lane-thread.ts';
import type { LaneFirmware, LaneThreadDeps } from './lane-thread.ts';
import type { Seat } from './seats.ts';
import { TrialKeeper } from './trial-keeper.ts';

export interface LaneDeps extends LaneThreadDeps {
  /** null = none is chosen, or it is not sound. */
  readonly firmware: () => LaneFirmware | null;
  readonly commitTimeoutMs: () => number;
  readonly now: () => number;
  readonly newId: () => string;
  readonly wait: (ms: number) => Promise<void>;
  readonly onEnd: (end: LaneEnd, tookMs: number | null) => void;
}

/** A device that was just plugged in starts first, and its port may belong to the system for a moment. */
const ASKS = 4;
const ASK_AGAIN_MS = 1_000;
const NOT_THERE_YET: readonly string[] = ['link/held', 'link/no-answer', 'link/lost'];
/** One port, one device, one thread: from the plug to the mark. */
export class Lane implements Seat {
  readonly number: number;
  readonly #deps: LaneDeps;
  readonly #thread: LaneThread;
  #state = $state.raw<LaneState>({ kind: 'free' });
  #port = $state.raw<CablePort | null>(null);
  /** Of the last port. */
  #adapter = $state('');
  #vacatedAt = 0;
  /** What was asked before a later turn is void. */
  #turn = 0;
  #keeper: TrialKeeper | null = null;

  constructor(number: number, deps: LaneDeps) {
    this.number = number;
    this.#deps = deps;
    this.#thread = new LaneThread(deps);
  }

  get state(): LaneState {
    return this.#state;
  }

  get port(): CablePort | null {
    return this.#port;
  }

  get hasPort(): boolean {
    return this.#port !== null;
  }

  get adapter(): string {
    return this.#adapter;
  }

  get isRunning(): boolean {
    return this.#state.kind === 'running';
  }

  get isOver(): boolean {
    return this.#state.kind === 'over';
  }

  get key(): string | null {
    return this.#state.kind === 'running' ? keyOf(this.#state.device) : null;
  }

  get vacatedAt(): number {
    return this.#vacatedAt;
  }

  /** How the firmware on trial does; empty before it is. */
  get checks(): readonly TrialCheck[] {
    return checksOf(this.#state, this.#deps.firmware()?.bundle ?? null);
  }

  /** A port of its own: an update that lost its device goes on there by itself; else it is asked who it is. */
  async take(port: CablePort): Promise<void> {
    this.#port = port;
    this.#adapter = port.adapter;
    this.#deps.serial.use(port);
    if (this.#state.kind === 'running') await this.#thread.call((updater) => updater.goOn());
    else await this.ask();
  }

  /** Its port is out of the computer. */
  leave(): void {
    this.#port = null;
    this.#vacatedAt = this.#deps.now();
    const { kind } = this.#state;
    if (kind === 'running' || kind === 'over') return;
    this.#turn += 1;
    this.#state = { kind: 'free' };
  }

  /** Who is on the port, and does the file fit it. */
  async ask(): Promise<void> {
    if (this.#port === null || this.isRunning) return;
    this.#turn += 1;
    const turn = this.#turn;
    this.#state = { kind: 'asking' };
    const asked = await this.#askPatiently(turn);
    if (turn !== this.#turn) return;
    if (!asked.ok) {
      this.#over(null, { kind: 'unreached', failure: asked.failure });
      return;
    }
    const device = asked.value;
    const end = await this.#compare(device);
    if (turn !== this.#turn) return;
    if (end === null) this.#state = { kind: 'ready', device };
    else this.#over(device, end);
  }

  /** Only a lane that is ready. */
  async start(force: readonly ForceName[] = []): Promise<void> {
    const firmware = this.#deps.firmware();
    if (this.#state.kind !== 'ready' || firmware === null) return;
    const { device } = this.#state;
    const { bundle } = firmware;
    const commitTimeoutMs = this.#deps.commitTimeoutMs();
    const asked = orderOf(bundle, device, commitTimeoutMs);
    this.#keeper = this.#newKeeper();
    this.#state = { kind: 'running', device, run: beginRun(asked, this.#deps.now()) };
    const sessionId = this.#deps.newId();
    const order = { bundleId: bundle.id, sessionId, commitTimeoutMs, force };
    const outcome = await this.#thread.update(firmware, order, (event) =>
      this.#hear(event, bundle),
    );
    this.#finish(outcome, bundle);
  }

  /** The same port once more, whoever is there now. */
  async again(): Promise<void> {
    await this.ask();
    await this.start();
  }

  /** What runs already is written all the same. */
  async rewrite(): Promise<void> {
    const state = this.#state;
    if (state.kind !== 'over' || !isUpToDate(state.end) || state.device === null) return;
    this.#state = { kind: 'ready', device: state.device };
    await this.start(['same-version']);
  }

  /** Done with this device: the lane waits for the next one. */
  next(): void {
    if (this.#state.kind === 'over')
      this.#state = { kind: this.#port === null ? 'free' : 'unplug' };
  }

  async cancel(): Promise<void> {
    if (this.#state.kind !== 'running') return;
    this.#state = { ...this.#state, run: { ...this.#state.run, cancelling: true } };
    await this.#thread.call((updater) => updater.cancel());
  }

  async #askPatiently(turn: number): Promise<Outcome<DeviceReport>> {
    for (let tries = 1; ; tries += 1) {
      const asked = await this.#thread.call((updater) => updater.askDevice());
      if (asked.ok || tries === ASKS || !NOT_THERE_YET.includes(asked.failure.code)) return asked;
      await this.#deps.wait(ASK_AGAIN_MS);
      if (turn !== this.#turn) return asked;
    }
  }

  /** How the lane ends before it begins; null = it can be started. */
  async #compare(device: DeviceReport): Promise<LaneEnd | null> {
    const firmware = this.#deps.firmware();
    if (firmware === null) return null;
    const found = await this.#thread.compare(firmware, device);
    if (!found.ok) return { kind: 'failed', failure: found.failure, percent: null };
    return endOfFindings(found.value, firmware.bundle, device);
  }

  #hear(event: UpdateEvent, bundle: BundleReport): void {
    if (this.#state.kind !== 'running') return;
    const run = withEvent(this.#state.run, event, this.#deps.now());
    this.#state = { ...this.#state, run };
    if (run.trial === null || run.decision !== null) return;
    if (event.type === 'trial') void this.#keeper?.begin(run.after?.info.uptime ?? 0);
    else if (event.type === 'device') this.#keeper?.judge(checksOf(this.#state, bundle));
  }

  #newKeeper(): TrialKeeper {
    const isOpen = (): boolean =>
      this.#state.kind === 'running' &&
      this.#state.run.trial !== null &&
      this.#state.run.decision === null;
    return new TrialKeeper({
      wait: this.#deps.wait,
      check: () => {
        if (isOpen()) void this.#thread.call((updater) => updater.check());
      },
      decide: (decision) => {
        if (this.#state.kind !== 'running') return;
        this.#state = { ...this.#state, run: { ...this.#state.run, decision } };
        void this.#thread.call((updater) => updater.decide(decision));
      },
    });
  }

  #finish(outcome: Outcome<UpdateResult>, bundle: BundleReport): void {
    const state = this.#state;
    if (state.kind !== 'running') return;
    const { run, device } = state;
    const now = this.#deps.now();
    const result = outcome.ok ? outcome.value : broken(run, now, outcome.failure);
    const restartMs = restartMsOf(run);
    if (restartMs !== null) learnRestart(device.info.arch, restartMs);
    const failedCheck = this.#keeper?.failedCheck ?? null;
    const end = endOfResult(result, { run, bundle, device, failedCheck });
    this.#over(device, end, { to: bundle.version, tookMs: now - run.startedAt });
  }

  #over(
    device: DeviceReport | null,
    end: LaneEnd,
    done: { readonly to: string; readonly tookMs: number } | null = null,
  ): void {
    const to = done?.to ?? this.#deps.firmware()?.bundle.version ?? null;
    const tookMs = done?.tookMs ?? null;
    this.#state = { kind: 'over', device, end, to, tookMs };
    this.#deps.onEnd(end, tookMs);
  }
}

/** Empty before the trial. */
const checksOf = (state: LaneState, bundle: BundleReport | null): readonly TrialCheck[] =>
  state.kind === 'running' && state.run.trial !== null
    ? trialChecks({ run: state.run, before: state.device.info, bundle })
    : [];
