import type { Failure, Outcome } from '../../../contracts/failure.ts';
import type { CablePort, SerialClient } from '../../../workers/client/serial-client.ts';
import type { UpdaterClient } from '../../../workers/client/updater-client.ts';
import type { ChoiceState } from '../../state/choice-state.svelte.ts';
import type { SoundFirmware } from '../../state/restartable-updater.ts';
import { isCancellable } from '../../state/run-moment.ts';
import { Arming } from './arming.svelte.ts';
import { Lane } from './lane.svelte.ts';
import { withResult } from './lane-results.ts';
import type { LaneResult } from './lane-results.ts';
import { verdictOf } from './lane-state.ts';
import type { LaneOver } from './lane-state.ts';
import { PortScout, returnedLane } from './port-scout.ts';
import { MOST_LANES, MOST_WRITING, seatForNext } from './seats.ts';
import { noTally, withVerdict } from './tally.ts';
import type { Tally } from './tally.ts';
import { WriteQueue } from './write-queue.svelte.ts';

export interface LanesDeps {
  /** File and time to keep are chosen on the Update screen. */
  readonly update: {
    readonly running: boolean;
    readonly choice: Pick<ChoiceState, 'firmware' | 'file' | 'keepMinutes'>;
  };
  /** Whether this browser can reach ports at all. */
  readonly isPossible: boolean;
  /** One for each lane, one to look for ports and one for the scout; none takes another's port for its own. */
  readonly openSerial: () => SerialClient;
  /** A fresh thread, called for each lane. */
  readonly openUpdater: () => Promise<Outcome<UpdaterClient>>;
  readonly now: () => number;
  /** Milliseconds since 1970. */
  readonly wall: () => number;
  readonly newId: () => string;
  readonly wait: (ms: number) => Promise<void>;
}

/** The bench: every port a lane, each on its own; together only what a person does to all of them. */
export class LanesState {
  readonly isPossible: boolean;
  readonly #deps: LanesDeps;
  readonly #serial: SerialClient;
  readonly #scout: PortScout;
  #lanes = $state.raw<readonly Lane[]>([]);
  #tally = $state.raw(noTally);
  #results = $state.raw<readonly LaneResult[]>([]);
  readonly #queue = new WriteQueue<Lane>(MOST_WRITING);
  #notice = $state.raw<Failure | null>(null);
  /** More ports than lanes. */
  #waitingPorts = $state(0);
  readonly #arming: Arming;
  #looking: Promise<void> = Promise.resolve();
  /** Ports without a lane: they have devices of their own, which no lane waits for. */
  #leftOver = new WeakSet();

  constructor(deps: LanesDeps) {
    this.#deps = deps;
    this.isPossible = deps.isPossible;
    this.#arming = new Arming(deps.wait);
    this.#serial = deps.openSerial();
    this.#scout = new PortScout({ serial: deps.openSerial(), openUpdater: deps.openUpdater });
    this.#serial.listen(() => void this.look());
  }

  get lanes(): readonly Lane[] {
    return this.#lanes;
  }

  get tally(): Tally {
    return this.#tally;
  }

  /** Of every device in this visit, the oldest first. */
  get results(): readonly LaneResult[] {
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
      this.#lanes.some(({ state }) => state.kind === 'running' && isCancellable(state.run))
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
    return this.#lanes.some(({ isRunning }) => isRunning);
  }

  get firmware(): SoundFirmware | null {
    const { firmware, file } = this.#deps.update.choice;
    return firmware.kind === 'sound' && file !== null ? { bundle: firmware.bundle, file } : null;
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
    for (const lane of this.#lanes) void lane.start();
  }

  stopAll(): void {
    this.disarm();
    for (const lane of this.#lanes) lane.takeOff();
    for (const lane of this.#lanes) void lane.cancel();
    this.#queue.goOn();
  }

  /** What is written pauses, what is about to be does then, and nothing new starts. */
  pauseAll(): void {
    if (!this.canPause) return;
    this.#queue.hold();
    for (const lane of this.#lanes) void lane.pause();
  }

  goOnAll(): void {
    for (const lane of this.#lanes) void lane.goOn();
    this.#queue.goOn();
  }

  /** Another file was chosen. */
  compareAnew(): void {
    for (const lane of this.#lanes) void lane.compareAnew();
  }

  /** Every lane that has a device and nothing to do: who is there now is asked, and written. */
  doAgain(): void {
    if (this.blocked) return;
    for (const lane of this.#lanes) if (!lane.isRunning) void lane.again();
  }

  /** Every lane that is over waits for its next device. */
  nextAll(): void {
    for (const lane of this.#lanes) lane.next();
  }

  async #lookNow(): Promise<void> {
    const ports = await this.#serial.known();
    for (const lane of this.#lanes)
      if (lane.port !== null && !ports.some(({ port }) => port === lane.port?.port)) lane.leave();
    // A port that comes now may be the one that the update of the Update screen waits for.
    if (this.blocked) return;
    for (const port of ports) if (!this.#isTaken(port)) await this.#seat(port);
    const leftOver = ports.filter((port) => !this.#isTaken(port));
    this.#leftOver = new WeakSet(leftOver.map(({ port }) => port));
    this.#waitingPorts = leftOver.length;
  }

  #isTaken({ port }: CablePort): boolean {
    return this.#lanes.some((lane) => lane.port?.port === port);
  }

  async #seat(port: CablePort): Promise<void> {
    const lane = (await this.#laneThatLost(port)) ?? seatForNext(this.#lanes) ?? this.#newLane();
    if (lane === null) return;
    this.#arming.noteArrival();
    void this.#take(lane, port);
  }

  async #laneThatLost(port: CablePort): Promise<Lane | null> {
    if (this.#leftOver.has(port.port)) return null;
    return returnedLane(port, { ...this.#deps, lanes: () => this.#lanes, scout: this.#scout });
  }

  async #take(lane: Lane, port: CablePort): Promise<void> {
    await lane.take(port);
    if (this.armed && !this.blocked) await lane.start();
  }

  #newLane(): Lane | null {
    const number = this.#lanes.length + 1;
    if (number > MOST_LANES) return null;
    const { openSerial, update, ...deps } = this.#deps;
    const serial = openSerial();
    const lane = new Lane(number, {
      ...deps,
      serial,
      queue: this.#queue,
      firmware: () => this.firmware,
      commitTimeoutMs: () => update.choice.keepMinutes * 60_000,
      onEnd: (over) => this.#note(over, number),
    });
    // Who is on the port that was let go, and whose lane it is, is asked anew.
    serial.onOtherDevice = () => {
      lane.leave();
      void this.look();
    };
    this.#lanes = [...this.#lanes, lane];
    return lane;
  }

  #note(over: LaneOver, lane: number): void {
    this.#tally = withVerdict(this.#tally, verdictOf(over.end), over.tookMs);
    this.#results = withResult(this.#results, over, { lane, wallMs: this.#deps.wall() });
  }
}
