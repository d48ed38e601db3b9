import type { Failure, Outcome } from '../../../contracts/failure.ts';
import type { CablePort, SerialClient } from '../../../workers/client/serial-client.ts';
import type { UpdaterClient } from '../../../workers/client/updater-client.ts';
import type { ChoiceState } from '../../state/choice-state.svelte.ts';
import { soundFirmwareOf } from '../../state/sound-firmware.ts';
import type { SoundFirmware } from '../../state/restartable-updater.ts';
import { isCancellable } from '../../state/run-moment.ts';
import { Arming } from './arming.svelte.ts';
import { BatchSlot } from './batch-slot.svelte.ts';
import { withResult } from './batch-results.ts';
import type { BatchResult } from './batch-results.ts';
import { verdictOf } from './batch-slot-state.ts';
import type { BatchSlotOver } from './batch-slot-state.ts';
import { PortIdentifier } from './identify-port.ts';
import { MOST_SLOTS, MOST_WRITING, assignNextPort } from './port-assignment.ts';
import { emptySummary, withVerdict } from './batch-summary.ts';
import type { BatchSummary } from './batch-summary.ts';
import { WriteQueue } from './write-queue.svelte.ts';

export interface BatchDeps {
  /** File and time to keep are chosen on the Update screen. */
  readonly update: {
    readonly running: boolean;
    readonly choice: Pick<ChoiceState, 'firmware' | 'file' | 'keepMinutes'>;
  };
  /** Whether this browser can reach ports at all. */
  readonly isPossible: boolean;
  /** One for each batch slot, one to look for ports and one for for identification; none takes another's port for its own. */
  readonly openSerial: () => SerialClient;
  /** A fresh thread, called for each batch slot. */
  readonly openUpdater: () => Promise<Outcome<UpdaterClient>>;
  readonly now: () => number;
  /** Milliseconds since 1970. */
  readonly wall: () => number;
  readonly newId: () => string;
  readonly wait: (ms: number) => Promise<void>;
}

/** The bench: every port a batch slot, each on its own; together only what a person does to all of them. */
export class BatchState {
  readonly isPossible: boolean;
  readonly #deps: BatchDeps;
  readonly #serial: SerialClient;
  readonly #identifier: PortIdentifier;
  #slots = $state.raw<readonly BatchSlot[]>([]);
  #summary = $state.raw(emptySummary);
  #results = $state.raw<readonly BatchResult[]>([]);
  readonly #queue = new WriteQueue<BatchSlot>(MOST_WRITING);
  #notice = $state.raw<Failure | null>(null);
  /** More ports than batch slots. */
  #waitingPorts = $state(0);
  readonly #arming: Arming;
  #looking: Promise<void> = Promise.resolve();
  /** Ports without a batch slot: they have devices of their own, which no batch slot waits for. */
  #leftOver = new WeakSet();

  constructor(deps: BatchDeps) {
    this.#deps = deps;
    this.isPossible = deps.isPossible;
    this.#arming = new Arming(deps.wait);
    this.#serial = deps.openSerial();
    this.#identifier = new PortIdentifier({ ...deps, serial: deps.openSerial() });
    this.#serial.listen(() => void this.look());
  }

  get slots(): readonly BatchSlot[] {
    return this.#slots;
  }

  get summary(): BatchSummary {
    return this.#summary;
  }

  /** Of every device in this visit, the oldest first. */
  get results(): readonly BatchResult[] {
    return this.#results;
  }

  /** Started, and not yet their turn. */
  get queued(): number {
    return this.#queue.length;
  }

  /** Nothing starts, and what can pause does. */
  get held(): boolean {
    return this.#queue.held;
  }

  /** Something is written, or about to be. */
  get canPause(): boolean {
    return (
      !this.held &&
      this.#slots.some(({ state }) => state.kind === 'running' && isCancellable(state.run))
    );
  }

  /** Nothing is written now, or will be by itself. */
  get canChangeFirmware(): boolean {
    return !this.running && this.queued === 0;
  }

  /** Why no port came from the browser's list. */
  get notice(): Failure | null {
    return this.#notice;
  }

  get waitingPorts(): number {
    return this.#waitingPorts;
  }

  get running(): boolean {
    return this.#slots.some(({ isRunning }) => isRunning);
  }

