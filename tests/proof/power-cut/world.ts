/** One device on one chip in virtual time, and what a person or a host does to it. */
import { chipFilesystems } from '../../../src/ota-core/fs/open-filesystem.ts';
import type { BootOutcome } from '../../../src/ota-core/boot/boot-config.ts';
import { createDevice } from '../../../src/ota-core/device/create-device.ts';
import type { Device, DeviceTrace, Reply } from '../../../src/ota-core/device/device.ts';
import type { FirmwareRegistry } from '../../../src/ota-core/boot/firmware.ts';
import type { BootScheme } from '../../../src/ota-core/boot/boot-scheme.ts';
import type { Partition } from '../../../src/ota-core/device/profile.ts';
import { slotPlaces, type DeviceProfile } from '../../../src/ota-core/device/profile.ts';
import type { Flash } from '../../../src/ota-core/flash/flash.ts';
import { encodeBase64 } from '../../../src/ota-core/primitives/base64.ts';
import type { BootModel } from './boot-model.ts';
import type { Files } from './files.ts';
import { firmwaresOf, nativeDigests, type FirmwareName, type FirmwareSet } from './firmwares.ts';

const CHUNK = 2048;
const IDENTITY = { id: 'esp32_0A1B2C', mac: '00A1B20A1B2C' };

export interface WorldOptions {
  readonly profile: DeviceProfile;
  readonly flash: Flash;
  readonly registry: FirmwareRegistry;
  readonly model?: BootModel;
  readonly trace?: (event: DeviceTrace) => void;
  readonly onBootBegin?: () => void;
  readonly onBoot?: (outcome: BootOutcome) => void;
}

/** A step of a scenario did not go as it must even without a cut. */
export class ScenarioBroken extends Error {}

export class World {
  readonly device: Device;
  readonly firmwares: FirmwareSet;
  readonly profile: DeviceProfile;
  #scheme: BootScheme | null = null;
  readonly #onBoot: (outcome: BootOutcome) => void;
  readonly #model: BootModel | undefined;
  #method: string | null = null;
  #now = 0;

  constructor(options: WorldOptions) {
    const { profile, flash, registry, model, trace } = options;
    this.profile = profile;
    this.firmwares = firmwaresOf(profile);
    this.#model = model;
    const watched: DeviceProfile = {
      ...profile,
      createScheme: (chip, ports) => {
        const scheme = profile.createScheme(chip, ports);
        this.#scheme = scheme;
        const heard = { ...bound(scheme), boot: () => (options.onBootBegin?.(), scheme.boot()) };
        return model?.watch(heard) ?? heard;
      },
    };
    this.device = createDevice({
      profile: watched,
      identity: IDENTITY,
      ports: {
        flash,
        firmware: registry,
        filesystems: chipFilesystems,
        digest: nativeDigests,
        log: () => undefined,
        ...(trace === undefined ? {} : { trace }),
      },
    });
    this.#onBoot = options.onBoot ?? (() => undefined);
  }

  /** Bytes of an update are arriving: nothing but the other slot may be written. */
  get isReceiving(): boolean {
    return this.#method === 'OTA.Begin' || this.#method === 'OTA.Write';
  }

  /** Power-on, or a reset: what was in RAM is gone. */
  powerOn(): BootOutcome {
    this.#now += 1000;
    const outcome = this.device.powerOn(this.#now);
    this.#onBoot(outcome);
    return outcome;
  }

  call(method: string, params: unknown = {}): Reply {
    this.#method = method;
    try {
      return this.device.handle(method, params, this.#now, { channel: 'WS_in' });
    } finally {
      this.#method = null;
    }
  }

  /** A call that must succeed. */
  do(method: string, params: unknown = {}): void {
    const reply = this.call(method, params);
    if (reply.kind !== 'result')
      throw new ScenarioBroken(`${method} answered ${JSON.stringify(reply)}`);
  }

  /** FS.* on the settled device, and what it must make of the files. It must succeed. */
  changeFiles(
    method: `FS.${string}`,
    params: Readonly<Record<string, unknown>>,
    after: (files: Files) => Files,
  ): void {
    const act = (): void => this.do(method, params);
    if (this.#model === undefined) act();
    else this.#model.changeFiles(after, act);
  }

  /** Sends the first `bytes` of the bundle; all of it when left out. */
  upload(
    name: FirmwareName,
    options: { readonly commitS?: number; readonly bytes?: number },
  ): void {
    const firmware = this.firmwares.get(name);
    const end = options.bytes ?? firmware.zip.length;
    const commit = options.commitS === undefined ? {} : { commit_timeout: options.commitS };
    this.do('OTA.Begin', { size: firmware.zip.length, ...commit });
    for (let at = 0; at < end; at += CHUNK) {
      const data = encodeBase64(firmware.zip.subarray(at, Math.min(at + CHUNK, end)));
      this.do('OTA.Write', { offset: at, data });
    }
  }

  /** A whole update up to the restart into the new image. */
  update(name: FirmwareName, options: { readonly commitS?: number } = {}): void {
    this.upload(name, options);
    this.do('OTA.End');
    this.waitForRestart();
  }

  /** Milliseconds since the first power-on. */
  get now(): number {
    return this.#now;
  }

  /** Where the app and the filesystem of a slot lie now. */
  placesOf(slot: 0 | 1): { readonly app: Partition; readonly fs: Partition } {
    return slotPlaces(this.profile, slot, this.#scheme ?? undefined);
  }

  waitForRestart(): void {
    if (this.passTime() === null) throw new ScenarioBroken('the device did not restart');
  }

  /** Jumps to what the device does next by itself, up to its next start; null if it does nothing more. */
  passTime(): BootOutcome | null {
    for (let at = this.device.nextDeadline(); at !== null; at = this.device.nextDeadline()) {
      this.#now = Math.max(this.#now, at);
      const { rebooted } = this.device.tick(this.#now);
      if (rebooted === null) continue;
      this.#onBoot(rebooted);
      return rebooted;
    }
    return null;
  }
}

/** The methods of a scheme as values: they are handed on one by one. */
export function bound(scheme: BootScheme): BootScheme {
  return {
    guard: scheme.guard,
    boot: () => scheme.boot(),
    current: () => scheme.current(),
    targetSlot: () => scheme.targetSlot(),
    stage: (image, options) => scheme.stage(image, options),
    commit: () => scheme.commit(),
    revert: () => scheme.revert(),
    format: (image) => scheme.format(image),
    ...(scheme.appPartitionOf === undefined
      ? {}
      : { appPartitionOf: (slot) => scheme.appPartitionOf?.(slot) ?? '' }),
  };
}
