import { OtaError } from '../../contracts/failure.ts';
import type { Link } from '../../contracts/link.ts';
import type { OpenChipWatch } from '../../emulator/chip-watch.ts';
import type { EmulatorEvent } from '../../emulator/event-feed.ts';
import { madeUpFirmware } from '../../emulator/seed-chip.ts';
import type { FactoryFirmware } from '../../emulator/seed-chip.ts';
import { slotPartition } from '../../ota-core/device/profile.ts';
import { ESP32 } from '../../ota-core/platforms/esp32/profile.ts';
import type { DeviceProfile } from '../../ota-core/device/profile.ts';
import { invariant } from '../../ota-core/primitives/invariant.ts';
import { nobleDigests } from '../../ota-core/primitives/digest.ts';
import type {
  ChipDamage,
  ChipKeeping,
  ChipSnapshot,
  PracticeSnapshot,
  PracticeProfile,
} from '../api.ts';
import { EmulatorControl, profileName } from '../emulator-control.ts';
import type { ScaledClock } from '../../contracts/scaled-clock.ts';
import { fetchP256 } from './late-p256.ts';
import type { LateFilesystems } from './late-filesystems.ts';
import type { ChipStore, KeptChip, PracticeChip } from './chip-store.ts';

/** The device that `npm run device` makes when nothing else is asked for. */
const IDENTITY = { id: 'esp32_0A1B2C', mac: '30AEA40A1B2C' } as const;
/** What a fresh practice device runs. */
export const FIRST_FIRMWARE = { name: 'demo', version: '1.0.0' } as const;

export interface PracticeDeviceOptions {
  readonly store: ChipStore;
  readonly filesystems: LateFilesystems;
  readonly clock: ScaledClock;
  readonly onEvent: (event: EmulatorEvent) => void;
  /** Something on the chip or the bench changed. Called for every flash operation: do little. */
  readonly onChange: () => void;
  /** Evenly spread in [0, 1). */
  readonly random: () => number;
}

/** The emulated device of this page: one chip, one supply, one clock that can be made to run faster. */
export class PracticeDevice {
  readonly #options: PracticeDeviceOptions;
  #chip: PracticeChip;
  #control: EmulatorControl;
  #damage: ChipDamage | null;
  #openWatch: OpenChipWatch | null = null;
  /** The chip was made just now, not found. */
  readonly fresh: boolean;

  /** Takes up the chip that the store has kept, or makes a new one, and switches it on. */
  constructor(options: PracticeDeviceOptions, { chip, damage }: KeptChip) {
    this.#options = options;
    this.#damage = damage;
    this.fresh = chip === null;
    this.#chip = chip ?? this.#newChip(ESP32, firstFirmware());
    this.#control = this.#powerUp();
  }

  get chip(): PracticeChip {
    return this.#chip;
  }

  get latest(): PracticeSnapshot {
    return {
      snapshot: this.#control.emulator.snapshot(),
      cablePlugged: this.#control.plugged,
      timeFactor: this.#options.clock.factor,
      ...this.#keeping,
    };
  }

  get latestWithChip(): ChipSnapshot {
    return { ...this.#control.latest(), ...this.#keeping };
  }

  get #keeping(): ChipKeeping {
    const { storage } = this.#options.store;
    return this.#damage === null ? { storage } : { storage, damage: this.#damage };
  }

  /** A firmware is on trial: what it has left changes all the time. */
  get onTrial(): boolean {
    return this.#control.emulator.snapshot().running?.committed === false;
  }

  /** The supply, the cable and the watcher of the chip. Another one after each change of the chip. */
  get control(): EmulatorControl {
    return this.#control;
  }

  /** This chip, and every later one, is watched with `open` from now on. */
  watchWith(open: OpenChipWatch): void {
    this.#openWatch = open;
    this.#control.watchWith(open);
  }

  /** Throws OtaError link/refused while nothing answers. */
  connect(): Link {
    return this.#control.connect();
  }

