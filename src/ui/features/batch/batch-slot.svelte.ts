import type { DeviceReport, ForceName } from '../../../workers/api.ts';
import type { CablePort } from '../../../workers/client/serial-client.ts';
import { DeviceProbe } from '../../state/device-probe.ts';
import type { IsVoid } from '../../state/device-probe.ts';
import { DeviceSession } from '../../state/device-session.svelte.ts';
import type { SoundFirmware } from '../../state/restartable-updater.ts';
import type { TrialCheck } from '../../../messages/check-words.ts';
import { BatchSlotRun } from './batch-slot-run.ts';
import type { BatchSlotOrder } from './batch-slot-run.ts';
import { endOfFindings, isAboutFile, isUpToDate, keyOf } from './batch-slot-state.ts';
import type { KeptState, BatchSlotEnd, BatchSlotOver, BatchSlotState } from './batch-slot-state.ts';
import { updaterOn } from './batch-slot-updater.ts';
import type { SlotUpdaterDeps } from './batch-slot-updater.ts';
import type { PortAssignment } from './port-assignment.ts';
import type { WriteQueue } from './write-queue.svelte.ts';

export interface BatchSlotDeps extends SlotUpdaterDeps {
  /** null = none is chosen, or it is not sound. */
  readonly firmware: () => SoundFirmware | null;
  /** Shared by all batch slots: a batch slot has a place in it from its start until all is written. */
  readonly queue: WriteQueue<BatchSlot>;
  readonly commitTimeoutMs: () => number;
  readonly now: () => number;
  readonly newId: () => string;
  readonly wait: (ms: number) => Promise<void>;
  readonly onEnd: (over: BatchSlotOver) => void;
}

