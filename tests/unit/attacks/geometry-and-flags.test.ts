/**
 * The attacks M18 and M19 (proof.md#attacks): the geometry of a filesystem, and flags that are tested the wrong way. On the host
 * and on a device to which the bundle is pushed blindly.
 */
import { describe, expect, it } from 'vitest';
import { requireSlotParts } from '../../../src/bundle/check.ts';
import { openBundle } from '../../../src/bundle/open-bundle.ts';
import { predictFiles } from '../../../src/bundle/predict-merge.ts';
import { CommitTime } from '../../../src/ota-core/boot/commit-time.ts';
import { openPartition } from '../../../src/ota-core/flash/flash-areas.ts';
import { parseManifest } from '../../../src/ota-core/update/manifest.ts';
import { APP, digestsOf, entry, MANIFEST } from '../../support/bundle/attack.ts';
import { refusalOf } from '../../support/bundle/refusal.ts';
import { forgeZip } from '../../support/bundle/zip-forge.ts';
import {
  passTime,
  readBundle,
  resultOf,
  startDevice,
} from '../../support/ota-core/device/test-device.ts';
import {
  forgeImage,
  superblock,
  type ForgedSuperblock,
} from '../../support/ota-core/fs/littlefs/forge.ts';

/** The manifest of a bundle of the fixtures with a number of its parts changed, in an archive with the parts that are given. */
function withNumbers(
  name: string,
  numbers: Readonly<Record<string, number>>,
  more: Parameters<typeof forgeZip>[0] = [],
): Uint8Array {
  const zip = readBundle(name);
  const end = 43 + new DataView(zip.buffer, zip.byteOffset).getUint32(18, true);
  let text = new TextDecoder().decode(zip.subarray(43, end));
  for (const [key, value] of Object.entries(numbers)) {
    const changed = text.replace(new RegExp(`("${key}": )\\d+`), `$1${value}`);
    if (changed === text) throw new Error(`${key} is not there, or that already`);
    text = changed;
  }
  return forgeZip([entry('manifest.json', text), ...more]);
}

/** What the host says to the manifest alone, with what its platform asks of a manifest, then what the device says. */
function bothOf(name: string, numbers: Readonly<Record<string, number>>): readonly string[] {
  const bytes = withNumbers(name, numbers);
  const end = 43 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(18, true);
  const read = parseManifest(bytes.subarray(43, end));
  const host = read.ok ? (refusalOf(() => requireSlotParts(read))?.facts ?? 'taken') : read.problem;
  const arch = /demo-(\w+)-/.exec(name)?.[1] ?? '';
  const reply = startDevice({ profile: arch }).push(bytes);
  return [JSON.stringify(host), reply.kind === 'error' ? (reply.message ?? '') : 'taken'];
}

describe('M18 the geometry of a filesystem, of a SPIFFS in its container', () => {
  const ZIP = 'demo-cc3200-1.1.0.zip';
  const wrong = (field: string) => [
    JSON.stringify({ field: `parts.spiffs.img.0.0.${field}` }),
    '-1 Missing FS parameters',
  ];
  const malformed = (field: string) => [
    JSON.stringify({ kind: 'bad-field', field: `parts.spiffs.img.0.0.${field}` }),
    '-1 Invalid manifest',
  ];
  const FIELDS = ['fs_size', 'fs_block_size', 'fs_page_size', 'fs_erase_size'];

  it('is taken as it is built', () => {
    expect(bothOf(ZIP, { load_addr: 536_870_913 })).toEqual(['"taken"', 'taken']);
  });

  it.each(FIELDS)('is refused by host and device where %s is nothing', (field) => {
    expect(bothOf(ZIP, { [field]: 0 })).toEqual(wrong(field));
  });

  it.each(FIELDS)('is refused by both where %s is negative or beyond 32 bits', (field) => {
    for (const value of [-1, 2 ** 32, 2 ** 53])
      expect(bothOf(ZIP, { [field]: value }), String(value)).toEqual(malformed(field));
  });

  it.each(FIELDS.slice(1))('is refused by both where %s is no power of two', (field) => {
    for (const value of [3, 255, 257, 4095, 4097, 12_288, 2 ** 32 - 1])
      expect(bothOf(ZIP, { [field]: value }), String(value)).toEqual(wrong(field));
  });

  it.each<readonly [string, Readonly<Record<string, number>>, string]>([
    ['blocks of half an erase block', { fs_block_size: 2048 }, 'fs_block_size'],
    ['pages of a whole block', { fs_page_size: 4096 }, 'fs_page_size'],
    ['pages of more than a block', { fs_page_size: 2 ** 31 }, 'fs_page_size'],
    ['less than a block', { fs_size: 4095 }, 'fs_size'],
    ['more bytes than its file has', { fs_size: 65_537 }, 'fs_size'],
    ['blocks of which no two fit into 32 bits', { fs_block_size: 2 ** 31 }, 'fs_size'],
    ['as many pages as 32 bits have', { fs_page_size: 1, fs_size: 2 ** 32 - 1 }, 'fs_size'],
    ['more pages than 16 bits number', { fs_page_size: 1 }, 'fs_size'],
    [
      'sizes whose product is 0 in 32 bits',
      { fs_block_size: 2 ** 16, fs_erase_size: 2 ** 16, fs_size: 2 ** 17 },
      'fs_size',
    ],
  ])('is refused by both with %s', (_, numbers, field) => {
    expect(bothOf(ZIP, numbers)).toEqual(wrong(field));
  });
});

