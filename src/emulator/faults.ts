/** Faults of the emulated device (contracts/device-faults.ts): which are armed, and how each strikes. */
import { FAULTS, type DeviceFault, type FaultName } from '../contracts/device-faults.ts';
import type { ScaledClock } from '../contracts/scaled-clock.ts';
import type { FirmwareBehaviour, FirmwareRegistry } from '../ota-core/boot/firmware.ts';
import { eraseBlocksOf } from '../ota-core/flash/flash-areas.ts';
import type { Flash, FlashGeometry } from '../ota-core/flash/flash.ts';
import type { NorFlash } from '../ota-core/flash/nor-flash.ts';
import type { EmulatorHost } from './create-emulator.ts';
import { CutSwitch } from './cut-switch.ts';
import type { EmulatorEvent } from './event-feed.ts';
import type { ChipOperation } from './operation-log.ts';

export interface FaultsOptions {
  /** The chip; it is used in place. */
  readonly chip: NorFlash;
  readonly registry: FirmwareRegistry;
  /** The device's time, which two of the faults move. */
  readonly clock: Pick<ScaledClock, 'now' | 'sleep' | 'advance'>;
  /**
   * `once`: the next update only. `each-update`: those that come with a firmware strike in every update; the others once,
   * or no update would ever pass.
   */
  readonly repeat: 'once' | 'each-update';
  /** The half-done operation that the supply failed in; the chip does not report it. */
  readonly onTorn?: (operation: ChipOperation) => void;
}

type FaultyDevice = Pick<EmulatorHost, 'freeze' | 'powerOn' | 'snapshot'>;

/** Faults strike in this flash operation of an update: in the erasing or writing of its first part. */
const STRIKES_IN = 30;
/** Until the supply is back, in milliseconds. */
const BROWN_OUT_MS = 50;

const BEHAVIOURS: Readonly<Partial<Record<FaultName, FirmwareBehaviour>>> = {
  hang: 'hangs-at-once',
  'crash-loop': 'crashes',
  'low-memory': 'eats-memory',
};

/** Chip and registry of a device, with faults between. Every event of the device has to come to `note`. */
export class DeviceFaults {
  readonly flash: Flash;
  readonly registry: FirmwareRegistry;
  readonly #options: FaultsOptions;
  readonly #supply: CutSwitch;
  #armed: readonly DeviceFault[] = [];
  /** Flash operations of the update under way; null: none is. */
  #operations: number | null = null;
  #isBrownOut = false;

  constructor(options: FaultsOptions) {
    const { chip, registry, onTorn } = options;
    this.#options = options;
    this.#supply = new CutSwitch(chip, (operation) => onTorn?.(operation));
    this.flash = countedFlash(this.#supply, () => this.#count());
    this.registry = {
      list: () => registry.list(),
      remember: (info) => {
        const fault = this.#take('at-start');
        const behaviour = fault === null ? undefined : BEHAVIOURS[fault];
        registry.remember(behaviour === undefined ? info : { ...info, behaviour });
      },
    };
  }

  get armed(): readonly FaultName[] {
    return this.#armed.map(({ name }) => name);
  }

  /** Takes the place of another that would strike at the same moment. */
  arm(name: FaultName): void {
    const fault = FAULTS.find((known) => known.name === name);
    const others = this.#armed.filter(({ strikes }) => strikes !== fault?.strikes);
    this.#armed = fault === undefined ? others : [...others, fault];
  }

  disarm(name: FaultName): void {
    this.#armed = this.#armed.filter((fault) => fault.name !== name);
  }

  /** The supply fails in the middle of the very next flash operation. */
  cutNext(): void {
    this.#supply.arm();
  }

  /** The supply is on, whatever it was told to do. */
  restoreSupply(): void {
    this.#isBrownOut = false;
    this.#supply.powerOn();
  }

  /** What the device did; some of it is the moment of a fault. */
  note(event: EmulatorEvent, device: FaultyDevice): void {
    switch (event.event) {
      case 'update':
        if (event.state === 'begin') this.#operations = 0;
        else if (event.state === 'progress') this.#strikeBetween(device);
        else if (event.state === 'staged' || event.state === 'failed') this.#operations = null;
        return;
      case 'boot':
        this.#operations = null;
        if (event.first && !event.committed) this.#endTrial(device);
        return;
      case 'power':
        this.#operations = null;
        if (!event.on && this.#isBrownOut) this.#comeBack(device);
        return;
      case 'reverted':
      case 'bricked':
      case 'committed':
      case 'rpc':
      case 'log':
        return;
      default:
        event satisfies never;
    }
  }

  /** Before each flash operation: the supply fails inside of one. */
  #count(): void {
    if (this.#operations === null) return;
    this.#operations += 1;
    if (this.#operations < STRIKES_IN) return;
    const fault = this.#armed.find(({ name }) => name === 'brown-out' || name === 'empty-battery');
    if (fault === undefined) return;
    this.disarm(fault.name);
    this.#isBrownOut = fault.name === 'brown-out';
    this.#supply.arm();
  }

  /** Between two blocks of the update, when the device has taken account of the last one. */
  #strikeBetween(device: FaultyDevice): void {
    if (this.#operations === null || this.#operations < STRIKES_IN) return;
    const fault = this.#take('while-writing');
    if (fault === 'watchdog') device.freeze();
    else if (fault === 'update-timer')
      this.#options.clock.advance(device.snapshot().running?.updateLeftMs ?? 0);
  }

  #endTrial(device: FaultyDevice): void {
    const leftMs = device.snapshot().running?.commitLeftMs ?? null;
    if (leftMs !== null && this.#take('on-trial') !== null) this.#options.clock.advance(leftMs);
  }

  #comeBack(device: FaultyDevice): void {
    const { signal } = new AbortController();
    const back = this.#options.clock.sleep(BROWN_OUT_MS, signal);
    void back.then(() => {
      if (!this.#isBrownOut) return; // switched on meanwhile
      this.restoreSupply();
      device.powerOn();
    });
  }

  /** Spends what is armed for this moment. */
  #take(moment: DeviceFault['strikes']): FaultName | null {
    const fault = this.#armed.find(({ strikes }) => strikes === moment);
    if (fault === undefined) return null;
    const stays = this.#options.repeat === 'each-update' && moment !== 'while-writing';
    if (!stays) this.disarm(fault.name);
    return fault.name;
  }
}

/** Erases are counted block by block. */
function countedFlash(chip: CutSwitch, count: () => void): Flash {
  const geometry: FlashGeometry = chip.geometry;
  return {
    geometry,
    read: (offset, into) => chip.read(offset, into),
    program(offset, bytes) {
      count();
      chip.program(offset, bytes);
    },
    erase(offset, length) {
      for (const block of eraseBlocksOf(geometry, offset, length)) {
        count();
        chip.erase(block.offset, block.length);
      }
    },
  };
}
