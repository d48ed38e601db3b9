import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openBundle } from '../../../src/bundle/open-bundle.ts';
import { predictMerge, predictFiles, type FileEntry } from '../../../src/bundle/predict-merge.ts';
import { makeBundle } from '../../../src/bundle/make-bundle.ts';
import { NorFlash } from '../../../src/ota-core/flash/nor-flash.ts';
import type { Filesystem } from '../../../src/ota-core/fs/filesystem.ts';
import { formatLittlefs } from '../../../src/ota-core/fs/littlefs/volume.ts';
import { openLittlefs } from '../../../src/ota-core/fs/littlefs/littlefs.ts';
import {
  mergeFilesystems,
  type MergeReport,
  saveCommitTimeout,
  UPDATER_DAT,
} from '../../../src/ota-core/fs/merge-filesystems.ts';
import { openImage } from '../../../src/ota-core/fs/open-filesystem.ts';
import { openSpiffs } from '../../../src/ota-core/fs/spiffs/open-spiffs.ts';
import { formatSpiffs } from '../../support/ota-core/fs/spiffs/format-spiffs.ts';
import { filesIn } from '../../support/ota-core/device/fixture-files.ts';
import {
  nativeDigests,
  passTime,
  profileNamed,
  readBundle,
  readImage,
  resultOf,
  startDevice,
} from '../../support/ota-core/device/test-device.ts';
import { littlefsImage } from '../../support/ota-core/fs/littlefs-image.ts';
import { isFull } from '../../support/sample.ts';

const RANDOM_FILESYSTEMS = isFull ? 500 : 60;

const open = (bytes: Uint8Array, fileName: string) =>
  openBundle(new Blob([new Uint8Array(bytes)]), {
    fileName,
    signal: new AbortController().signal,
    digests: nativeDigests,
  });

const without = (names: readonly string[]) => names.filter((name) => name !== UPDATER_DAT);

describe('the prediction of a merge', () => {
  for (const image of ['lfsuser.img', 'spiffsuser.img', 'lfs10.img', 'spiffs10.img'])
    for (const name of [
      'demo-esp32-1.1.0.zip',
      'demo-esp32-2.0.0.zip',
      'demo-esp32-1.1.0-spiffs.zip',
      'demo-esp32-1.1.0-tiny.zip',
    ])
      it(`is what then happens: ${name} on a device with ${image}`, async () => {
        const bytes = readBundle(name);
        const { device, call, push, flash } = startDevice({ image: readImage(image) });
        const files = resultOf(call('FS.ListExt')) as unknown as readonly FileEntry[];
        const survey = predictFiles(await open(bytes, name), files);
        const predicted = survey?.merge;
        push(bytes);
        call('OTA.End');
        passTime(device, 500);
        const merge = device.running()?.merge;
        expect(predicted?.failure ?? null).toEqual(merge?.failed[0] ?? null);
        expect(predicted?.keeps).toEqual(without(merge?.copied ?? []));
        call('OTA.Commit');
        if (predicted?.failure !== null) return;
        const after = filesIn(profileNamed('esp32'), flash, 1);
        expect(after.list().map((file) => file.name)).toEqual(
          [...predicted.keeps, ...predicted.overwrites, ...predicted.adds].sort(),
        );
        expect(predicted.freeBytes).toBe(after.space().freeBytes);
        expect(resultOf(call('Sys.GetInfo'))['fs_free']).toBe(predicted.freeBytes);
      });

  it(`is what then happens for ${RANDOM_FILESYSTEMS} random filesystems`, () => {
    let full = 0;
    fc.assert(
      fc.property(anyDevice, ({ old, image }) => {
        const [device, target] = [make(old), make(image)];
        const files = device.list();
        const predicted = predictMerge(openImage(target.bytes()), files);
        // Without room for updater.dat the device refuses the update: there is nothing to predict.
        if (!hasRoomForTrial(device.fs)) return;
        const report = mergeFilesystems(device.fs, target.fs);
        compare(predicted, report, target.fs);
        if (predicted.failure !== null) full += 1;
      }),
      { numRuns: RANDOM_FILESYSTEMS },
    );
    expect(full).toBeGreaterThan(0);
    expect(full).toBeLessThan(RANDOM_FILESYSTEMS);
  }, 300_000);

  it('names what a device keeps, what the image replaces and what is new', async () => {
    const bundle = await open(readBundle('demo-esp32-2.0.0.zip'), 'demo-esp32-2.0.0.zip');
    const survey = predictFiles(bundle, openImage(readImage('lfsuser.img')).list());
    expect(survey?.merge).toMatchObject({
      keeps: ['calibration.dat', 'conf5.json', 'conf9.json', 'init.js', 'log_0.txt', 'style.css'],
      overwrites: ['ca.pem', 'conf0.json', 'index.html'],
      adds: ['app.js.gz', 'tz.json'],
      failure: null,
    });
  });

  it('knows the image alone where the device does not tell its files', async () => {
    const bundle = await open(readBundle('demo-esp32-1.1.0.zip'), 'demo.zip');
    const survey = predictFiles(bundle, null);
    expect(survey?.merge).toBeNull();
    expect(survey?.image?.map(({ name }) => name)).toContain('index.html');
  });

  it('says that an image which is no filesystem cannot be merged', async () => {
    const bundle = await open(bundleWith(new Uint8Array(8192).fill(0x5a)), 'x.zip');
    expect(predictFiles(bundle, [])).toEqual({
      image: null,
      merge: {
        keeps: [],
        overwrites: [],
        adds: [],
        freeBytes: null,
        lackingMarginBytes: null,
        failure: { name: '/', reason: 'unreadable' },
      },
    });
  });

  it.each([
    [28_000, null],
    [36_000, 7530],
  ])(
    'warns of a SPIFFS that a file of %i bytes leaves less than the margin: %s',
    async (size, lacking) => {
      const name = 'demo-esp32-1.1.0-spiffs.zip';
      const survey = predictFiles(await open(readBundle(name), name), [{ name: 'log.txt', size }]);
      expect(survey?.merge).toMatchObject({ failure: null, lackingMarginBytes: lacking });
      expect(survey?.merge?.keeps).toEqual(['log.txt']);
    },
  );

  it('warns of no LittleFS, whose room does not depend on the order', async () => {
    const name = 'demo-esp32-1.1.0.zip';
    const survey = predictFiles(await open(readBundle(name), name), [
      { name: 'log.txt', size: 45_000 },
    ]);
    expect(survey?.merge).toMatchObject({ failure: null, lackingMarginBytes: null });
  });

  it('believes no size: a file of a terabyte just does not fit', async () => {
    const bundle = await open(bundleWith(littlefsImage(65_536)), 'x.zip');
    const files = [{ name: 'huge', size: 2 ** 40 }];
    expect(predictFiles(bundle, files)?.merge?.failure).toEqual({
      name: 'huge',
      reason: 'full',
    });
  });
});

