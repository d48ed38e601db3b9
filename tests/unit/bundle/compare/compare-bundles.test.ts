import { describe, expect, it } from 'vitest';
import { compareBundles } from '../../../../src/bundle/compare/compare-bundles.ts';
import { draftOfBundle } from '../../../../src/bundle/make/bundle-draft.ts';
import { packBundle } from '../../../../src/bundle/make/pack-bundle.ts';
import type { ComparedBundles } from '../../../../src/contracts/compared.ts';
import type { JsonValue } from '../../../../src/ota-core/update/strict-json.ts';
import { readFixture } from '../../../support/bundle/fixture.ts';
import { open } from '../../../support/bundle/refusal.ts';
import { forgeZip } from '../../../support/bundle/zip-forge.ts';

const load = (name: string) => open(readFixture(`demo-esp32-${name}.zip`), `${name}.zip`);
const [old, now, spiffs, python, signed, tiny] = await Promise.all(
  ['1.0.0', '1.1.0', '1.1.0-spiffs', '1.1.0-python-packer', '1.1.0-signed-k0-k2', '1.1.0-tiny'].map(
    load,
  ),
);
if (!old || !now || !spiffs || !python || !signed || !tiny) throw new Error('fixtures');

const standings = ({ parts }: ComparedBundles) =>
  Object.fromEntries(parts.map(({ name, standing }) => [name, standing]));
const changedFiles = (compared: ComparedBundles) =>
  compared.parts
    .find(({ name }) => name === 'fs')
    ?.files?.filter(({ standing }) => standing !== 'same')
    .map(({ name, standing }) => [name, standing]);

/** Packed anew with another manifest or other parts. */
async function variant(
  fields: Readonly<Record<string, JsonValue>>,
  edit: (
    parts: Map<string, { properties: ReadonlyMap<string, JsonValue>; bytes: Uint8Array | null }>,
  ) => void = () => undefined,
) {
  const draft = draftOfBundle(now!);
  const parts = new Map(draft.parts);
  edit(parts);
  const all = new Map([...draft.fields, ...Object.entries(fields)]);
  const { bytes } = packBundle({ fields: all, parts }, { fileName: 'v.zip' });
  return open(new Uint8Array(bytes), 'v.zip');
}

describe('two versions of a firmware', () => {
  const compared = compareBundles(old, now);

  it('differ in the fields of their manifests, each with both values', () => {
    expect(compared.isSame).toBe(false);
    expect(compared.fields).toEqual(
      [
        { field: 'version', left: '1.0.0', right: '1.1.0' },
        {
          field: 'build_id',
          left: old.manifest.buildId,
          right: '20261101-120000/v1.1.0-3-g1234567-master',
        },
        {
          field: 'build_timestamp',
          left: old.manifest.buildTimestamp,
          right: '2026-11-01T12:00:00Z',
        },
      ].filter(({ left, right }) => left !== right),
    );
  });

  it('have parts that changed and parts that are the same, with sizes and digests', () => {
    expect(standings(compared)).toEqual({
      app: 'changed',
      fs: 'changed',
      boot: 'same',
      otadata: 'same',
      pt: 'same',
      nvs: 'same',
    });
    const app = compared.parts.find(({ name }) => name === 'app');
    const [left, right] = [old, now].map(({ parts }) =>
      parts.find(({ part }) => part.name === 'app'),
    );
    expect(app).toMatchObject({
      leftBytes: left?.sizeBytes,
      rightBytes: right?.sizeBytes,
      leftSha256: left?.part.sha256,
      rightSha256: right?.part.sha256,
      fields: [{ field: 'src', left: 'app10.bin', right: 'app11.bin' }],
    });
    expect(compared.parts.find(({ name }) => name === 'nvs')).toMatchObject({
      leftBytes: 16384,
      rightBytes: 16384,
      leftSha256: null,
    });
  });

  it('have the files of their filesystems compared by name and content', () => {
    const there = new Map(
      compared.parts.find(({ name }) => name === 'fs')?.files?.map((f) => [f.name, f]),
    );
    expect(there.size).toBeGreaterThan(3);
    expect(new Set([...there.values()].map(({ standing }) => standing))).toContain('changed');
    for (const { standing, leftBytes, rightBytes } of there.values())
      expect([leftBytes === null, rightBytes === null], standing).toEqual([
        standing === 'right-only',
        standing === 'left-only',
      ]);
  });
});

