import { describe, expect, it } from 'vitest';
import {
  draftOfBundle,
  draftOfManifest,
  type BundleDraft,
} from '../../../../src/bundle/make/bundle-draft.ts';
import { packBundle } from '../../../../src/bundle/make/pack-bundle.ts';
import { parsePartSpec } from '../../../../src/bundle/make/part-spec.ts';
import type { JsonValue } from '../../../../src/ota-core/update/strict-json.ts';
import { fixtureNames, readFixture } from '../../../support/bundle/fixture.ts';
import { open, refusalOf } from '../../../support/bundle/refusal.ts';

/** Those that the official packer wrote, stored and unsigned (tests/fixtures/bundles/README.md). */
const OFFICIAL = fixtureNames('demo-').filter((name) => !/python|compressed|signed/.test(name));

const pack = (draft: BundleDraft): Uint8Array => packBundle(draft, { fileName: 'fw.zip' }).bytes;

/** As a person would type it; what the packer computes is left out. */
function specOf(name: string, properties: ReadonlyMap<string, JsonValue>): string {
  const computed = properties.has('src') ? ['size', 'cs_sha1', 'cs_sha256'] : [];
  const written = [...properties].filter(([key]) => !computed.includes(key)).reverse();
  return `${name}:${written.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(',')}`;
}

describe('a bundle of the official packer', () => {
  it.each(OFFICIAL)('%s is packed byte for byte again from what was typed for it', async (name) => {
    const official = readFixture(name);
    const { fields, parts } = draftOfBundle(await open(official));
    const typed = [...parts].map(([key, { properties, bytes }]) => {
      const spec = parsePartSpec(specOf(key, properties));
      return [spec.name, { properties: spec.properties ?? new Map(), bytes }] as const;
    });
    const backwards = new Map([...fields].reverse());
    expect(Buffer.compare(pack({ fields: backwards, parts: new Map(typed) }), official)).toBe(0);
  });

  it('is a dozen of them', () => {
    expect(OFFICIAL.length).toBeGreaterThan(10);
  });

  it('loses its signatures where it is packed anew, and nothing else', async () => {
    const signed = readFixture('demo-esp32-1.1.0-signed-k0-k2.zip');
    const bundle = await open(signed);
    const packed = await open(new Uint8Array(pack(draftOfBundle(bundle))));
    expect(packed.manifest).toEqual(bundle.manifest);
    expect(signed.length - packed.sizeBytes).toBe(2 * (4 + 213));
  });
});

const MANIFEST = new Map<string, JsonValue>([
  ['name', 'demo'],
  ['platform', 'esp32'],
  ['version', '1.0'],
  ['build_id', 'b'],
]);
const app = { properties: new Map([['src', 'a/b/app.bin']]), bytes: new Uint8Array(8) };
const fs = { properties: new Map([['src', 'fs.img']]), bytes: new Uint8Array(4) };
const PARTS = new Map([
  ['app', app],
  ['fs', fs],
]);
const SOUND: BundleDraft = { fields: MANIFEST, parts: PARTS };

const withApp = (more: Readonly<Record<string, JsonValue>>): BundleDraft => ({
  fields: MANIFEST,
  parts: new Map([
    ['app', { ...app, properties: new Map([...app.properties, ...Object.entries(more)]) }],
    ['fs', fs],
  ]),
});
const withFields = (more: Readonly<Record<string, JsonValue>>): BundleDraft => ({
  fields: new Map([...MANIFEST, ...Object.entries(more)]),
  parts: PARTS,
});
const manifestOf = (draft: BundleDraft): string => {
  const bytes = pack(draft);
  return new TextDecoder().decode(
    bytes.subarray(43, 43 + new DataView(bytes.buffer).getUint32(18, true)),
  );
};

