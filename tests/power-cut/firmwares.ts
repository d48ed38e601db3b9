/** The firmwares of the campaign, small enough for hundreds of thousands of cuts, packed as each platform wants them. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { makeBundle, type PartSource } from '../../src/bundle/make-bundle.ts';
import { seedChip } from '../../src/emulator/seed-chip.ts';
import type { DigestPort } from '../../src/ota-core/device/digest-port.ts';
import type { FirmwareInfo, FirmwareShelf } from '../../src/ota-core/device/firmware.ts';
import type { DeviceProfile } from '../../src/ota-core/device/profiles.ts';
import { NorFlash } from '../../src/ota-core/flash/nor-flash.ts';
import { toHex } from '../../src/ota-core/primitives/hex.ts';

export const nativeDigests: DigestPort = { create: (algorithm) => createHash(algorithm) };

export const sha256Hex = (bytes: Uint8Array): string =>
  toHex(createHash('sha256').update(bytes).digest());

/** `BARE` comes without a filesystem and keeps that of `OLD`; `NEXT` ships the filesystem of `OLD` again. */
export const FIRMWARE_NAMES = ['1.0.0', '1.1.0', '1.2.0', '1.3.0'] as const;
export type FirmwareName = (typeof FIRMWARE_NAMES)[number];
export const [OLD, NEW, NEXT, BARE] = FIRMWARE_NAMES;

export interface TestFirmware {
  readonly name: FirmwareName;
  /** By slot: the RS14100 has an image for each. */
  readonly apps: readonly [Uint8Array, Uint8Array];
  readonly fs: Uint8Array;
  /** The bundle as it is pushed. */
  readonly zip: Uint8Array;
}

const TINY = new URL('../fixtures/bundles/demo-esp32-1.1.0-tiny.zip', import.meta.url);
const TINY_ZIP = new Uint8Array(readFileSync(TINY));
const TINY_FILES = unzipSync(TINY_ZIP);
const TINY_APP = TINY_FILES['tinyapp.bin'] ?? new Uint8Array(0);
const TINY_FS = TINY_FILES['tinylfs.img'] ?? new Uint8Array(0);

/** Other bytes of other lengths, every file byte different, no erased ones. */
const SHAPES: Readonly<Record<FirmwareName, { salt: number; size: number; fs: number }>> = {
  '1.0.0': { salt: 0x5a, size: 7000, fs: 0x5a },
  '1.1.0': { salt: 0, size: TINY_APP.length, fs: 0 },
  '1.2.0': { salt: 0x33, size: 7777, fs: 0x5a },
  '1.3.0': { salt: 0x66, size: 6500, fs: 0x5a },
};

const appOf = (name: FirmwareName): Uint8Array => {
  const { salt, size } = SHAPES[name];
  if (name === NEW) return TINY_APP;
  return TINY_APP.slice(0, size).map((byte, at) => byte ^ (at % 251) ^ salt); // its own image
};

const otherLink = (app: Uint8Array): Uint8Array => app.map((byte, at) => byte ^ (at % 7));

const part = (name: string, bytes: Uint8Array, more: Partial<PartSource> = {}): PartSource => ({
  name,
  type: name,
  src: `${name.replaceAll('.', '-')}.bin`,
  bytes,
  ...more,
});

const CONTAINER = { fs_block_size: 4096, fs_page_size: 256, fs_erase_size: 4096 };

