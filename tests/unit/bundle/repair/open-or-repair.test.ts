import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { zipSync } from 'fflate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseBundle } from '../../../../src/bundle/open-bundle.ts';
import { openFolder, openOrRepair } from '../../../../src/bundle/repair/open-or-repair.ts';
import { bundlesInArchive } from '../../../../src/bundle/repair/find-bundles.ts';
import { unpackBudget } from '../../../../src/bundle/repair/unpack.ts';
import { storeZip } from '../../../../src/bundle/store-zip.ts';
import { OtaError } from '../../../../src/contracts/failure.ts';
import { readFixture } from '../../../support/bundle/fixture.ts';
import { forgeZip, utf8, type ForgedEntry } from '../../../support/bundle/zip-forge.ts';
import { startDevice } from '../../../support/ota-core/device/test-device.ts';
import { nodeDigests } from '../../../support/ota-core/update/update-bench.ts';

const { signal } = new AbortController();
const options = { fileName: 'fw.zip', signal, digests: nodeDigests };
const open = (bytes: Uint8Array) => openOrRepair(new Blob([Uint8Array.from(bytes)]), options);
const isSame = (a: Uint8Array, b: Uint8Array): boolean => Buffer.from(a).equals(b);
const hasSignature = (bytes: Uint8Array, at = 0): boolean =>
  Buffer.from(bytes).includes(Buffer.of(0x3a, 0x29), at);

async function codeOf(opening: Promise<unknown>): Promise<string> {
  const reason: unknown = await opening.then(
    () => null,
    (error: unknown) => error,
  );
  return reason === null ? 'opened' : OtaError.from(reason).code;
}

/** What lies in a sound bundle, by its names in the archive. */
function entriesOf(bytes: Uint8Array): readonly { name: string; bytes: Uint8Array }[] {
  const { parts } = parseBundle(bytes, options);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const begin = 30 + view.getUint16(26, true) + view.getUint16(28, true);
  const manifest = bytes.subarray(begin, begin + view.getUint32(18, true));
  const files = parts.map(({ file, dataOffset, sizeBytes }) => ({
    name: file,
    bytes: bytes.subarray(dataOffset, dataOffset + sizeBytes),
  }));
  return [{ name: 'manifest.json', bytes: manifest }, ...files];
}
const asFiles = (entries: readonly { name: string; bytes: Uint8Array }[], prefix = '') =>
  Object.fromEntries(entries.map(({ name, bytes }) => [`${prefix}${name}`, bytes]));

describe('a bundle that was packed anew', () => {
  const names = readdirSync(path.resolve(import.meta.dirname, '../../../fixtures/bundles'));
  const mendable = [
    ...names.filter((name) => name.startsWith('repair-')),
    'demo-esp32-1.1.0-compressed.zip',
  ];

  it.each(mendable)('%s updates an emulated device after repair', async (name) => {
    const { bundle, mended } = await open(readFixture(name));
    expect(mended.length).toBeGreaterThan(0);
    const original = entriesOf(readFixture('demo-esp32-1.1.0.zip'));
    const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
    expect([...entriesOf(bundle.bytes)].sort(byName)).toEqual([...original].sort(byName));
    const { call, push } = startDevice({ profile: 'esp32' });
    expect(push(bundle.bytes).kind).toBe('result');
    expect(call('OTA.End').kind).toBe('result');
  });

  it('keeps its signatures, and nothing else of the extra fields', async () => {
    const signed = readFixture('demo-esp32-1.1.0-signed-k0-k2.zip');
    const view = new DataView(signed.buffer);
    const extra = signed.subarray(43, 43 + view.getUint16(28, true));
    expect(hasSignature(extra)).toBe(true);
    const long = Uint8Array.of(0xfe, 0xca, 0xd0, 0x07, ...new Uint8Array(2000));
    const packed = forgeZip(
      entriesOf(signed).map((entry) => ({
        ...entry,
        local: { extra: Uint8Array.of(...long, ...(entry.name === 'manifest.json' ? extra : [])) },
      })),
    );
    const { bundle, mended } = await open(packed);
    expect(mended).toEqual(['extra-fields']);
    const order = bundle.manifest.parts.flatMap(({ src }) => (src === null ? [] : [src]));
    const entries = entriesOf(signed);
    const expected = storeZip([
      { ...entries[0]!, extra },
      ...order.map((src) => entries.find(({ name }) => name === src)!),
    ]);
    expect(isSame(bundle.bytes, expected)).toBe(true);
  });

  it('with two different signatures is refused', async () => {
    const extra = (letter: number) => Uint8Array.of(0x3a, 0x29, 1, 0, letter);
    const packed = forgeZip([
      { name: 'x', bytes: utf8('x') },
      {
        ...{ name: 'manifest.json', bytes: utf8('{}') },
        ...{ local: { extra: extra(1) }, central: { extra: extra(2) } },
      },
    ]);
    expect(await codeOf(open(packed))).toBe('bundle/contradiction');
  });

  it('whose parts lie in folders has a folder around all of them', async () => {
    const manifest = {
      ...{ platform: 'esp32', version: '1', build_id: 'b' },
      parts: { app: { src: 'deep/app.bin' } },
    };
    const app = utf8('application');
    const { bundle } = await open(
      zipSync({ 'manifest.json': utf8(JSON.stringify(manifest)), 'deep/app.bin': app }),
    );
    expect(bundle.parts.map(({ file }) => file)).toEqual(['fw/deep/app.bin']);
  });
});

