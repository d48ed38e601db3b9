import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makeBundle, type BundleSource } from '../../../../src/bundle/make-bundle.ts';
import { FlashFault, PowerCut, type Flash } from '../../../../src/ota-core/flash/flash.ts';
import { feedHoweverCut } from '../../../support/chunking.ts';
import { readFixture } from '../../../support/bundle/fixture.ts';
import { forgeZip, utf8 } from '../../../support/bundle/zip-forge.ts';
import {
  nodeDigests,
  oldChip,
  pushBlindly,
  readOutside,
  readWindow,
  startUpdate,
} from '../../../support/ota-core/update/update-bench.ts';

const TINY = readFixture('demo-esp32-1.1.0-tiny.zip');
const FULL = readFixture('demo-esp32-1.1.0.zip');
const APP = new Uint8Array(1000).map((_, at) => at * 5);
const FS = new Uint8Array(4096).map((_, at) => at * 3);
const source: BundleSource = {
  name: 'demo',
  platform: 'esp32',
  version: '1.1.0',
  buildId: 'b',
  parts: [
    { name: 'app', src: 'app.bin', bytes: APP },
    { name: 'fs', src: 'fs.img', bytes: FS },
  ],
};
const bundle = (change: Partial<BundleSource> = {}) => makeBundle({ ...source, ...change });
const sha1 = (bytes: Uint8Array) => createHash('sha1').update(bytes).digest('hex');

/** A bundle with honest CRCs whose manifest says whatever is wanted. */
function lyingBundle(
  parts: Record<string, object>,
  files: readonly (readonly [string, Uint8Array])[],
) {
  const manifest = { platform: 'esp32', version: '1.1.0', build_id: 'b', parts };
  return forgeZip([
    { name: 'manifest.json', bytes: utf8(JSON.stringify(manifest)) },
    ...files.map(([name, bytes]) => ({ name, bytes })),
  ]);
}
const appPart = { src: 'app.bin', cs_sha1: sha1(APP) };
const fsPart = { src: 'fs.img', cs_sha1: sha1(FS) };
const appFile = ['app.bin', APP] as const;
const fsFile = ['fs.img', FS] as const;

const failed = (code: number, message: string) => ({ phase: 'failed', code, message });