/** The parts of an update as protocol.md 6.3 has them. */
function partsOf(arch: string, apps: TestFirmware['apps'], fs: Uint8Array | null): PartSource[] {
  const [app] = apps;
  const plainFs = fs === null ? [] : [part('fs', fs)];
  switch (arch) {
    case 'esp8266':
      return [part('fw', app), ...plainFs];
    case 'cc3200':
    case 'cc3220': {
      const attributes = { load_addr: 0x2000_0000 };
      const container = { ...CONTAINER, fs_size: fs?.length ?? 0 };
      const files =
        fs === null ? [] : [part('spiffs.img.0.0', fs, { type: 'fs', attributes: container })];
      return [part('demo.bin.0', app, { type: 'app', attributes }), ...files];
    }
    case 'stm32': {
      const sizes = { bl_size: 32_768, bl_cfg_size: 16_384 };
      const file = new Uint8Array(sizes.bl_size + sizes.bl_cfg_size + app.length);
      file.set(app, file.length - app.length);
      return [part('app', file, { attributes: { ...sizes, update_bl: false } }), ...plainFs];
    }
    case 'rs14100':
      return [part('app0', apps[0]), part('app1', apps[1]), ...plainFs];
    default:
      return [part('app', app), ...plainFs];
  }
}

const buildIdOf = (version: string): string => `20261001-120000/v${version}`;

/** All firmwares of one platform. */
export class FirmwareSet {
  readonly #all: readonly TestFirmware[];
  readonly #bySha256 = new Map<string, TestFirmware>();

  constructor(arch: string) {
    this.#all = FIRMWARE_NAMES.map((name) => makeUp(arch, name));
    for (const firmware of this.#all)
      for (const app of firmware.apps) this.#bySha256.set(sha256Hex(app), firmware);
  }

  get(name: FirmwareName): TestFirmware {
    const found = this.#all.find((firmware) => firmware.name === name);
    if (found === undefined) throw new Error(`no firmware ${name}`);
    return found;
  }

  /** The firmware of these app bytes; null for anything that nobody built. */
  of(sha256: string): TestFirmware | null {
    return this.#bySha256.get(sha256) ?? null;
  }
}

const SETS = new Map<string, FirmwareSet>();

export function firmwaresOf({ arch }: Pick<DeviceProfile, 'arch'>): FirmwareSet {
  const found = SETS.get(arch) ?? new FirmwareSet(arch);
  SETS.set(arch, found);
  return found;
}

function makeUp(arch: string, name: FirmwareName): TestFirmware {
  const app = appOf(name);
  const apps = [app, arch === 'rs14100' ? otherLink(app) : app] as const;
  const fs = TINY_FS.map((byte) => byte ^ SHAPES[name].fs);
  if (arch === 'esp32' && name === NEW) return { name, apps, fs, zip: TINY_ZIP };
  const words = { name: 'demo', platform: arch, version: name, buildId: buildIdOf(name) };
  const parts = partsOf(arch, apps, name === BARE ? null : fs);
  return { name, apps, fs, zip: makeBundle({ ...words, parts }, nativeDigests) };
}

export type Behaviour = FirmwareInfo['behaviour'];

/** What is kept beside the chip; `behaviour` is what the new firmware does when started. */
export class CampaignShelf implements FirmwareShelf {
  readonly #behaviour: Behaviour;
  #known: readonly FirmwareInfo[];

  constructor(behaviour: Behaviour, known: readonly FirmwareInfo[] = []) {
    this.#behaviour = behaviour;
    this.#known = known;
  }

  list(): readonly FirmwareInfo[] {
    return this.#known;
  }

  remember(info: FirmwareInfo): void {
    const behaviour = info.version === NEW ? this.#behaviour : info.behaviour;
    const others = this.#known.filter(({ sha256 }) => sha256 !== info.sha256);
    this.#known = [...others, { ...info, behaviour }];
  }

  fork(): CampaignShelf {
    return new CampaignShelf(this.#behaviour, this.#known);
  }
}

/** A new device: 1.0.0 in slot 0, committed. */
export function freshChip(profile: DeviceProfile, shelf: FirmwareShelf): NorFlash {
  const flash = new NorFlash(profile.geometry, { logSize: 4 });
  const { apps, fs } = firmwaresOf(profile).get(OLD);
  const words = { name: 'demo', version: OLD, buildId: buildIdOf(OLD) };
  seedChip({ flash, profile, shelf, digest: nativeDigests }, { ...words, app: apps[0], fs });
  return flash;
}