  get firmware(): SoundFirmware | null {
    return soundFirmwareOf(this.#deps.update.choice);
  }

  /** A device that is plugged in starts by itself. */
  get armed(): boolean {
    return this.#arming.isFor(this.firmware?.bundle.id);
  }

  /** An update of the Update screen has its own port; the bench waits for it. */
  get blocked(): boolean {
    return this.#deps.update.running;
  }

  arm(): void {
    this.#arming.arm(this.firmware?.bundle.id ?? null);
  }

  disarm(): void {
    this.#arming.disarm();
  }

  /** Finds the ports that came and went; the browser tells of later ones by itself. One look after the other. */
  look(): Promise<void> {
    this.#looking = this.#looking.then(() => this.#lookNow());
    return this.#looking;
  }

  /** The browser's list; in the course of a press. */
  async add(): Promise<void> {
    const chosen = await this.#serial.choose();
    this.#notice = chosen.ok ? null : chosen.failure;
    await this.look();
  }

  startAll(): void {
    if (this.blocked) return;
    for (const slot of this.#slots) void slot.start();
  }

  stopAll(): void {
    this.disarm();
    for (const slot of this.#slots) slot.takeOff();
    for (const slot of this.#slots) void slot.cancel();
    this.#queue.goOn();
  }

  /** What is written pauses, what is about to be does then, and nothing new starts. */
  pauseAll(): void {
    if (!this.canPause) return;
    this.#queue.hold();
    for (const slot of this.#slots) void slot.pause();
  }

  goOnAll(): void {
    for (const slot of this.#slots) void slot.goOn();
    this.#queue.goOn();
  }

  /** Another file was chosen. */
  compareAnew(): void {
    for (const slot of this.#slots) void slot.compareAnew();
  }

  /** Every batch slot that has a device and nothing to do: who is there now is asked, and written. */
  doAgain(): void {
    if (this.blocked) return;
    for (const slot of this.#slots) if (!slot.isRunning) void slot.again();
  }

  /** Every batch slot that is over waits for its next device. */
  nextAll(): void {
    for (const slot of this.#slots) slot.next();
  }

  async #lookNow(): Promise<void> {
    const ports = await this.#serial.known();
    for (const slot of this.#slots)
      if (slot.port !== null && !ports.some(({ port }) => port === slot.port?.port)) slot.leave();
    // A port that comes now may be the one that the update of the Update screen waits for.
    if (this.blocked) return;
    for (const port of ports) if (!this.#isTaken(port)) await this.#assign(port);
    const leftOver = ports.filter((port) => !this.#isTaken(port));
    this.#leftOver = new WeakSet(leftOver.map(({ port }) => port));
    this.#waitingPorts = leftOver.length;
  }

  #isTaken({ port }: CablePort): boolean {
    return this.#slots.some((slot) => slot.port?.port === port);
  }

  async #assign(port: CablePort): Promise<void> {
    const slot = (await this.#slotThatLost(port)) ?? assignNextPort(this.#slots) ?? this.#newSlot();
    if (slot === null) return;
    this.#arming.noteArrival();
    void this.#take(slot, port);
  }

  async #slotThatLost(port: CablePort): Promise<BatchSlot | null> {
    if (this.#leftOver.has(port.port)) return null;
    return this.#identifier.returnedSlot(port, () => this.#slots);
  }

  async #take(slot: BatchSlot, port: CablePort): Promise<void> {
    await slot.take(port);
    if (this.armed && !this.blocked) await slot.start();
  }

  #newSlot(): BatchSlot | null {
    const number = this.#slots.length + 1;
    if (number > MOST_SLOTS) return null;
    const { openSerial, update, ...deps } = this.#deps;
    const serial = openSerial();
    const slot = new BatchSlot(number, {
      ...deps,
      serial,
      queue: this.#queue,
      firmware: () => this.firmware,
      commitTimeoutMs: () => update.choice.keepMinutes * 60_000,
      onEnd: (over) => this.#note(over, number),
    });
    // Who is on the port that was let go, and whose batch slot it is, is asked anew.
    serial.onOtherDevice = () => {
      slot.leave();
      void this.look();
    };
    this.#slots = [...this.#slots, slot];
    return slot;
  }

  #note(over: BatchSlotOver, slot: number): void {
    this.#summary = withVerdict(this.#summary, verdictOf(over.end), over.tookMs);
    this.#results = withResult(this.#results, over, { slot, wallMs: this.#deps.wall() });
  }
}
