import { describe, expect, it } from 'vitest';
import {
  MAX_MANIFEST_BYTES,
  deviceTextOf,
  parseManifest,
} from '../../../../src/ota-core/update/manifest.ts';
import { readFixture } from '../../../support/bundle/fixture.ts';
import { utf8 } from '../../../support/bundle/zip-forge.ts';
import { recordZip } from '../../../support/ota-core/update/zip-recorder.ts';

const part = { type: 'app', src: 'app.bin', size: 10, cs_sha1: 'A'.repeat(40) };
const base = { platform: 'esp32', version: '1.0', build_id: 'b', parts: { app: part } };

const parse = (value: unknown) =>
  parseManifest(utf8(typeof value === 'string' ? value : JSON.stringify(value)));
const problemOf = (value: unknown) => {
  const outcome = parse(value);
  return outcome.ok ? null : outcome.problem;
};
const withPart = (fields: object) => ({ ...base, parts: { app: { ...part, ...fields } } });

describe('parseManifest', () => {
  it('reads the manifest of the official packer', () => {
    const { entries } = recordZip([readFixture('demo-esp32-1.1.0.zip')]);
    const outcome = parseManifest(Buffer.from(entries[0]!.data, 'hex'));
    expect(outcome.ok && outcome.manifest).toMatchObject({
      name: 'demo',
      platform: 'esp32',
      version: '1.1.0',
      buildId: '20261101-120000/v1.1.0-3-g1234567-master',
      buildTimestamp: '2026-11-01T12:00:00Z',
      description: 'Demo application',
    });
    const parts = outcome.ok ? outcome.manifest.parts : [];
    expect(parts.map(({ name }) => name)).toEqual(['app', 'boot', 'fs', 'nvs', 'otadata', 'pt']);
    expect(parts[0]).toEqual({
      name: 'app',
      type: 'app',
      src: 'app11.bin',
      size: 73801,
      sha1: '00a56e3f6e4f404c8d1b8f214673d8fff0a05cf9',
      isSha1LowerCase: true,
      sha256: 'e199012dfbcdcfa5185f4ec5a0629af3817cf3c4ac579ec177f41dc20114ea43',
      addr: null,
      addr1: null,
      loadAddr: null,
      fsBlockSize: null,
      fsPageSize: null,
      fsEraseSize: null,
      blSize: null,
      blCfgSize: null,
      updateBl: false,
      update: false,
      fsSize: null,
    });
    expect(parts[3]).toMatchObject({ name: 'nvs', src: null, size: 16384 });
  });

  it('folds hex digests to lower case and drops unknown keys', () => {
    const outcome = parse({ ...withPart({ encrypt: true }), extra: { any: 'thing' } });
    expect(outcome.ok && outcome.manifest.parts[0]?.sha1).toBe('a'.repeat(40));
    expect(outcome.ok && Object.keys(outcome.manifest)).not.toContain('extra');
  });

  it.each(['platform', 'version', 'build_id', 'parts'])('misses %s, absent or empty', (field) => {
    const missing = { kind: 'missing-field', field };
    expect(problemOf({ ...base, [field]: undefined })).toEqual(missing);
    expect(problemOf({ ...base, [field]: field === 'parts' ? {} : '' })).toEqual(missing);
  });

  it('asks for no name, as devices do not', () => {
    expect(parse(base)).toMatchObject({ ok: true, manifest: { name: '' } });
  });

  it.each<readonly [string, unknown]>([
    ['version', { ...base, version: 1 }],
    ['parts', { ...base, parts: [] }],
    ['parts.app', { ...base, parts: { app: 1 } }],
    ['parts.app.src', withPart({ src: { dir: 'x' } })],
    ['parts.app.src', withPart({ src: '' })],
    ['parts.app.size', withPart({ size: -1 })],
    ['parts.app.size', withPart({ size: 1.5 })],
    ['parts.app.size', withPart({ size: '10' })],
    ['parts.app.size', withPart({ size: 2 ** 32 })],
    ['parts.app.cs_sha1', withPart({ cs_sha1: 'a'.repeat(39) })],
    ['parts.app.cs_sha1', withPart({ cs_sha1: 'g'.repeat(40) })],
    ['parts.app.cs_sha256', withPart({ cs_sha256: 'a'.repeat(40) })],
    ['parts.app.update', withPart({ update: 1 })],
    ['', '[]'],
  ])('refuses a wrong %s', (field, value) => {
    expect(problemOf(value)).toEqual({ kind: 'bad-field', field });
  });

  it('refuses two parts with one entry, and a part that is the manifest', () => {
    const twice = { ...base, parts: { app: part, copy: part } };
    expect(problemOf(twice)).toEqual({ kind: 'shared-src', src: 'app.bin', part: 'copy' });
    expect(problemOf(withPart({ src: 'manifest.json' }))).toMatchObject({ kind: 'shared-src' });
  });

  it('refuses repeated keys at every level', () => {
    const text = JSON.stringify(base);
    expect(problemOf(text.replace('{', '{"version":"9",'))).toMatchObject({
      kind: 'duplicate-key',
      detail: 'version',
    });
    expect(problemOf(text.replace('"size":10', '"size":10,"size":11'))).toMatchObject({
      kind: 'duplicate-key',
      detail: 'size',
    });
  });

  it('does not let a key named __proto__ give what is missing', () => {
    expect(problemOf('{"__proto__":{"platform":"esp32"},"version":"1","build_id":"b"}')).toEqual({
      kind: 'missing-field',
      field: 'platform',
    });
    const parts = '"parts":{"__proto__":{"src":"a.bin"},"constructor":{"src":"b.bin"}}';
    const outcome = parse(`{"platform":"esp32","version":"1","build_id":"b",${parts}}`);
    expect(outcome.ok && outcome.manifest.parts.map(({ name }) => name)).toEqual([
      '__proto__',
      'constructor',
    ]);
  });

  it('refuses bytes that are not UTF-8, and more bytes than a device buffers', () => {
    expect(parseManifest(Uint8Array.of(0x7b, 0xc0, 0x80, 0x7d))).toEqual({
      ok: false,
      problem: { kind: 'not-utf8' },
    });
    const spaces = new Uint8Array(MAX_MANIFEST_BYTES + 1).fill(0x20);
    expect(parseManifest(spaces)).toMatchObject({ ok: false, problem: { kind: 'too-large' } });
  });

  it('says each problem in the words of a device', () => {
    const words = [{ ...base, version: '' }, '{', { ...base, version: 1 }].map((value) => {
      const problem = problemOf(value);
      return problem && deviceTextOf(problem);
    });
    expect(words).toEqual([
      'Required manifest field missing',
      'Failed to parse manifest',
      'Invalid manifest',
    ]);
  });
});
