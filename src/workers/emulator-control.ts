/**
 * The practice device on its bench: one chip, a device around it, a cable, a supply that can be cut in
 * the middle of a write, and what happens in the flash for whoever watches it. A chip that is replaced
 * gets a bench of its own. Knows nothing of workers, files or screens.
 */
import type { FaultName } from '../contracts/device-faults.ts';
import { OtaError } from '../contracts/failure.ts';
import type { Link } from '../contracts/link.ts';
import type { FirmwareName } from '../contracts/flash-picture.ts';
import { ChipJournal } from '../emulator/chip-journal.ts';
import type { CellFacts } from '../emulator/chip-picture.ts';
import type { ChipWatch, OpenChipWatch, WatchedChip } from '../emulator/chip-watch.ts';
import { createEmulator, type EmulatorHost } from '../emulator/create-emulator.ts';
import type { EmulatorEvent } from '../emulator/event-feed.ts';
import { DeviceFaults } from '../emulator/faults.ts';
import type { TimingName } from '../emulator/timing.ts';
import type { DeviceIdentity } from '../ota-core/device/device.ts';
import type { DeviceProfile } from '../ota-core/device/profile.ts';
import type { FilesystemPort } from '../ota-core/fs/open-filesystem.ts';
import type { NorFlash } from '../ota-core/flash/nor-flash.ts';
import type { P256Port } from '../ota-core/primitives/p256-encoding.ts';
import { invariant } from '../ota-core/primitives/invariant.ts';
import { createBadCable, type BadCable } from '../transports/wrap/bad-cable.ts';
import type { ChipKeeping, ChipSnapshot, PracticeProfile } from './api.ts';
import type { ScaledClock } from '../contracts/scaled-clock.ts';

export interface ControlTools {
  readonly identity: DeviceIdentity;
  readonly filesystems: FilesystemPort;
  /** What the device checks signatures with, once it has to. */
  readonly loadP256: (signal: AbortSignal) => Promise<P256Port>;
  /** The device's time. */
  readonly clock: ScaledClock;
  /** Evenly spread in [0, 1): the noise. */
  readonly random: () => number;
  readonly timing: TimingName;
  readonly onEvent: (event: EmulatorEvent) => void;
  /** A snapshot would be another one now. Called for every flash operation: do little. */
  readonly onChange: () => void;
}

/** One damaged byte in so many: at 3 kB a block, one block in fifteen has to be sent again. */
const NOISE_ONE_IN = 50_000;
/** How long a cut waits for a write to hit, in milliseconds of the page's time. */
const CUT_WITHIN_MS = 300;
/** The lamp "Writing flash" stays lit so long after an operation, in milliseconds of the page's time. */
const WRITING_MS = 250;

export class EmulatorControl {
  readonly emulator: EmulatorHost;
  readonly #on: WatchedChip;
  readonly #tools: ControlTools;
  readonly #faults: DeviceFaults;
  readonly #journal = new ChipJournal();
  readonly #cable: BadCable;
  #watch: ChipWatch | null = null;
  #isBeingWritten = false;
  #incoming: FirmwareName | null = null;
  #bootedAt: number | null = null;
  #lastOperationAt = Number.NEGATIVE_INFINITY;