const bundleWith = (fs: Uint8Array): Uint8Array =>
  makeBundle(
    {
      name: 'demo',
      platform: 'esp32',
      version: '3.0.0',
      buildId: 'b',
      parts: [
        { name: 'app', src: 'app.bin', bytes: new Uint8Array(64) },
        { name: 'fs', src: 'fs.img', bytes: fs },
      ],
    },
    nativeDigests,
  );

function hasRoomForTrial(fs: Filesystem): boolean {
  try {
    saveCommitTimeout(fs, 300_000);
    return true;
  } catch {
    return false;
  }
}

interface Recipe {
  readonly kind: 'littlefs' | 'spiffs';
  readonly blocks: number;
  readonly files: readonly {
    readonly name: string;
    readonly size: number;
    readonly fill: number;
  }[];
}

const anyRecipe: fc.Arbitrary<Recipe> = fc.record({
  kind: fc.constantFrom('littlefs', 'spiffs'),
  blocks: fc.constantFrom(4, 8, 16),
  files: fc.array(
    fc.record({
      name: fc.oneof(
        fc.constantFrom('conf0.json', 'conf9.json', 'index.html', 'log.txt', 'updater.dat'),
        fc.stringMatching(/^[a-z0-9_]{1,60}$/),
      ),
      size: fc.oneof(fc.nat(300), fc.nat(5000), fc.nat(20_000)),
      fill: fc.nat(255),
    }),
    { maxLength: 9 },
  ),
});
const anyDevice = fc.record({ old: anyRecipe, image: anyRecipe });

/** What fits of it, written, some of it twice; then mounted, as a device does before it merges. */
function make({ kind, blocks, files }: Recipe) {
  const geometry = { size: blocks * 4096, eraseSize: 4096, programSize: 4, wordOnce: false };
  const chip = new NorFlash(geometry);
  if (kind === 'littlefs') formatLittlefs(chip);
  else formatSpiffs(chip);
  const mount = (): Filesystem => (kind === 'littlefs' ? openLittlefs(chip) : openSpiffs(chip));
  const filled = mount();
  for (const { name, size, fill } of files)
    try {
      filled.write(name, new Uint8Array(size).fill(fill));
    } catch {
      // it does not fit: what is there is what a device has
    }
  const fs = mount();
  return { fs, bytes: () => chip.image(), list: () => fs.list() };
}

function compare(
  predicted: ReturnType<typeof predictMerge>,
  report: MergeReport,
  target: Filesystem,
): void {
  expect(predicted.keeps).toEqual(without(report.copied));
  expect(predicted.failure).toEqual(report.failed[0] ?? null);
  if (predicted.failure !== null) return;
  target.remove(UPDATER_DAT);
  expect(target.list().map(({ name }) => name)).toEqual(
    [...predicted.keeps, ...predicted.overwrites, ...predicted.adds].sort(),
  );
  expect(predicted.freeBytes).toBe(target.space().freeBytes);
}
