/** The whole emulated device on a chip in virtual time, doing what it is told; a PowerCut passes through. */
import { chipFilesystems } from '../../../src/ota-core/fs/open-filesystem.ts';
import { createDevice } from '../../../src/ota-core/device/create-device.ts';
import type { BootScheme } from '../../../src/ota-core/boot/boot-scheme.ts';
import type { Device, Reply } from '../../../src/ota-core/device/device.ts';
import type { FirmwareInfo, FirmwareRegistry } from '../../../src/ota-core/boot/firmware.ts';
import {
  slotPlaces,
  type DeviceProfile,
  type Partition,
} from '../../../src/ota-core/device/profile.ts';
import type { NorFlash } from '../../../src/ota-core/flash/nor-flash.ts';
import { partitionAt } from '../../../src/ota-core/device/profile.ts';
import { FIRMWARE_NAMES, freshChip, nativeDigests } from '../power-cut/firmwares.ts';
import { bound } from '../power-cut/world.ts';
import type { Act } from './act.ts';
import { isCall } from './act.ts';
import { requestOf } from './call-of.ts';
import { ChipWatch } from './chip-watch.ts';
import { CuttingFlash } from './cutting-flash.ts';
import type { DeviceFacts } from './device-facts.ts';

const IDENTITY = { id: 'esp32_0A1B2C', mac: '00A1B20A1B2C' };
/** A device left alone starts by itself a few times at most (I1). */
const MOST_STARTS = 4;

/** The device with a bug; the sound one when left out. */
export type Fault = (device: Device) => Device;

interface Fresh {
  readonly chip: NorFlash;
  readonly known: readonly FirmwareInfo[];
}

/** Made once per profile, forked for every run. */
const FRESH = new Map<string, Fresh>();

export class DeviceUnderTest {
  readonly device: Device;
  readonly watch: ChipWatch;
  readonly #flash: CuttingFlash;
  readonly #facts: DeviceFacts;
  #scheme: BootScheme | null = null;
  #now = 0;

  constructor(facts: DeviceFacts, fault: Fault = (device) => device) {
    const { profile } = facts;
    const { chip, known } = freshOf(profile);
    const own = chip.fork();
    this.#facts = facts;
    this.watch = new ChipWatch(facts, own, (slot) => this.#placesOf(slot));
    this.#flash = new CuttingFlash(own, (offset) => isSpared(profile, offset));
    this.device = fault(
      createDevice({
        profile: {
          ...profile,
          createScheme: (flash, ports) => {
            this.#scheme = bound(profile.createScheme(flash, ports));
            return this.#scheme;
          },
        },
        identity: IDENTITY,
        ports: {
          flash: this.#flash,
          firmware: shelfWith(facts, known),
          filesystems: chipFilesystems,
          digest: nativeDigests,
          log: () => undefined,
        },
      }),
    );
  }

  /** Milliseconds since the first power-on. */
  get now(): number {
    return this.#now;
  }

  /** Returns the reply of a call, null for anything else. */
  do(act: Act): Reply | null {
    if (isCall(act)) {
      const { method, params, channel } = requestOf(this.#facts, act);
      return this.watch.during(method, () => this.call(method, params, channel));
    }
    switch (act.kind) {
      case 'reset':
        this.powerOn();
        return null;
      case 'clock':
        this.#now += act.ms;
        return null;
      case 'pass':
        this.#pass(act.ms);
        return null;
      case 'cut':
        this.#flash.arm(act);
        return null;
    }
  }

  call(method: string, params: unknown, channel: string): Reply {
    return this.device.handle(method, params, this.#now, { channel });
  }

  powerOn(): void {
    this.#flash.powerOn();
    this.watch.starts();
    this.device.powerOn(this.#now);
    this.#runs();
  }

  /** A cut is over: the cells are as it left them, which nobody was told of. */
  hadCut(afterMs: number): void {
    this.#now += afterMs;
    this.watch.forget();
  }

  /** As the emulator's alarm does: each thing at its time. */
  #pass(ms: number): void {
    const until = this.#now + ms;
    let starts = 0;
    for (let at = this.device.nextDeadline(); at !== null && at <= until;) {
      this.#now = Math.max(this.#now, at);
      this.watch.starts();
      const { rebooted } = this.device.tick(this.#now);
      this.#runs();
      if (rebooted !== null) starts += 1;
      const next = this.device.nextDeadline();
      if (starts > MOST_STARTS || (rebooted === null && next === at))
        throw new Error(`it never rests: at ${at} ms again and again`);
      at = next;
    }
    this.#now = until;
  }

  #runs(): void {
    this.watch.runs(this.device.running()?.boot.activeSlot ?? null);
  }

  #placesOf(slot: 0 | 1): { readonly app: Partition; readonly fs: Partition } {
    return slotPlaces(this.#facts.profile, slot, this.#scheme ?? undefined);
  }
}

function freshOf(profile: DeviceProfile): Fresh {
  const found = FRESH.get(profile.name);
  if (found !== undefined) return found;
  let known: readonly FirmwareInfo[] = [];
  const registry = {
    list: () => known,
    remember: (info: FirmwareInfo) => void (known = [...known, info]),
  };
  const chip = freshChip(profile, registry);
  const made = { chip, known };
  FRESH.set(profile.name, made);
  return made;
}

function shelfWith(facts: DeviceFacts, fresh: readonly FirmwareInfo[]): FirmwareRegistry {
  let known = fresh;
  return {
    list: () => known,
    remember: (info) => {
      const name = FIRMWARE_NAMES.find((version) => version === info.version);
      const behaviour = name === undefined ? info.behaviour : facts.behaviourOf(name);
      known = [...known.filter(({ sha256 }) => sha256 !== info.sha256), { ...info, behaviour }];
    },
  };
}

/**
 * The vendors' own forms are known to break where a write of boot state is cut, or one falls between two of them
 * (docs/BOOT-CONFIG.md); the power-cut campaign counts that. Here they are cut everywhere else.
 */
function isSpared({ isStock, partitions }: DeviceProfile, offset: number): boolean {
  if (!isStock) return false;
  const kind = partitionAt(partitions, offset)?.kind;
  return kind === 'boot-record' || kind === 'nvs' || kind === 'commit-time';
}