describe('an update that is sound', () => {
  it('writes, verifies, remembers and stages, in this order and the same however it is cut', () => {
    const outcome = feedHoweverCut(TINY, (pieces) => {
      const run = startUpdate();
      const state = pushBlindly(run, pieces);
      return { state, story: run.story, chip: run.chip.fingerprint(nodeDigests) };
    });
    expect(outcome.state).toEqual({
      phase: 'finalized',
      reboot: true,
      message: 'Update applied, finalizing',
    });
    expect(outcome.story).toEqual([
      'erase',
      'program',
      'verified app',
      'remember',
      'erase',
      'program',
      'verified fs',
      'stage',
    ]);
  });

  it('leaves both parts in the target slot, padded with ones, and all else as it was', () => {
    const run = startUpdate();
    const before = readOutside(run.chip);
    pushBlindly(run, [FULL]);
    const app = readWindow(run.chip, 'app');
    expect(sha1(app.subarray(0, 73801))).toBe('00a56e3f6e4f404c8d1b8f214673d8fff0a05cf9');
    expect(app.subarray(73801).every((byte) => byte === 0xff)).toBe(true);
    expect(sha1(readWindow(run.chip, 'fs').subarray(0, 65536))).toBe(
      '31c98e70d6d4cc0ab51a38462d7d98880416e2c0',
    );
    expect(readOutside(run.chip)).toBe(before);
  });

  it('hands on what the firmware says of itself and the image that the boot loader will check', () => {
    const run = startUpdate();
    pushBlindly(run, [FULL]);
    const sha256 = 'e199012dfbcdcfa5185f4ec5a0629af3817cf3c4ac579ec177f41dc20114ea43';
    expect(run.remembered).toEqual([
      {
        name: 'demo',
        version: '1.1.0',
        buildId: '20261101-120000/v1.1.0-3-g1234567-master',
        sizeBytes: 73801,
        sha256,
        behaviour: 'works',
      },
    ]);
    expect(run.staged.map((image) => Buffer.from(image.sha256).toString('hex'))).toEqual([sha256]);
    expect(run.staged[0]!.sizeBytes).toBe(73801);
    expect(run.traces.map(({ kind }) => kind)).toEqual([
      'part-verified',
      'part-verified',
      'update-staged',
    ]);
  });

  it('takes the bundle of the older packer, in a folder and with SHA-1 only', () => {
    const run = startUpdate();
    const state = pushBlindly(run, [readFixture('demo-esp32-1.1.0-python-packer.zip')]);
    expect(state.phase).toBe('finalized');
  });

  it('programs in pieces of exactly 512 bytes, whatever arrives', () => {
    for (const size of [1, 100, 512, 3000]) {
      const chip = oldChip();
      const lengths = new Set<number>();
      chip.observe(({ kind, length }) => kind === 'program' && lengths.add(length));
      const run = startUpdate({}, { chip });
      const pieces = Array.from({ length: Math.ceil(TINY.length / size) }, (_, at) =>
        TINY.subarray(at * size, (at + 1) * size),
      );
      pushBlindly(run, pieces);
      expect([...lengths]).toEqual([512]);
    }
  });

  it('does not write a part that lies there already, and still counts it as present', () => {
    const run = startUpdate();
    pushBlindly(run, [TINY]);
    const again = startUpdate({}, { chip: run.chip });
    expect(pushBlindly(again, [TINY]).phase).toBe('finalized');
    expect(again.story).toEqual(['verified app', 'remember', 'verified fs', 'stage']);
  });

  it('tells how far it is and which part is being written', () => {
    const { updater } = startUpdate();
    const manifestEnd = 732;
    updater.process(TINY.subarray(0, manifestEnd));
    expect(updater.state).toEqual({ phase: 'receiving', receivedBytes: 732, part: null });
    expect(updater.manifest?.version).toBe('1.1.0');
    updater.process(TINY.subarray(manifestEnd, 2000));
    expect(updater.state).toEqual({
      phase: 'receiving',
      receivedBytes: 2000,
      part: 'tinyapp.bin',
    });
    updater.process(TINY.subarray(2000));
    expect(updater.state).toEqual({ phase: 'written', receivedBytes: TINY.length });
  });

  it('skips entries that no part of the slot names', () => {
    const extra = lyingBundle({ app: appPart, fs: fsPart }, [
      ['readme.txt', utf8('hello')],
      appFile,
      fsFile,
    ]);
    expect(pushBlindly(startUpdate(), [extra]).phase).toBe('finalized');
  });

  it('takes digests in capital letters', () => {
    const upper = { ...appPart, cs_sha1: appPart.cs_sha1.toUpperCase() };
    const state = pushBlindly(startUpdate(), [
      lyingBundle({ app: upper, fs: fsPart }, [appFile, fsFile]),
    ]);
    expect(state.phase).toBe('finalized');
  });
});

describe('the same version', () => {
  const running = { version: '1.1.0', buildId: '20261101-120000/v1.1.0-3-g1234567-master' };

  it('succeeds without a restart and without a byte written, when asked to', () => {
    const run = startUpdate({ running, ignoreSameVersion: true });
    expect(pushBlindly(run, [TINY])).toEqual({
      phase: 'finalized',
      reboot: false,
      message: 'Version is the same as current',
    });
    expect(run.story).toEqual([]);
  });

  it('is written again when nobody asked', () => {
    expect(pushBlindly(startUpdate({ running }), [TINY])).toMatchObject({ reboot: true });
  });

  it('is compared whole: QUIRK(OC18) 1.1.0 is not 1.1.0.1, and the build id counts', () => {
    for (const other of [
      { ...running, version: '1.1.0.1' },
      { ...running, buildId: `${running.buildId}2` },
    ])
      expect(
        pushBlindly(startUpdate({ running: other, ignoreSameVersion: true }), [TINY]),
      ).toMatchObject({ reboot: true });
  });
});