/** One port, one worker: one device after the other, each from its connection to its result. */
export class BatchSlot implements PortAssignment {
  readonly number: number;
  readonly #deps: BatchSlotDeps;
  readonly #session: DeviceSession;
  readonly #probe: DeviceProbe;
  #state = $state.raw<KeptState>({ kind: 'free' });
  readonly #shown = $derived.by((): BatchSlotState => {
    const state = this.#state;
    if (state.kind !== 'running') return state;
    const { run } = this.#session;
    // Both begin and end in one moment.
    return run === null ? { kind: 'ready', device: state.device } : { ...state, run };
  });
  #port = $state.raw<CablePort | null>(null);
  /** Of the last port. */
  #adapter = $state('');
  #vacatedAt = 0;
  /** The update that runs, or the last one. */
  #run: BatchSlotRun | null = null;
  /** The bundle that a device which is not written was compared with. */
  #comparedWith: string | null = null;

  constructor(number: number, deps: BatchSlotDeps) {
    this.number = number;
    this.#deps = deps;
    this.#session = new DeviceSession({
      ...{ updater: updaterOn(deps), now: deps.now, newId: deps.newId },
      onEvent: (event, run) => this.#run?.hear(event, run),
    });
    this.#probe = new DeviceProbe(this.#session.updater);
  }

  get state(): BatchSlotState {
    return this.#shown;
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

  /** In the line of those that wait for their turn, from 1; null = it does not wait. */
  get place(): number | null {
    return this.#deps.queue.placeOf(this);
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
    return this.isRunning ? (this.#run?.checks ?? []) : [];
  }

  /** A port of its own: an update that lost its device goes on there by itself; else it is asked who it is. */
  async take(port: CablePort): Promise<void> {
    this.#port = port;
    this.#adapter = port.adapter;
    this.#deps.serial.use(port);
    if (this.isRunning) await this.#session.lookNow();
    else await this.ask();
  }

  /** Its port is out of the computer. */
  leave(): void {
    this.#port = null;
    this.#vacatedAt = this.#deps.now();
    const { kind } = this.#state;
    if (kind === 'running' || kind === 'over') return;
    this.#probe.begin();
    this.#state = { kind: 'free' };
    this.#deps.queue.leave(this);
  }

  /** Who is on the port, and does the file fit it. */
  async ask(): Promise<void> {
    if (this.#port === null || this.isRunning || this.place !== null) return;
    const isVoid = this.#probe.begin();
    this.#state = { kind: 'asking' };
    const asked = await this.#probe.identifyStarting(isVoid, this.#deps.wait);
    if (isVoid()) return;
    const nobody = { device: null, to: this.#deps.firmware()?.bundle ?? null, tookMs: null };
    if (asked.ok) await this.#judge(asked.value, isVoid);
    else this.#end({ ...nobody, end: { kind: 'unreached', failure: asked.failure } });
  }

  /** Another file was chosen: what was said of the last one is said anew, without asking the device. */
  async compareAnew(): Promise<void> {
    const state = this.#state;
    const isOpen = state.kind === 'ready' || (state.kind === 'over' && isAboutFile(state.end));
    const id = this.#deps.firmware()?.bundle.id;
    if (!isOpen || state.device === null || id === undefined || !this.hasPort) return;
    if (id === this.#comparedWith) return;
    await this.#judge(state.device, this.#probe.begin());
  }

  /** Only a batch slot that is ready; where others are written already, it waits for its turn. */
  async start(force: readonly ForceName[] = []): Promise<void> {
    if (this.#state.kind !== 'ready') return;
    const { device } = this.#state;
    // A comparison under way is void: its answer would come into the update.
    const isVoid = this.#probe.begin();
    const isOther = this.#deps.firmware()?.bundle.id !== this.#comparedWith;
    if (isOther && !(await this.#judge(device, isVoid))) return;
    const firmware = this.#deps.firmware();
    if (firmware === null) return;
    const place = this.#deps.queue.enter(this);
    if (place !== null) {
      this.#state = { kind: 'queued', device };
      if (!(await place) || isVoid()) return;
    }
    await this.#update({ device, firmware, force });
  }

  /** It no longer waits for its turn. */
  takeOff(): void {
    if (this.#state.kind !== 'queued') return;
    this.#probe.begin();
    this.#state = { kind: 'ready', device: this.#state.device };
    this.#deps.queue.leave(this);
  }

  /** See DeviceSession. */
  async pause(): Promise<void> {
    await this.#session.pause();
  }

  /** Ends that pause. */
  async goOn(): Promise<void> {
    if (this.#session.isPauseAsked) await this.#session.goOn();
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

  /** Done with this device: the batch slot waits for the next one. */
  next(): void {
    if (this.#state.kind === 'over')
      this.#state = { kind: this.#port === null ? 'free' : 'unplug' };
  }

  async cancel(): Promise<void> {
    await this.#session.cancel();
  }

  async #update(order: Pick<BatchSlotOrder, 'device' | 'firmware' | 'force'>): Promise<void> {
    const { queue, commitTimeoutMs } = this.#deps;
    const { device } = order;
    this.#run = new BatchSlotRun(
      { ...order, commitTimeoutMs: commitTimeoutMs() },
      {
        session: this.#session,
        onWritten: () => queue.leave(this),
        isHeld: () => queue.held,
      },
    );
    const over = this.#run.perform((done) => {
      queue.leave(this);
      this.#end({ device, ...done });
    });
    this.#state = { kind: 'running', device };
    await over;
  }

  /** Ready, which it answers, or how it ends before it begins; by the file that is chosen in the end. */
  async #judge(device: DeviceReport, isVoid: IsVoid): Promise<boolean> {
    const firmware = this.#deps.firmware();
    const end = firmware === null ? null : await this.#compare(device, firmware);
    if (isVoid()) return false;
    if (firmware?.bundle.id !== this.#deps.firmware()?.bundle.id)
      return this.#judge(device, isVoid);
    this.#comparedWith = firmware?.bundle.id ?? null;
    if (end === null) this.#state = { kind: 'ready', device };
    else this.#end({ device, end, to: firmware?.bundle ?? null, tookMs: null });
    return end === null;
  }

  /** How the batch slot ends before it begins; null = it can be started. */
  async #compare(device: DeviceReport, firmware: SoundFirmware): Promise<BatchSlotEnd | null> {
    const found = await this.#probe.compare(firmware, device);
    if (!found.ok) return { kind: 'failed', failure: found.failure, percent: null };
    return endOfFindings(found.value.findings, firmware.bundle, device);
  }

  #end(done: Omit<BatchSlotOver, 'kind'>): void {
    const over: BatchSlotOver = { kind: 'over', ...done };
    this.#state = over;
    this.#deps.onEnd(over);
  }
}