  constructor(on: WatchedChip, tools: ControlTools) {
    const { flash: chip, profile } = on;
    this.#on = on;
    this.#tools = tools;
    this.#cable = createBadCable({ oneIn: NOISE_ONE_IN, random: tools.random });
    const observe: Parameters<NorFlash['observe']>[0] = (operation) => {
      this.#lastOperationAt = tools.clock.now();
      this.#watcher.observe(operation, this.#lastOperationAt);
      tools.onChange();
    };
    chip.observe(observe);
    this.#faults = new DeviceFaults({
      chip,
      registry: on.registry,
      clock: tools.clock,
      repeat: 'once',
      onTorn: (torn) => this.#watcher.observe(torn, tools.clock.now()),
    });
    const { flash, registry } = this.#faults;
    const { identity, filesystems, loadP256, clock, timing } = tools;
    const onEvent = (event: EmulatorEvent): void => this.#hear(event);
    const host = { identity, filesystems, loadP256, clock, timing, onEvent };
    const device = { profile, flash, registry };
    this.emulator = createEmulator({ ...host, ...device, namesScheme: true });
  }

  /** From now on the chip can be looked at, with what happened on it before. */
  watchWith(open: OpenChipWatch): void {
    if (this.#watch !== null) return;
    this.#watch = open({ ...this.#on, registry: this.#faults.registry });
    this.#journal.replay(this.#watch);
  }

  /** A fresh cable to the device. Throws OtaError link/refused while it is pulled, or nothing runs. */
  connect(): Link {
    if (!this.#cable.plugged || !this.emulator.isUp)
      throw new OtaError('link/refused', {
        address: this.#tools.identity.id,
        detail: this.#whatIsMissing(),
      });
    return this.#cable.wrap(this.emulator.connect({ framing: 'stream' }));
  }

  powerOn(): void {
    this.#faults.restoreSupply();
    this.emulator.powerOn();
  }

  powerOff(): void {
    this.emulator.powerOff();
    this.#faults.restoreSupply(); // a cut that found nothing to hit is not kept for later
  }

  /** In the middle of the next flash operation while an update is written, else at once. */
  async cutPower(signal: AbortSignal): Promise<void> {
    if (this.#isBeingWritten) {
      this.#faults.cutNext();
      const { clock } = this.#tools;
      for (let waited = 0; waited < CUT_WITHIN_MS && this.#hasPower; waited += 10)
        await clock.sleep(10 * clock.factor, signal);
    }
    this.powerOff();
  }

  get plugged(): boolean {
    return this.#cable.plugged;
  }

  set plugged(plugged: boolean) {
    this.#cable.plugged = plugged;
    this.#tools.onChange();
  }

  set noise(on: boolean) {
    this.#cable.noise = on;
    this.#tools.onChange();
  }

  /** Armed for the next update. */
  get faults(): readonly FaultName[] {
    return this.#faults.armed;
  }

  /** In the next update, once. One that strikes at the same moment makes room. */
  armFault(name: FaultName): void {
    this.#faults.arm(name);
    this.#tools.onChange();
  }

  disarmFault(name: FaultName): void {
    this.#faults.disarm(name);
    this.#tools.onChange();
  }

  /** Moves the device's clock to the end of the commit time-out; does nothing when no firmware is on trial. */
  jumpToTimeout(): void {
    const leftMs = this.emulator.snapshot().running?.commitLeftMs ?? null;
    if (leftMs !== null) this.#tools.clock.advance(leftMs);
  }

  inspect(offset: number, length: number): CellFacts {
    return this.#theWatch.inspect(offset, length);
  }

  /** Of a chip that is watched. */
  latest(): Omit<ChipSnapshot, keyof ChipKeeping> {
    const { clock } = this.#tools;
    const { profile } = this.#on;
    const snapshot = this.emulator.snapshot();
    const context = { running: snapshot.running, incoming: this.#incoming };
    const booted = snapshot.running === null ? null : this.#bootedAt;
    return {
      ...this.#theWatch.view(context, clock.now()),
      snapshot,
      profile: profileName(profile),
      sizeBytes: profile.geometry.size,
      upMs: booted === null ? null : clock.now() - booted,
      writing: clock.now() - this.#lastOperationAt < WRITING_MS * clock.factor,
      timeFactor: clock.factor,
      cablePlugged: this.#cable.plugged,
      noise: this.#cable.noise,
      faults: this.faults,
    };
  }

  /** Ends the links and the device; the chip stays with its owner. */
  async close(): Promise<void> {
    await this.emulator.close();
  }

  #whatIsMissing(): string {
    if (!this.#cable.plugged) return 'unplugged';
    return this.#hasPower ? 'nothing answers' : 'no power';
  }

  get #watcher(): Pick<ChipWatch, 'observe' | 'note'> {
    return this.#watch ?? this.#journal;
  }

  get #theWatch(): ChipWatch {
    invariant(this.#watch !== null, 'the chip is watched');
    return this.#watch;
  }

  get #hasPower(): boolean {
    return this.emulator.snapshot().power;
  }

  #hear(event: EmulatorEvent): void {
    const now = this.#tools.clock.now();
    if (event.event === 'boot') this.#bootedAt = now;
    if (event.event === 'update') this.#incoming = incomingOf(event, this.#incoming);
    this.#isBeingWritten = isWrittenAfter(event, this.#isBeingWritten);
    this.#watcher.note(event, now);
    this.#tools.onEvent(event);
    this.#faults.note(event, this.emulator);
    this.#tools.onChange();
  }
}

/** What an update said of itself; the next one says it anew. */
function incomingOf(
  { state, name = '', version = '' }: Extract<EmulatorEvent, { event: 'update' }>,
  before: FirmwareName | null,
): FirmwareName | null {
  if (state === 'begin') return null;
  return state === 'manifest' ? { name, version } : before;
}

/** Whether an update is on its way into the chip: from its begin until it is staged, given up or forgotten. */
function isWrittenAfter(event: EmulatorEvent, before: boolean): boolean {
  switch (event.event) {
    case 'update':
      return event.state === 'begin' || (before && !['staged', 'failed'].includes(event.state));
    case 'power':
      return before && event.on;
    case 'boot':
    case 'committed':
    case 'reverted':
      return false;
    case 'bricked':
    case 'rpc':
    case 'log':
      return before;
    default:
      return event satisfies never;
  }
}

/** The practice device is one of two kinds; every other profile keeps its boot state as an esp32 does. */
export function profileName(profile: DeviceProfile): PracticeProfile {
  return profile.name === 'reference' ? 'reference' : 'esp32';
}