describe('a manifest that the device refuses', () => {
  it.each([
    ['esp32c3', 'esp32'],
    ['esp32', 'esp32c3'],
    ['ESP32', 'esp32'],
    ['esp8266', 'esp32'],
  ])('for %s on %s: QUIRK(OC18) the platform is compared exactly', (platform, arch) => {
    const run = startUpdate({ arch });
    expect(pushBlindly(run, [bundle({ platform })])).toEqual(failed(-1, 'Wrong platform'));
    expect(run.story).toEqual([]);
  });

  it.each<readonly [string, number, string, Record<string, object>]>([
    ['no filesystem', -3, 'Incomplete update package', { app: appPart }],
    ['no application', -3, 'Incomplete update package', { fs: fsPart }],
    ['no src', -3, 'Incomplete update package', { app: { size: 3 }, fs: fsPart }],
    ['no SHA-1', -3, 'Incomplete update package', { app: { src: 'app.bin' }, fs: fsPart }],
    ['one src twice', -1, 'Invalid manifest', { app: appPart, fs: { ...fsPart, src: 'app.bin' } }],
    [
      'a boot loader to write',
      -4,
      'Boot loader update is not supported',
      { app: appPart, fs: fsPart, boot: { src: 'boot.bin', update: true } },
    ],
    ['a short SHA-1', -1, 'Invalid manifest', { app: { ...appPart, cs_sha1: 'ab' }, fs: fsPart }],
    ['a part too large', -1, 'Image too big', { app: { ...appPart, size: 0x20001 }, fs: fsPart }],
    ['no parts', -1, 'Required manifest field missing', {}],
  ])('with %s: %i %s, and nothing is written', (_, code, message, parts) => {
    const run = startUpdate();
    expect(pushBlindly(run, [lyingBundle(parts, [appFile, fsFile])])).toEqual(
      failed(code, message),
    );
    expect(run.story).toEqual([]);
  });

  it('that is no JSON, does not come first, or is too large to hold', () => {
    const alone = (name: string, bytes: Uint8Array) =>
      pushBlindly(startUpdate(), [forgeZip([{ name, bytes }])]);
    expect(alone('manifest.json', utf8('{'))).toEqual(failed(-1, 'Failed to parse manifest'));
    expect(alone('app.bin', APP)).toEqual(failed(-1, 'Get app.bin instead of manifest.json'));
    expect(alone('manifest.json', new Uint8Array(16385))).toEqual(failed(-1, 'Out of memory'));
  });
});

describe('a bundle whose bytes are not what the manifest says', () => {
  it.each<readonly [string, object]>([
    ['a wrong SHA-1', { cs_sha1: '0'.repeat(40) }],
    ['a wrong SHA-256', { cs_sha256: '0'.repeat(64) }],
    [
      'a wrong SHA-1 beside a right SHA-256',
      { cs_sha1: '0'.repeat(40), cs_sha256: createHash('sha256').update(APP).digest('hex') },
    ],
  ])('has %s: -10 Digest mismatch, never staged', (_, change) => {
    const run = startUpdate();
    const parts = { app: { ...appPart, ...change }, fs: fsPart };
    expect(pushBlindly(run, [lyingBundle(parts, [appFile, fsFile])])).toEqual(
      failed(-10, 'Digest mismatch'),
    );
    expect(run.story).toEqual(['erase', 'program']);
  });

  it('has another size: refused before anything is erased', () => {
    const run = startUpdate();
    const parts = { app: { ...appPart, size: 999 }, fs: fsPart };
    expect(pushBlindly(run, [lyingBundle(parts, [appFile, fsFile])])).toEqual(
      failed(-10, 'Size mismatch'),
    );
    expect(run.story).toEqual([]);
  });

  it('has an entry larger than the slot, of which the manifest says nothing', () => {
    const run = startUpdate();
    const big = new Uint8Array(0x20001);
    const parts = { app: appPart, fs: { ...fsPart, cs_sha1: sha1(big) } };
    expect(pushBlindly(run, [lyingBundle(parts, [['fs.img', big], appFile])])).toEqual(
      failed(-1, 'Image too big'),
    );
    expect(run.story).toEqual([]);
  });

  it('lacks a part: QUIRK(OC18) parts are counted, so a manifest alone switches nothing', () => {
    for (const files of [[], [appFile], [fsFile]]) {
      const run = startUpdate();
      const parts = { app: appPart, fs: fsPart };
      expect(pushBlindly(run, [lyingBundle(parts, files)])).toEqual(
        failed(-3, 'Incomplete update package'),
      );
      expect(run.staged).toEqual([]);
    }
  });

  it('names a part almost: QUIRK(OC18) app.bin.evil is not app.bin', () => {
    const run = startUpdate();
    const files = [['app.bin.evil', APP], fsFile] as const;
    expect(pushBlindly(run, [lyingBundle({ app: appPart, fs: fsPart }, files)])).toEqual(
      failed(-3, 'Incomplete update package'),
    );
  });
});