describe('M18 the geometry of a filesystem, of a LittleFS in its superblock', () => {
  const imageWith = (options: ForgedSuperblock) => forgeImage(superblock(options));
  const bundleWith = (fs: Uint8Array) =>
    forgeZip([
      entry(
        'manifest.json',
        JSON.stringify({
          ...MANIFEST,
          parts: {
            ...MANIFEST.parts,
            fs: { type: 'fs', src: 'fs.img', size: fs.length, ...digestsOf(fs) },
          },
        }),
      ),
      entry('app.bin', APP),
      entry('fs.img', fs),
    ]);
  /** What the host foretells of it, and what an esp32 runs after its first start. */
  async function endOf(fs: Uint8Array) {
    const bytes = bundleWith(fs);
    const { signal } = new AbortController();
    const bundle = await openBundle(new Blob([bytes.slice()]), { fileName: 'fw.zip', signal });
    const foretold = predictFiles(bundle, [])?.merge?.failure ?? null;
    const device = startDevice();
    if (device.push(bytes).kind === 'error') return [foretold, 'refused'];
    device.call('OTA.End');
    passTime(device.device, 5_000);
    return [foretold, device.device.running()?.firmware.version];
  }

  it('is mounted as it is made', async () => {
    expect(await endOf(imageWith({}))).toEqual([null, '1.1.0']);
  });

  it.each<readonly [string, ForgedSuperblock]>([
    ['blocks of nothing', { blockSize: 0 }],
    ['no blocks', { blockCount: 0 }],
    ['blocks that are no power of two', { blockSize: 4095 }],
    ['blocks of three times as much', { blockSize: 12_288 }],
    ['one block more than any slot has', { blockCount: 257 }],
    ['as many blocks as 32 bits number', { blockCount: 2 ** 32 - 1 }],
    ['sizes whose product is 0 in 32 bits', { blockSize: 4096, blockCount: 2 ** 20 }],
    ['sizes whose product is 64 KiB in 32 bits', { blockSize: 4096, blockCount: 2 ** 20 + 16 }],
    ['blocks of 2 GiB, twice', { blockSize: 2 ** 31, blockCount: 2 }],
  ])('with %s the host foretells that it goes back, and it does', async (_, options) => {
    expect(await endOf(imageWith(options))).toEqual([{ name: '/', reason: 'unreadable' }, '1.0.0']);
  });

  it('is not what an esp32 goes by that its manifest says: fs_size moves nothing', () => {
    for (const fs_size of [0, 3, 65_537, 2 ** 32 - 1])
      expect(bothOf('demo-esp32-1.1.0.zip', { fs_size }), String(fs_size)).toEqual([
        '"taken"',
        'taken',
      ]);
    for (const fs_size of [-1, 2 ** 32])
      expect(bothOf('demo-esp32-1.1.0.zip', { fs_size })[1]).toBe('-1 Invalid manifest');
  });

  it('is not moved on an stm32 by sizes whose sum is right in 32 bits alone', () => {
    const answer = (numbers: Readonly<Record<string, number>>) =>
      startDevice({ profile: 'stm32' }).push(withNumbers('demo-stm32-1.1.0.zip', numbers));
    const wrapped = { bl_size: 2 ** 32 - 512, bl_cfg_size: 32_768 + 16_384 + 512 };
    expect((wrapped.bl_size + wrapped.bl_cfg_size) % 2 ** 32).toBe(32_768 + 16_384);
    for (const numbers of [wrapped, { bl_size: 0 }, { bl_cfg_size: 16_385 }])
      expect(answer(numbers)).toMatchObject({ kind: 'error', message: '-7 Invalid size' });
  });
});

