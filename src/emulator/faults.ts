/** Faults that a device is started with, each by its name (`--fault`). */
import type { Clock } from '../contracts/clock.ts';
import type { FirmwareBehaviour, FirmwareRegistry } from '../ota-core/boot/firmware.ts';
import { eraseBlocksOf } from '../ota-core/flash/flash-areas.ts';
import type { Flash, FlashGeometry } from '../ota-core/flash/flash.ts';
import type { NorFlash } from '../ota-core/flash/nor-flash.ts';
import { CutSwitch } from './cut-switch.ts';

/**
 * `hang`, `crash-loop`: every firmware that is written does so when it starts. `brown-out`: the supply fails in the
 * middle of a flash operation, once, and is back at once. `empty-battery`: it does, and stays away.
 */
export const FAULTS = ['hang', 'crash-loop', 'brown-out', 'empty-battery'] as const;
export type FaultName = (typeof FAULTS)[number];

export interface SoundParts {
  readonly flash: NorFlash;
  readonly registry: FirmwareRegistry;
  readonly clock: Clock;
  readonly faults: readonly FaultName[];
}

export interface FaultyParts {
  readonly flash: Flash;
  readonly registry: FirmwareRegistry;
  /** The device lost its power: `powerOn` is called when the supply is back, if it was this one that failed. */
  powerLost(powerOn: () => void): void;
}

/** The supply fails in this flash operation since the device was made: in the erasing or writing of an update. */
const FAILS_IN = 40;
/** Until the supply is back, in milliseconds. */
const BROWN_OUT_MS = 50;

export function withFaults({ flash, registry, clock, faults }: SoundParts): FaultyParts {
  const behaviour = behaviourOf(faults);
  const isBrownOut = faults.includes('brown-out');
  const supply = isBrownOut || faults.includes('empty-battery') ? new FailingSupply(flash) : null;
  return {
    flash: supply ?? flash,
    registry: behaviour === null ? registry : builtWith(registry, behaviour),
    powerLost(powerOn) {
      if (supply?.failed !== true || !isBrownOut) return;
      supply.restore();
      void clock.sleep(BROWN_OUT_MS, new AbortController().signal).then(powerOn);
    },
  };
}

function behaviourOf(faults: readonly FaultName[]): FirmwareBehaviour | null {
  if (faults.includes('hang')) return 'hangs-at-once';
  return faults.includes('crash-loop') ? 'crashes' : null;
}

const builtWith = (registry: FirmwareRegistry, behaviour: FirmwareBehaviour): FirmwareRegistry => ({
  list: () => registry.list(),
  remember: (info) => registry.remember({ ...info, behaviour }),
});

class FailingSupply implements Flash {
  readonly geometry: FlashGeometry;
  readonly #chip: CutSwitch;
  #operations = 0;
  #failed = false;

  constructor(chip: NorFlash) {
    this.geometry = chip.geometry;
    this.#chip = new CutSwitch(chip, () => {
      this.#failed = true;
    });
  }

  get failed(): boolean {
    return this.#failed;
  }

  restore(): void {
    this.#failed = false;
    this.#chip.powerOn();
  }

  read(offset: number, into: Uint8Array): void {
    this.#chip.read(offset, into);
  }

  program(offset: number, bytes: Uint8Array): void {
    this.#count();
    this.#chip.program(offset, bytes);
  }

  erase(offset: number, length: number): void {
    for (const block of eraseBlocksOf(this.geometry, offset, length)) {
      this.#count();
      this.#chip.erase(block.offset, block.length);
    }
  }

  #count(): void {
    this.#operations += 1;
    if (this.#operations === FAILS_IN) this.#chip.arm();
  }
}