describe('an update that ends early', () => {
  it('is aborted by finalize before the last byte', () => {
    const run = startUpdate();
    expect(pushBlindly(run, [TINY.subarray(0, -1)])).toEqual(failed(-1, 'Update aborted'));
    run.updater.process(TINY.subarray(-1));
    run.updater.finalize();
    expect(run.updater.state).toEqual(failed(-1, 'Update aborted'));
    expect(run.staged).toEqual([]);
  });

  it('is over once finished: nothing is written any more', () => {
    const run = startUpdate();
    run.updater.process(TINY.subarray(0, 2000));
    run.updater.finish();
    const operations = run.chip.operations;
    pushBlindly(run, [TINY.subarray(2000)]);
    expect(run.updater.state).toEqual(failed(-1, 'Update aborted'));
    expect(run.chip.operations).toBe(operations);
  });

  it('keeps its first failure', () => {
    const run = startUpdate({ arch: 'cc3200' });
    pushBlindly(run, [TINY, TINY]);
    run.updater.finish();
    expect(run.updater.state).toEqual(failed(-1, 'Wrong platform'));
  });

  it('fails when more comes after the end of the archive', () => {
    const run = startUpdate();
    expect(pushBlindly(run, [TINY, utf8('x')])).toEqual(failed(-1, 'Malformed archive'));
    expect(run.staged).toEqual([]);
  });
});

describe('a chip that does not obey', () => {
  const onProgram = (act: () => void) => ({
    wrap: (flash: Flash): Flash => ({
      geometry: flash.geometry,
      read: (offset, into) => flash.read(offset, into),
      erase: (offset, length) => flash.erase(offset, length),
      program: act,
    }),
  });

  it('fails the write with -11 when it refuses', () => {
    const refuse = () => {
      throw new FlashFault('bit-set', 0);
    };
    const run = startUpdate({}, onProgram(refuse));
    expect(pushBlindly(run, [TINY])).toEqual(failed(-11, 'Write failed'));
  });

  it('is found out by reading back when it swallows what is written', () => {
    const run = startUpdate(
      {},
      onProgram(() => undefined),
    );
    expect(pushBlindly(run, [TINY])).toEqual(failed(-10, 'Digest mismatch'));
  });

  it('fails finalize when the boot configuration cannot be written', () => {
    const run = startUpdate({
      stage() {
        throw new FlashFault('not-stored', 0);
      },
    });
    expect(pushBlindly(run, [TINY])).toEqual(failed(-1, 'Failed to set boot partition'));
  });

  it('lets a power cut pass through, in writing and in staging', () => {
    const cut = () => {
      throw new PowerCut(7);
    };
    expect(() => pushBlindly(startUpdate({}, onProgram(cut)), [TINY])).toThrow(PowerCut);
    expect(() => pushBlindly(startUpdate({ stage: cut }), [TINY])).toThrow(PowerCut);
  });
});
