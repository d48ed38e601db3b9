/**
 * The practice device on its bench: one chip, a device around it, a cable, a supply that can be cut in
 * the middle of a write, and a watcher that draws what happens in the flash. A chip that is replaced
 * gets a bench of its own. Knows nothing of workers, files or screens.
 */
import { OtaError } from '../contracts/failure.ts';
import type { Link } from '../contracts/link.ts';
import type { FirmwareName } from '../contracts/flash-picture.ts';
import { ChipPicture, type CellFacts } from '../emulator/chip-picture.ts';
import { createEmulator, type EmulatorHost } from '../emulator/create-emulator.ts';
import { CutSwitch } from '../emulator/cut-switch.ts';
import type { EmulatorEvent } from '../emulator/event-feed.ts';
import { FileWatch } from '../emulator/file-watch.ts';
import { forecastBoot, readBoot } from '../emulator/boot-reading.ts';
import { chipLayoutOf, placesOf } from '../emulator/chip-layout.ts';
import type { TimingName } from '../emulator/timing.ts';
import type { DeviceIdentity } from '../ota-core/device/device.ts';
import type { FirmwareRegistry } from '../ota-core/boot/firmware.ts';
import type { DeviceProfile } from '../ota-core/device/profile.ts';
import type { NorFlash } from '../ota-core/flash/nor-flash.ts';
import { nobleDigests } from '../ota-core/primitives/digest.ts';
import { createBadCable, type BadCable } from '../transports/wrap/bad-cable.ts';
import type { ChipKeeping, ChipSnapshot, PracticeProfile } from './api.ts';
import type { ScaledClock } from './scaled-clock.ts';

/** What lies on the bench. */
export interface ControlledChip {
  readonly flash: NorFlash;
  readonly profile: DeviceProfile;
  readonly registry: FirmwareRegistry;
}

export interface ControlTools {
  readonly identity: DeviceIdentity;
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
  readonly #on: ControlledChip;
  readonly #tools: ControlTools;
  readonly #supply: CutSwitch;
  readonly #picture: ChipPicture;
  readonly #files: FileWatch;
  readonly #cable: BadCable;
  #hangNext = false;
  #eatNext = false;
  #incoming: FirmwareName | null = null;
  #bootedAt: number | null = null;
  #lastOperationAt = Number.NEGATIVE_INFINITY;

  constructor(on: ControlledChip, tools: ControlTools) {
    const { flash: chip, profile } = on;
    const registry = this.#faultyRegistry(on.registry);
    const ports = { digest: nobleDigests, registry: on.registry };
    this.#on = on;
    this.#tools = tools;
    this.#cable = createBadCable({ oneIn: NOISE_ONE_IN, random: tools.random });
    this.#picture = new ChipPicture({
      flash: chip,
      layout: chipLayoutOf(profile),
      registry,
      digests: nobleDigests,
      readBoot: () => readBoot(profile, chip),
      forecast: () => forecastBoot(profile, chip, ports),
    });
    this.#files = new FileWatch(profile, chip);
    const observe: Parameters<NorFlash['observe']>[0] = (operation) => {
      this.#lastOperationAt = tools.clock.now();
      this.#picture.observe(operation, this.#lastOperationAt);
      this.#files.observe(operation);
      tools.onChange();
    };
    chip.observe(observe);
    this.#supply = new CutSwitch(chip, (torn) => this.#picture.observe(torn, tools.clock.now()));
    const { identity, clock, timing } = tools;
    const onEvent = (event: EmulatorEvent): void => this.#hear(event);
    const device = { profile, identity, flash: this.#supply, registry, clock, timing, onEvent };
    this.emulator = createEmulator({ ...device, namesScheme: true });
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
    this.#supply.powerOn();
    this.emulator.powerOn();
  }

  powerOff(): void {
    this.emulator.powerOff();
    this.#supply.powerOn(); // a cut that found nothing to hit is not kept for later
  }

  /** In the middle of the next flash operation while an update is written, else at once. */
  async cutPower(signal: AbortSignal): Promise<void> {
    if (this.#picture.isBeingWritten) {
      this.#supply.arm();
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

  set hangNext(on: boolean) {
    this.#hangNext = on;
    this.#tools.onChange();
  }

  set eatNext(on: boolean) {
    this.#eatNext = on;
    this.#tools.onChange();
  }

  /** Moves the device's clock to the end of the commit time-out; does nothing when no firmware is on trial. */
  jumpToTimeout(): void {
    const leftMs = this.emulator.snapshot().running?.commitLeftMs ?? null;
    if (leftMs !== null) this.#tools.clock.advance(leftMs);
  }

  inspect(offset: number, length: number): CellFacts {
    return this.#picture.inspect(offset, length);
  }

  latest(): Omit<ChipSnapshot, keyof ChipKeeping> {
    const { clock } = this.#tools;
    const { profile } = this.#on;
    const snapshot = this.emulator.snapshot();
    const view = this.#picture.view({ running: snapshot.running, incoming: this.#incoming });
    const booted = snapshot.running === null ? null : this.#bootedAt;
    return {
      ...view,
      files: this.#files.view(clock.now()),
      snapshot,
      profile: profileName(profile),
      sizeBytes: profile.geometry.size,
      places: placesOf(profile),
      upMs: booted === null ? null : clock.now() - booted,
      writing: clock.now() - this.#lastOperationAt < WRITING_MS * clock.factor,
      timeFactor: clock.factor,
      cablePlugged: this.#cable.plugged,
      noise: this.#cable.noise,
      hangNext: this.#hangNext,
      eatNext: this.#eatNext,
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

  get #hasPower(): boolean {
    return this.emulator.snapshot().power;
  }

  #hear(event: EmulatorEvent): void {
    const now = this.#tools.clock.now();
    if (event.event === 'boot') this.#bootedAt = now;
    if (event.event === 'update') this.#incoming = incomingOf(event, this.#incoming);
    this.#picture.note(event, now);
    this.#tools.onEvent(event);
    this.#tools.onChange();
  }

  /** As if the next image had been built with an endless loop at its start, or with a leak. */
  #faultyRegistry(registry: FirmwareRegistry): FirmwareRegistry {
    return {
      list: () => registry.list(),
      remember: (info) => {
        const behaviour = this.#hangNext ? 'hangs-at-once' : 'eats-memory';
        registry.remember(this.#hangNext || this.#eatNext ? { ...info, behaviour } : info);
        this.#hangNext = false;
        this.#eatNext = false;
      },
    };
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

/** The practice device is one of two kinds; every other profile keeps its boot state as an esp32 does. */
export function profileName(profile: DeviceProfile): PracticeProfile {
  return profile.name === 'reference' ? 'reference' : 'esp32';
}