describe('a folder that is dropped as such', () => {
  const tiny = entriesOf(readFixture('demo-esp32-1.1.0-tiny.zip'));
  const folder = (files: Readonly<Record<string, Uint8Array>>) =>
    openFolder(
      Object.entries(files).map(([name, bytes]) => ({
        path: `build/${name}`,
        file: new Blob([Uint8Array.from(bytes)]),
      })),
      { ...options, fileName: 'build' },
    );

  it('is written as the official packer writes it', async () => {
    const { bundle, mended } = await folder({ 'objs/x.o': utf8('x'), ...asFiles(tiny, 'fw/') });
    expect(mended).toEqual(['from-folder']);
    expect(isSame(bundle.bytes, readFixture('demo-esp32-1.1.0-tiny.zip'))).toBe(true);
  });

  it('that holds the fw.zip of the same build gives that one', async () => {
    const signed = readFixture('demo-esp32-1.1.0-signed-k0-k2.zip');
    const { bundle, mended } = await folder({
      ...asFiles(entriesOf(signed), 'fw/'),
      'fw.zip': signed,
    });
    expect([isSame(bundle.bytes, signed), mended]).toEqual([true, ['from-folder']]);
  });

  it('without a firmware in it is called what it is', async () => {
    expect(await codeOf(folder({ 'mos.yml': utf8('x') }))).toBe('bundle/source-code');
    expect(await codeOf(folder({ 'a.txt': utf8('x') }))).toBe('bundle/no-manifest');
    expect(await codeOf(folder({ 'fw.zip': utf8('PK\u0003\u0004') }))).toBe('bundle/cut-off');
    expect(await codeOf(folder({ 'manifest.json': tiny[0]!.bytes }))).toBe('bundle/part-missing');
  });
});

describe('what somebody hides in an archive', () => {
  const tiny = entriesOf(readFixture('demo-esp32-1.1.0-tiny.zip'));
  const [manifest, app, fs] = tiny;
  /** Manifest last, so that it has to be mended. */
  const hostile = (entries: readonly Partial<ForgedEntry>[], end = {}) => {
    const whole = [app, fs, manifest].map((entry, at) => ({ ...entry!, ...entries[at] }));
    return codeOf(open(forgeZip(whole, end)));
  };

  it.each<readonly [string, readonly Partial<ForgedEntry>[], object]>([
    ['an entry that is not listed', [{ hidden: true }], {}],
    ['bytes between two entries', [{ after: utf8('gap') }], {}],
    ['a descriptor that says otherwise', [{ local: { flags: 8 }, after: new Uint8Array(12) }], {}],
    ['another name in the directory', [{ central: { name: utf8('tinyapp.biN') } }], {}],
    ['another CRC in the directory', [{ central: { crc: 1 } }], {}],
    ['another method in the directory', [{ central: { method: 8 } }], {}],
    ['one entry listed twice', [], { order: [0, 1, 1, 2], entries: 4, diskEntries: 4 }],
    ['an entry over another', [{}, { central: { offset: 0 } }], {}],
  ])('%s is a contradiction', async (_, entries, end) => {
    expect(await hostile([])).toBe('opened');
    expect(await hostile(entries, end)).toBe('bundle/contradiction');
  });

  it('a link or a locked part is not read', async () => {
    const link = { madeBy: 0x0314, externalAttributes: 0xa1ff0000 };
    expect(await hostile([{ central: link }])).toBe('bundle/unsupported');
    expect(await hostile([{ local: { flags: 1 } }])).toBe('bundle/unsupported');
  });

  it('more than a bundle may hold is not unpacked, however small it is packed', async () => {
    const large = zipSync({ 'a.zip': new Uint8Array(70_000_000) });
    expect(large.length).toBeLessThan(100_000);
    expect(await codeOf(open(large))).toBe('bundle/too-many-bytes');
  });

  it('archives in archives are followed for three, not for ever', async () => {
    const nested = (times: number): Uint8Array =>
      times === 0
        ? readFixture('demo-esp32-1.1.0-tiny.zip')
        : zipSync({ 'in.zip': nested(times - 1) }, { level: 0 });
    expect(await codeOf(open(nested(2)))).toBe('opened');
    expect(await codeOf(open(nested(3)))).toBe('bundle/no-manifest');
  });

  it('what is unpacked is counted over all that lies in it: none is left out in silence', () => {
    const one = readFixture('demo-esp32-1.1.0-tiny.zip');
    const packed = zipSync({ ...asFiles(tiny, 'a/'), 'x.zip': one, 'y.zip': one, 'z.zip': one });
    const find = (limit: number) => () =>
      bundlesInArchive(packed, {
        ...{ file: 'x', digests: nodeDigests, depth: 2 },
        budget: unpackBudget(limit),
      });
    expect(find(60_000)().length).toBe(1);
    expect(find(30_000)).toThrow(/too-many-bytes/);
  });
});

describe('a compressed bundle with a byte changed', () => {
  const packed = new Uint8Array(
    readFileSync(path.resolve(import.meta.dirname, '../../../fixtures/packed/finder-folder.zip')),
  );
  const original = readFileSync(
    path.resolve(import.meta.dirname, '../../../fixtures/packed/original.zip'),
  );

  it('is mended to the very content, or refused with a code: never to another', async () => {
    const outcomes = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        fc.nat(packed.length - 1),
        fc.integer({ min: 1, max: 255 }),
        async (at, by) => {
          const changed = packed.slice();
          changed[at] = (changed[at] ?? 0) ^ by;
          try {
            const { bundle } = await open(changed);
            expect(isSame(bundle.bytes, original)).toBe(true);
            outcomes.add('opened');
          } catch (reason) {
            expect(OtaError.from(reason).code).toMatch(/^bundle\//);
            outcomes.add('refused');
          }
        },
      ),
      { numRuns: 500, seed: 20261129 },
    );
    expect([...outcomes].sort()).toEqual(['opened', 'refused']);
  });
});