describe('a manifest', () => {
  it('has the last name of a file, and its parts by name whatever their order', () => {
    const parts = new Map([...PARTS].reverse());
    expect(manifestOf({ fields: MANIFEST, parts })).toBe(manifestOf(SOUND));
    expect(manifestOf(SOUND)).toContain('"src": "app.bin"');
  });

  it('escapes what HTML reads as markup, as the packer of Go does', () => {
    expect(manifestOf(withFields({ description: '<b> & \u2028' }))).toContain(
      '"description": "\\u003cb\\u003e \\u0026 \\u2028"',
    );
  });

  it('leaves out what is 0, false or empty, but for the fields where that says something', () => {
    const text = manifestOf(
      withApp({ addr: 0, encrypt: false, ptn: '', flash: false, fill: 0, zero: 0, more: false }),
    );
    expect(text).not.toMatch(/addr|encrypt|ptn/);
    expect(text).toMatch(/"fill": 0,\s+"flash": false,[^}]*"more": false,\s+"zero": 0\s+}/);
  });

  it('has fields that nobody knows behind the parts, by name', () => {
    const text = manifestOf(withFields({ zeta: new Map(), alpha: [1, new Map([['b', null]])] }));
    expect(text).toMatch(
      /\n }\n?,?\n "alpha": \[\n {2}1,\n {2}\{\n {3}"b": null\n {2}}\n ],\n "zeta": {}\n}$/,
    );
  });

  it.each([
    ['2026-11-01T12:00:00+00:00', '2026-11-01T12:00:00Z'],
    ['2026-11-01T12:00:00.120+02:00', '2026-11-01T12:00:00.12+02:00'],
    ['2026-11-01T12:00:00.000Z', '2026-11-01T12:00:00Z'],
  ])('has the time %s as Go writes it', (typed, written) => {
    expect(manifestOf(withFields({ build_timestamp: typed }))).toContain(`"${written}"`);
  });
});

describe('no bundle', () => {
  const long = `${'n'.repeat(50)}.bin`;
  const without = (name: string) => new Map([...PARTS].filter(([key]) => key !== name));
  it.each<readonly [string, BundleDraft, string, object]>([
    [
      'without a part that the platform needs',
      { fields: MANIFEST, parts: without('fs') },
      'bundle/manifest-incomplete',
      { field: 'parts.fs' },
    ],
    [
      'of a part of another size than was said',
      withApp({ size: 9 }),
      'bundle/size-mismatch',
      { part: 'app', file: 'app.bin', expected: 9, found: 8 },
    ],
    [
      'of a part with another digest than was said',
      withApp({ cs_sha1: '0'.repeat(40) }),
      'bundle/hash-mismatch',
      { part: 'app', file: 'app.bin', algorithm: 'SHA-1' },
    ],
    [
      'with a name that devices do not hold',
      withApp({ src: long }),
      'bundle/name-too-long',
      { name: long, bytes: 54, limit: 49 },
    ],
    [
      'with two files of one name',
      withApp({ src: 'x/fs.img' }),
      'bundle/contradiction',
      { file: 'fs.img', field: 'name' },
    ],
    [
      'for a platform that nobody knows',
      withFields({ platform: 'esp33' }),
      'use/bad-option',
      { option: '--platform', detail: 'esp33' },
    ],
    [
      'with a field of the wrong type',
      withApp({ addr: '0x80000000' }),
      'use/bad-option',
      { option: 'app:addr', detail: '0x80000000' },
    ],
    [
      'of a time that is none',
      withFields({ build_timestamp: 'yesterday' }),
      'use/bad-option',
      { option: 'build_timestamp', detail: 'yesterday' },
    ],
    [
      'without a version',
      { fields: new Map([...MANIFEST].filter(([key]) => key !== 'version')), parts: PARTS },
      'bundle/manifest-incomplete',
      { field: 'version' },
    ],
  ])('is packed %s', (_, draft, code, facts) => {
    expect(refusalOf(() => pack(draft))).toEqual({ code, facts });
  });
});

describe('a part that is typed', () => {
  it.each<readonly [string, JsonValue]>([
    ['65536', 65536],
    ['0x10000', 65536],
    ['0b101', 5],
    ['010', 8],
    ['0o17', 15],
    ['08', '08'],
    ['-1', -1],
    ['2147483647', 2147483647],
    ['2147483648', '2147483648'],
    ['true', true],
    ['false', false],
    ['', ''],
    ["'1'", '1'],
    ['"a\\"b"', 'a"b'],
    ['a=b', 'a=b'],
    ['plain', 'plain'],
  ])('has the value %s as the packer reads it', (typed, value) => {
    expect(parsePartSpec(`app:x=${typed}`)).toEqual({
      name: 'app',
      properties: new Map([['x', value]]),
    });
  });

  it('is left out by a dash, and refused where it is none', () => {
    expect(parsePartSpec('fs:-')).toEqual({ name: 'fs', properties: null });
    for (const text of ['app', ':src=a', 'app:src'])
      expect(refusalOf(() => parsePartSpec(text))?.code, text).toBe('use/bad-option');
  });
});

it('begins with a manifest, whose parts have no bytes yet', () => {
  const bytes = new TextEncoder().encode(manifestOf(withFields({ extra: 1 })));
  const draft = draftOfManifest(bytes, 'manifest.json');
  expect([...draft.fields.keys()]).toEqual(['name', 'platform', 'version', 'build_id', 'extra']);
  expect([...draft.parts].map(([name, { bytes: held }]) => [name, held])).toEqual([
    ['app', null],
    ['fs', null],
  ]);
});
