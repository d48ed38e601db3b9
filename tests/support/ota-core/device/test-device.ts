import { chipFilesystems } from '../../../../src/ota-core/fs/open-filesystem.ts';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  madeUpFirmware,
  seedChip,
  type FactoryFirmware,
} from '../../../../src/emulator/seed-chip.ts';
import { createMemoryRegistry } from '../../../../src/emulator/firmware-registry.ts';
import { createDevice, type DeviceBuild } from '../../../../src/ota-core/device/create-device.ts';
import type {
  Device,
  DevicePorts,
  DeviceTrace,
  Pull,
  Reply,
} from '../../../../src/ota-core/device/device.ts';
import type { DigestPort } from '../../../../src/ota-core/primitives/digest.ts';
import type { FirmwareInfo, FirmwareRegistry } from '../../../../src/ota-core/boot/firmware.ts';
import type { DeviceProfile } from '../../../../src/ota-core/device/profile.ts';
import { profileFor } from '../../../../src/ota-core/platforms/index.ts';
import { NorFlash } from '../../../../src/ota-core/flash/nor-flash.ts';
import { encodeBase64 } from '../../../../src/ota-core/primitives/base64.ts';
import type { P256Port } from '../../../../src/ota-core/primitives/p256-encoding.ts';

/** Hashes of the host, for speed. */
export const nativeDigests: DigestPort = {
  create(algorithm) {
    const hash = createHash(algorithm);
    return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest() };
  },
};

export const identity = { id: 'esp32_0A1B2C', mac: '30AEA40A1B2C' };

export function readBundle(name: string): Uint8Array {
  return fixtureBytes(`bundles/${name}`);
}

/** A plain array: `slice` of Node's own kind is a view, and a test that changes it changes the fixture of all others. */
const fixtureBytes = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../../fixtures/${name}`, import.meta.url)));

/** A filesystem image of the real packers. */
export function readImage(name: string): Uint8Array {
  return fixtureBytes(`filesystems/${name}`);
}

export const tinyBundle = readBundle('demo-esp32-1.1.0-tiny.zip');

export function profileNamed(name: string): DeviceProfile {
  const profile = profileFor({ profile: name });
  if (profile === null) throw new Error(`no profile ${name}`);
  return profile;
}

export interface TestDevice {
  readonly device: Device;
  readonly flash: NorFlash;
  readonly registry: FirmwareRegistry;
  readonly log: readonly string[];
  readonly trace: readonly DeviceTrace[];
  call(method: string, params?: unknown, now?: number): Reply;
  /** Begin, every write, but not End. Stops at the first error. */
  push(bundle: Uint8Array, begin?: Readonly<Record<string, unknown>>): Reply;
}

export interface TestDeviceOptions {
  /** A profile, or the name of one. */
  readonly profile?: string | DeviceProfile;
  /** What new images will do when they are started. */
  readonly behaviour?: FirmwareInfo['behaviour'];
  /** What the chip left the factory with; a made-up 1.0.0 when left out. */
  readonly firmware?: FactoryFirmware;
  /** Its filesystem; an empty one when left out. */
  readonly image?: Uint8Array;
  readonly extensions?: boolean;
  readonly namesScheme?: boolean;
  readonly build?: DeviceBuild;
  /** Left out: nothing to check signatures with. */
  readonly p256?: P256Port;
  /** Left out: no server can be reached. */
  readonly fetch?: (pull: Pull) => void;
}

const STOCK: DeviceBuild = { settings: [], files: new Map() };

/** A new device on 1.0.0, switched on at time 0. */
export function startDevice(options: TestDeviceOptions = {}): TestDevice {
  const { profile: wanted = 'esp32' } = options;
  const profile = typeof wanted === 'string' ? profileNamed(wanted) : wanted;
  const kept = createMemoryRegistry();
  const behaviour = options.behaviour ?? 'works';
  const registry: FirmwareRegistry = {
    list: () => kept.list(),
    remember: (info) => kept.remember({ ...info, behaviour }),
  };
  const flash = new NorFlash(profile.geometry);
  const firmware =
    options.firmware ?? madeUpFirmware({ name: 'demo', version: '1.0.0' }, nativeDigests);
  const fs = options.image ?? firmware.fs;
  seedChip({ flash, profile, registry: kept, digest: nativeDigests }, { ...firmware, fs });
  const { extensions = false, namesScheme = false, build = STOCK, p256 = null } = options;
  const network = options.fetch === undefined ? {} : { fetch: options.fetch };
  return wire({ profile, flash, registry, extensions, namesScheme, build, p256, network });
}

function wire(parts: {
  readonly profile: DeviceProfile;
  readonly flash: NorFlash;
  readonly registry: FirmwareRegistry;
  readonly extensions: boolean;
  readonly namesScheme: boolean;
  readonly build: DeviceBuild;
  readonly p256: P256Port | null;
  readonly network: Pick<DevicePorts, 'fetch'>;
}): TestDevice {
  const { profile, flash, registry, extensions, namesScheme, build, p256, network } = parts;
  const log: string[] = [];
  const trace: DeviceTrace[] = [];
  const device = createDevice({
    profile,
    identity,
    extensions,
    namesScheme,
    build,
    ports: {
      flash,
      firmware: registry,
      filesystems: chipFilesystems,
      digest: nativeDigests,
      p256: () => p256,
      log: (line) => log.push(line),
      trace: (event) => trace.push(event),
      ...network,
    },
  });
  device.powerOn(0);
  const call = (method: string, params: unknown = null, now = 0): Reply =>
    device.handle(method, params, now, { channel: 'WS_in' });
  return {
    device,
    flash,
    registry,
    log,
    trace,
    call,
    push(bundle, begin = {}) {
      const size = bundle.length;
      let reply = call('OTA.Begin', { size, timeout: 600, commit_timeout: 300, ...begin });
      for (let offset = 0; offset < size && reply.kind === 'result'; offset += 2048)
        reply = call('OTA.Write', writeParams(bundle, offset, 2048));
      return reply;
    },
  };
}

export function writeParams(bundle: Uint8Array, offset: number, length: number) {
  return { offset, data: encodeBase64(bundle.subarray(offset, offset + length)) };
}

/** Moves the time to `until`, doing everything that falls due on the way. */
export function passTime(device: Device, until: number): void {
  for (let steps = 0; steps < 10_000; steps += 1) {
    const due = device.nextDeadline();
    if (due === null || due > until) return;
    device.tick(due);
  }
  throw new Error('the device never comes to rest');
}

export function resultOf(reply: Reply): Readonly<Record<string, unknown>> {
  if (reply.kind !== 'result') throw new Error(`no result: ${JSON.stringify(reply)}`);
  return reply.result as Readonly<Record<string, unknown>>;
}