/** Flags of the vendor's file (boot-schemes.md#cc3200): 1 first boot, 2 merge files. */
const FLAGS_AT = 8;

describe('M19 the flags of a cc3200, where `!flags & BIT` of the public sources asks for nothing', () => {
  const files = [0x1_0000, 0x1_1000] as const;
  const flagsAt = (device: ReturnType<typeof startDevice>, at: number): number => {
    const bytes = new Uint8Array(4);
    device.flash.read(at + FLAGS_AT, bytes);
    return new DataView(bytes.buffer).getUint32(0, true);
  };
  /** Of the file that the boot loader follows: the smaller number. */
  const flagsOf = (device: ReturnType<typeof startDevice>): number => {
    const numbers = files.map((at) => {
      const bytes = new Uint8Array(8);
      device.flash.read(at, bytes);
      return new DataView(bytes.buffer).getBigUint64(0, true);
    });
    const [a = 0n, b = 0n] = numbers;
    return flagsAt(device, a > 0n && a < b ? files[0] : files[1]);
  };
  const updated = (profile: string, seconds: number) => {
    const used = startDevice({ profile });
    used.push(readBundle('demo-cc3200-1.1.0.zip'), { commit_timeout: seconds });
    used.call('OTA.End');
    return used;
  };
  const stateOf = (device: ReturnType<typeof startDevice>) => {
    const { committed, mergeFs, activeSlot } = device.device.running()?.boot ?? {};
    return { committed, mergeFs, activeSlot };
  };

  it.each([
    [0, { committed: true, mergeFs: false }],
    [1, { committed: false, mergeFs: false }],
    [2, { committed: true, mergeFs: false }],
    [3, { committed: false, mergeFs: true }],
  ])('%i means what its bits say after a restart: each by itself', (flags, expected) => {
    const used = startDevice({ profile: 'cc3200-stock' });
    new CommitTime(
      openPartition(used.flash, { offset: 0x1_2000, sizeBytes: used.flash.geometry.eraseSize }),
    ).save(300_000);
    const word = new Uint8Array(4);
    new DataView(word.buffer).setUint32(0, flags, true);
    used.flash.setCells(files[0] + FLAGS_AT, word);
    used.device.powerOn(1_000);
    expect(stateOf(used)).toMatchObject(expected);
    const status = resultOf(used.call('OTA.Status', null, 1_000));
    expect(status['is_committed']).toBe(expected.committed);
  });

  it.each(['cc3200', 'cc3200-stock'])(
    '%s: with time to commit both bits are on the chip until it is told, and none after',
    (profile) => {
      const used = updated(profile, 300);
      expect(flagsOf(used)).toBe(3);
      passTime(used.device, 5_000);
      expect(stateOf(used)).toEqual({ committed: false, mergeFs: true, activeSlot: 1 });
      expect(resultOf(used.call('OTA.Status', null, 5_000))).toMatchObject({
        is_committed: false,
        commit_timeout: 300,
      });
      expect(used.call('OTA.Commit', null, 5_000).kind).toBe('result');
      expect(flagsOf(used) & 1).toBe(0);
      used.device.powerOn(10_000);
      expect(stateOf(used)).toEqual({ committed: true, mergeFs: false, activeSlot: 1 });
      expect(used.device.running()?.firmware.version).toBe('1.1.0');
    },
  );

  it.each(['cc3200', 'cc3200-stock'])(
    '%s: a restart before it is told goes back, and nothing is to be merged then',
    (profile) => {
      const used = updated(profile, 300);
      passTime(used.device, 5_000);
      used.device.powerOn(10_000);
      expect(stateOf(used)).toEqual({ committed: true, mergeFs: false, activeSlot: 0 });
      expect(used.device.running()?.firmware.version).toBe('1.0.0');
    },
  );

  it.each(['cc3200', 'cc3200-stock'])(
    '%s: without such a time it keeps itself, on the chip too',
    (profile) => {
      const used = updated(profile, 0);
      passTime(used.device, 5_000);
      expect(stateOf(used)).toEqual({ committed: true, mergeFs: false, activeSlot: 1 });
      expect(flagsOf(used) & 1).toBe(0);
      used.device.powerOn(10_000);
      expect(stateOf(used)).toEqual({ committed: true, mergeFs: false, activeSlot: 1 });
    },
  );
});