  powerOff(): void {
    this.#control.powerOff();
  }

  powerOn(): void {
    this.#control.powerOn();
  }

  setTimeFactor(factor: number): void {
    this.#options.clock.setFactor(factor);
  }

  async startFresh(): Promise<void> {
    await this.startWith(this.#profile, firstFirmware());
  }

  /** A new chip of this kind with this firmware. Throws OtaError bundle/too-large, with the old chip untouched. */
  async startWith(name: PracticeProfile, firmware: FactoryFirmware): Promise<void> {
    const profile = await profileOf(name);
    requireFit(profile, firmware);
    await this.#options.filesystems.complete();
    await this.#replace(() => this.#newChip(profile, firmware));
  }

  /** The chip as a file (emulator/chip-file.ts). */
  async save(): Promise<Uint8Array> {
    const { packChip } = await import('../../emulator/chip-file.ts');
    const { flash, profile, registry } = this.#chip;
    const content = { profile: profile.name, deviceId: IDENTITY.id, firmwares: registry.list() };
    return packChip({ ...content, flash: flash.image() }, nobleDigests);
  }

  /** Takes a saved chip instead of this one. Throws OtaError file/…, with the old chip untouched. */
  async open(bytes: Uint8Array, fileName: string): Promise<void> {
    const { parseChip } = await import('../../emulator/chip-file.ts');
    const { profileFor } = await import('../../ota-core/platforms/index.ts');
    const sizeOf = (name: string) => profileFor({ profile: name })?.geometry.size ?? null;
    const saved = parseChip(bytes, fileName, { sizeOf, digests: nobleDigests });
    const profile = profileFor({ profile: saved.profile });
    invariant(profile !== null, 'a profile with a size exists');
    const { store } = this.#options;
    await this.#options.filesystems.complete();
    await this.#replace(() => store.restore(profile, saved.flash, saved.firmwares));
  }

  /** Equal for equal bytes on the chip. Lower-case hex. */
  fingerprint(): string {
    return this.#chip.flash.fingerprint(nobleDigests);
  }

  get #profile(): PracticeProfile {
    return profileName(this.#chip.profile);
  }

  async #replace(make: () => PracticeChip): Promise<void> {
    await this.#control.close();
    this.#chip = make();
    this.#damage = null;
    this.#control = this.#powerUp();
    this.#options.onChange();
  }

  #newChip(profile: DeviceProfile, firmware: FactoryFirmware): PracticeChip {
    const chip = this.#options.store.make(profile, firmware);
    invariant(chip !== null, 'the firmware fits its chip');
    return chip;
  }

  #powerUp(): EmulatorControl {
    const { clock, filesystems, onEvent, onChange, random } = this.#options;
    const tools = {
      filesystems,
      clock,
      onEvent,
      onChange,
      random,
      loadP256: (signal: AbortSignal) => fetchP256({ signal }),
      identity: IDENTITY,
      timing: 'typical' as const,
    };
    const control = new EmulatorControl(this.#chip, tools);
    if (this.#openWatch !== null) control.watchWith(this.#openWatch);
    control.powerOn();
    return control;
  }
}

const firstFirmware = (): FactoryFirmware => madeUpFirmware(FIRST_FIRMWARE, nobleDigests);

/** What few chips have is fetched when one has it. */
async function profileOf(name: PracticeProfile): Promise<DeviceProfile> {
  if (name === 'esp32') return ESP32;
  const { REFERENCE } = await import('../../ota-core/platforms/esp32/variants.ts');
  return REFERENCE;
}

function requireFit({ partitions }: DeviceProfile, { app, fs }: FactoryFirmware): void {
  for (const [kind, bytes] of [
    ['app', app],
    ['fs', fs],
  ] as const) {
    const limit = slotPartition(partitions, kind, 0).sizeBytes;
    const sizeBytes = bytes?.length ?? 0;
    if (sizeBytes > limit) throw new OtaError('bundle/too-large', { part: kind, sizeBytes, limit });
  }
}