describe('the same files', () => {
  it('are the same in a LittleFS and in a SPIFFS, though the images are not', () => {
    const compared = compareBundles(now, spiffs);
    expect(standings(compared)['fs']).toBe('changed');
    expect(changedFiles(compared)).toEqual([]);
  });

  it('of another packing count as the same', async () => {
    const { isSame, isSameFile } = compareBundles(
      now,
      await variant({}, (parts) => {
        const nvs = parts.get('pt')!;
        parts.delete('pt');
        parts.set('pt', nvs);
        const app = parts.get('app')!;
        parts.delete('app');
        parts.set('app', app);
      }),
    );
    expect({ isSame, isSameFile }).toEqual({ isSame: true, isSameFile: false });
    expect(compareBundles(now, now)).toMatchObject({ isSame: true, isSameFile: true });
  });
});

describe('a difference is told where it is', () => {
  it.each<readonly [string, Readonly<Record<string, JsonValue>>, unknown]>([
    ['a field that only one has', { more: 1 }, { field: 'more', left: null, right: '1' }],
    [
      'a number and the text of it',
      { description: '1' },
      { field: 'description', left: 'Demo application', right: '"1"' },
    ],
    [
      'null and its text',
      { description: 'null' },
      { field: 'description', left: 'Demo application', right: '"null"' },
    ],
    [
      'what is in an object, whatever the order of its keys',
      {
        more: new Map<string, JsonValue>([
          ['b', 1],
          ['a', [true]],
        ]),
      },
      { field: 'more', left: null, right: '{ "a": [ true ], "b": 1 }' },
    ],
  ])('%s', async (_, fields, difference) => {
    expect(compareBundles(now, await variant(fields)).fields).toEqual([difference]);
  });

  it('a part that one of them has, and a property of a part', async () => {
    const other = await variant({}, (parts) => {
      parts.delete('boot');
      const pt = parts.get('pt')!;
      parts.set('pt', { ...pt, properties: new Map([...pt.properties, ['addr', 65536]]) });
    });
    const compared = compareBundles(now, other);
    expect(standings(compared)).toMatchObject({ boot: 'left-only', pt: 'changed', app: 'same' });
    expect(compared.parts.find(({ name }) => name === 'pt')?.fields).toEqual([
      { field: 'addr', left: '32768', right: '65536' },
    ]);
    expect(standings(compareBundles(other, now))).toMatchObject({ boot: 'right-only' });
  });

  it('a digest that only one packer writes', () => {
    const app = compareBundles(python, now).parts.find(({ name }) => name === 'app');
    expect(app?.standing).toBe('changed');
    expect(app?.fields.map(({ field, left }) => [field, left])).toEqual([['cs_sha256', null]]);
  });

  it('signatures, which are of the packing and seen by a device', () => {
    expect(compareBundles(now, signed)).toMatchObject({ isSame: false, signatures: 'right-only' });
    expect(compareBundles(signed, now).signatures).toBe('left-only');
    expect(compareBundles(signed, signed).signatures).toBe('same');
    expect(compareBundles(now, old).signatures).toBeNull();
  });

  it('a file that no part names', async () => {
    const zip = readFixture('demo-esp32-1.1.0-tiny.zip');
    const entry = (at: number, name: string, size: number) => ({
      name,
      bytes: zip.slice(at + 30 + name.length, at + 30 + name.length + size),
    });
    const manifest = entry(0, 'manifest.json', new DataView(zip.buffer).getUint32(18, true));
    const more = forgeZip([
      manifest,
      entry(732, 'tinyapp.bin', 8192),
      entry(8965, 'tinylfs.img', 16384),
      { name: 'notes.txt', bytes: new Uint8Array(3) },
    ]);
    const compared = compareBundles(tiny, await open(new Uint8Array(more)));
    expect(compared.isSame).toBe(false);
    expect(compared.others).toEqual([
      { name: 'notes.txt', standing: 'right-only', leftBytes: null, rightBytes: 3 },
    ]);
  });
});
