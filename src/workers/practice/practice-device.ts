import { OtaError } from '../../contracts/failure.ts';
import type { Link } from '../../contracts/link.ts';
import { createEmulator } from '../../emulator/create-emulator.ts';
import type { EmulatorHost } from '../../emulator/create-emulator.ts';
import type { EmulatorEvent } from '../../emulator/emulator.ts';
import { madeUpFirmware } from '../../emulator/seed-chip.ts';
import { profileFor } from '../../ota-core/device/profiles.ts';
import { invariant } from '../../ota-core/primitives/invariant.ts';
import { nobleDigests } from '../../ota-core/primitives/digest.ts';
import type { PracticeNews } from '../api.ts';
import type { ScaledClock } from '../scaled-clock.ts';
import type { ChipStore, PracticeChip } from './chip-store.ts';

/** The device that `npm run device` makes when nothing else is asked for. */
const IDENTITY = { id: 'esp32_0A1B2C', mac: '30AEA40A1B2C' } as const;
const FIRST_FIRMWARE = { name: 'demo', version: '1.0.0' } as const;

export interface PracticeDeviceOptions {
  readonly store: ChipStore;
  readonly clock: ScaledClock;
  readonly onEvent: (event: EmulatorEvent) => void;
}

/** The emulated device of this page: one chip, one supply, one clock that can be made to run faster. */
export class PracticeDevice {
  readonly #options: PracticeDeviceOptions;
  #chip: PracticeChip;
  #emulator: EmulatorHost;
  /** The chip was made just now, not found. */
  readonly fresh: boolean;

  constructor(options: PracticeDeviceOptions) {
    this.#options = options;
    const kept = options.store.load();
    this.fresh = kept === null;
    this.#chip = kept ?? this.#newChip();
    this.#emulator = this.#powerUp();
  }

  get chip(): PracticeChip {
    return this.#chip;
  }

  get news(): PracticeNews {
    return {
      snapshot: this.#emulator.snapshot(),
      timeFactor: this.#options.clock.factor,
      storage: this.#options.store.storage,
    };
  }

  /** A firmware is on trial: what it has left changes all the time. */
  get onTrial(): boolean {
    return this.#emulator.snapshot().running?.committed === false;
  }

  /** Throws OtaError link/refused while nothing answers. */
  connect(): Link {
    if (!this.#emulator.isUp)
      throw new OtaError('link/refused', { address: IDENTITY.id, detail: 'nothing answers' });
    return this.#emulator.connect();
  }

  powerOff(): void {
    this.#emulator.powerOff();
  }

  powerOn(): void {
    this.#emulator.powerOn();
  }

  setTimeFactor(factor: number): void {
    this.#options.clock.setFactor(factor);
  }

  async startFresh(): Promise<void> {
    await this.#emulator.close();
    this.#chip = this.#newChip();
    this.#emulator = this.#powerUp();
  }

  /** Equal for equal bytes on the chip. Lower-case hex. */
  fingerprint(): string {
    return this.#chip.flash.fingerprint(nobleDigests);
  }

  #newChip(): PracticeChip {
    const profile = profileFor({ profile: 'esp32' });
    invariant(profile !== null, 'the esp32 profile exists');
    const chip = this.#options.store.make(profile, madeUpFirmware(FIRST_FIRMWARE, nobleDigests));
    invariant(chip !== null, 'the first firmware fits its chip');
    return chip;
  }

  #powerUp(): EmulatorHost {
    const { clock, onEvent } = this.#options;
    const { profile, flash, shelf } = this.#chip;
    const emulator = createEmulator({
      profile,
      identity: IDENTITY,
      flash,
      shelf,
      clock,
      onEvent,
      timing: 'typical',
      digest: nobleDigests,
    });
    emulator.powerOn();
    return emulator;
  }
}
