/** The firmwares of the campaign, small enough for hundreds of thousands of cuts, packed as each platform wants them. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { makeBundle, type PartSource } from '../../../src/bundle/make-bundle.ts';
import { seedChip } from '../../../src/emulator/seed-chip.ts';
import type { DigestPort } from '../../../src/ota-core/primitives/digest.ts';
import type { FirmwareInfo, FirmwareRegistry } from '../../../src/ota-core/boot/firmware.ts';
import { openSlot, type DeviceProfile } from '../../../src/ota-core/device/profile.ts';
import { chipFilesystems } from '../../../src/ota-core/fs/open-filesystem.ts';
import { NorFlash } from '../../../src/ota-core/flash/nor-flash.ts';
import { toHex } from '../../../src/ota-core/primitives/bytes.ts';
import { filesOfImage, merged, type Files } from './files.ts';
import { bytesOf, littlefsOf, spiffsOf } from './test-images.ts';

export const nativeDigests: DigestPort = { create: (algorithm) => createHash(algorithm) };

export const sha256Hex = (bytes: Uint8Array): string =>
  toHex(createHash('sha256').update(bytes).digest());

/**
 * `BARE` comes without a filesystem and keeps that of `OLD`; `OTHER_KIND` has another kind of filesystem; `FULL` has no
 * room for what the device has, and does not start where that is merged; `AGAIN` ships the filesystem of `OLD` again.
 */
export const FIRMWARE_NAMES = [
  '1.0.0',
  '1.1.0',
  '1.2.0',
  '1.3.0',
  '1.4.0',
  '1.5.0',
  '1.6.0',
] as const;
export type FirmwareName = (typeof FIRMWARE_NAMES)[number];
export const [OLD, NEW, NEXT, BARE, OTHER_KIND, FULL, AGAIN] = FIRMWARE_NAMES;

export interface TestFirmware {
  readonly name: FirmwareName;
  /** By slot: the RS14100 has an image for each. */
  readonly apps: readonly [Uint8Array, Uint8Array];
  readonly fs: Uint8Array;
  /** That it ships. */
  readonly files: Files;
  /** The bundle as it is pushed. */
  readonly zip: Uint8Array;
}

const TINY = new URL('../../fixtures/bundles/demo-esp32-1.1.0-tiny.zip', import.meta.url);
const TINY_ZIP = new Uint8Array(readFileSync(TINY));
const TINY_FILES = unzipSync(TINY_ZIP);
const TINY_APP = TINY_FILES['tinyapp.bin'] ?? new Uint8Array(0);
const TINY_FS = TINY_FILES['tinylfs.img'] ?? new Uint8Array(0);

const FIRST_FS = littlefsOf(24_576, { 'index.html': 'one', 'init.js': 'one()' });
const NEXT_FS = littlefsOf(24_576, { 'index.html': 'next', 'style.css': 'shipped' });
const SPIFFS = spiffsOf(49_152, { 'index.html': 'spiffs', 'style.css': 'shipped' });
const FULL_FS = littlefsOf(8192, { 'index.html': 'full' });

interface Shape {
  readonly salt: number;
  readonly size: number;
  readonly fs: Uint8Array;
}

/** Other bytes of other lengths, each with a filesystem. */
const SHAPES: Readonly<Record<FirmwareName, Shape>> = {
  '1.0.0': { salt: 0x5a, size: 7000, fs: FIRST_FS },
  '1.1.0': { salt: 0, size: TINY_APP.length, fs: TINY_FS },
  '1.2.0': { salt: 0x33, size: 7777, fs: NEXT_FS },
  '1.3.0': { salt: 0x66, size: 6500, fs: FIRST_FS },
  '1.4.0': { salt: 0x17, size: 7333, fs: SPIFFS },
  '1.5.0': { salt: 0x71, size: 7111, fs: FULL_FS },
  '1.6.0': { salt: 0x2b, size: 6900, fs: FIRST_FS },
};

const shippedBy = (name: FirmwareName): Files =>
  name === BARE ? {} : filesOfImage(SHAPES[name].fs);
const SHIPPED = new Map<string, Files>(FIRMWARE_NAMES.map((name) => [name, shippedBy(name)]));

/** What a device holds once it runs that image for good. */
export const filesAfter = (
  image: string,
  before: { readonly settled: string; readonly files: Files },
): Files =>
  image === before.settled ? before.files : merged(before.files, SHIPPED.get(image) ?? {});

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

/** The parts of an update as bundle.md#manifests-by-platform has them. */
function partsOf(arch: string, apps: TestFirmware['apps'], fs: Uint8Array | null): PartSource[] {
  const [app] = apps;
  const plainFs = fs === null ? [] : [part('fs', fs)];
  switch (arch) {
    case 'esp8266': {
      // The 2 MB map (bundle.md#manifests-by-platform).
      const fw = part('fw', app, { addr: 0x8000, attributes: { addr1: 0x10_8000 } });
      const files = { addr: 0xd_b000, attributes: { addr1: 0x1d_b000 } };
      return [fw, ...(fs === null ? [] : [part('fs', fs, files)])];
    }
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
  const { fs } = SHAPES[name];
  const files = SHIPPED.get(name) ?? {};
  if (arch === 'esp32' && name === NEW) return { name, apps, fs, files, zip: TINY_ZIP };
  const words = { name: 'demo', platform: arch, version: name, buildId: buildIdOf(name) };
  const parts = partsOf(arch, apps, name === BARE ? null : fs);
  return { name, apps, fs, files, zip: makeBundle({ ...words, parts }, nativeDigests) };
}

export type Behaviour = FirmwareInfo['behaviour'];

/** What is kept beside the chip; `behaviour` is what the new firmware does when started. */
export class CampaignShelf implements FirmwareRegistry {
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

/** What the person and the device wrote: small, long enough for a block of its own, and one that images ship too. */
const USER_FILES = {
  'conf9.json': '{"wifi":{"sta":{"ssid":"plant","pass":"secret"}}}',
  'log_0.txt': 'something happened\n'.repeat(25),
  'style.css': 'mine',
};

/** What a fresh chip holds, where files are. */
export const FRESH_FILES: Files = filesOfImage(
  littlefsOf(24_576, { 'index.html': 'one', 'init.js': 'one()', ...USER_FILES }),
);

/** A device after some use: 1.0.0 in slot 0, committed, with files of its own. */
export function freshChip(profile: DeviceProfile, registry: FirmwareRegistry): NorFlash {
  const flash = new NorFlash(profile.geometry, { logSize: 4 });
  const { apps, fs } = firmwaresOf(profile).get(OLD);
  const words = { name: 'demo', version: OLD, buildId: buildIdOf(OLD) };
  seedChip({ flash, profile, registry, digest: nativeDigests }, { ...words, app: apps[0], fs });
  if (profile.filesystem === 'opaque') return flash;
  const files = chipFilesystems.open(openSlot(profile, flash, 0).fs);
  for (const [name, text] of Object.entries(USER_FILES)) files.write(name, bytesOf(text));
  return flash;
}
