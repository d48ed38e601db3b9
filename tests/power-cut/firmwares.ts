/** The firmwares of the campaign, small enough for tens of thousands of cuts. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { makeBundle } from '../../src/bundle/make-bundle.ts';
import { seedChip } from '../../src/emulator/seed-chip.ts';
import type { DigestPort } from '../../src/ota-core/device/digest-port.ts';
import type { FirmwareInfo, FirmwareShelf } from '../../src/ota-core/device/firmware.ts';
import type { DeviceProfile } from '../../src/ota-core/device/profiles.ts';
import { NorFlash } from '../../src/ota-core/flash/nor-flash.ts';
import { toHex } from '../../src/ota-core/primitives/hex.ts';

export const nativeDigests: DigestPort = { create: (algorithm) => createHash(algorithm) };

export const sha256Hex = (bytes: Uint8Array): string =>
  toHex(createHash('sha256').update(bytes).digest());

export interface TestFirmware {
  readonly name: '1.0.0' | '1.1.0' | '1.2.0';
  readonly app: Uint8Array;
  readonly fs: Uint8Array;
  /** The bundle as it is pushed. */
  readonly zip: Uint8Array;
  /** Of the app. */
  readonly sha256: string;
}

const TINY = new URL('../fixtures/bundles/demo-esp32-1.1.0-tiny.zip', import.meta.url);

function openNew(): TestFirmware {
  const zip = new Uint8Array(readFileSync(TINY));
  const files = unzipSync(zip);
  const app = files['tinyapp.bin'] ?? new Uint8Array(0);
  const fs = files['tinylfs.img'] ?? new Uint8Array(0);
  return { name: '1.1.0', app, fs, zip, sha256: sha256Hex(app) };
}

/** Another firmware like it: other bytes of other lengths, every file byte different, no erased ones. */
function makeUp(
  from: TestFirmware,
  name: TestFirmware['name'],
  options: { salt: number; size: number },
): TestFirmware {
  const app = from.app.slice(0, options.size).map((byte, at) => byte ^ (at % 251) ^ options.salt); // its own image
  const fs = from.fs.map((byte) => byte ^ options.salt);
  const part = (of: string, bytes: Uint8Array) => ({ name: of, type: of, src: `${of}.bin`, bytes });
  const parts = [part('app', app), part('fs', fs)];
  const words = { name: 'demo', platform: 'esp32', version: name, buildId: buildIdOf(name) };
  const zip = makeBundle({ ...words, parts }, nativeDigests);
  return { name, app, fs, zip, sha256: sha256Hex(app) };
}

const buildIdOf = (version: string): string => `20261001-120000/v${version}`;

export const NEW = openNew();
export const OLD = makeUp(NEW, '1.0.0', { salt: 0x5a, size: 7000 });
export const NEXT = makeUp(NEW, '1.2.0', { salt: 0x33, size: 7777 });
const FIRMWARES: readonly TestFirmware[] = [OLD, NEW, NEXT];

/** The firmware of these app bytes; null for anything that nobody built. */
export const firmwareOf = (sha256: string): TestFirmware | null =>
  FIRMWARES.find((firmware) => firmware.sha256 === sha256) ?? null;

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
    const behaviour = info.sha256 === NEW.sha256 ? this.#behaviour : info.behaviour;
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
  const words = { name: 'demo', version: OLD.name, buildId: buildIdOf(OLD.name) };
  seedChip(
    { flash, profile, shelf, digest: nativeDigests },
    { ...words, app: OLD.app, fs: OLD.fs },
  );
  return flash;
}
