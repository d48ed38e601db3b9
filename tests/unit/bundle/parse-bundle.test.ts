import { describe, expect, it } from 'vitest';
import { makeBundle } from '../../../src/bundle/make-bundle.ts';
import { openBundle } from '../../../src/bundle/open-bundle.ts';
import { OtaError } from '../../../src/contracts/failure.ts';
import { refusalOfBytes } from '../../support/bundle/refusal.ts';
import { forgeZip, utf8 } from '../../support/bundle/zip-forge.ts';

const APP = utf8('application');
const part = { src: 'app.bin' };
const base = { platform: 'esp32', version: '1', build_id: 'b', parts: { app: part } };

/** Why a bundle with this manifest and one entry app.bin is refused. */
const refusal = (manifest: unknown, files: readonly string[] = ['app.bin']) =>
  refusalOfBytes(
    forgeZip([
      {
        name: 'manifest.json',
        bytes: utf8(typeof manifest === 'string' ? manifest : JSON.stringify(manifest)),
      },
      ...files.map((name) => ({ name, bytes: APP })),
    ]),
  );
const withPart = (fields: object) => ({ ...base, parts: { app: { ...part, ...fields } } });

describe('parseBundle', () => {
  it('takes the least that a bundle needs', () => {
    expect(refusal(base)).toBe(null);
  });

  it.each<readonly [string, object, unknown]>([
    ['bundle/manifest-incomplete', { field: 'version' }, { ...base, version: '' }],
    ['bundle/manifest-incomplete', { field: 'parts' }, { ...base, parts: {} }],
    ['bundle/manifest-incomplete', { field: 'parts.app.size' }, withPart({ size: 'x' })],
    ['bundle/manifest-unreadable', { detail: '"}"', line: 1 }, '{"a":}'],
    ['bundle/manifest-unreadable', { detail: '"a" is there twice', line: 2 }, '{"a":1,\n"a":2}'],
    [
      'bundle/contradiction',
      { file: 'app.bin', field: 'src' },
      { ...base, parts: { app: part, copy: part } },
    ],
    ['bundle/part-missing', { part: 'app', file: 'other.bin' }, withPart({ src: 'other.bin' })],
    [
      'bundle/size-mismatch',
      { part: 'app', file: 'app.bin', expected: 12, found: 11 },
      withPart({ size: 12 }),
    ],
    [
      'bundle/hash-mismatch',
      { part: 'app', file: 'app.bin', algorithm: 'SHA-1' },
      withPart({ cs_sha1: '0'.repeat(40) }),
    ],
    [
      'bundle/hash-mismatch',
      { part: 'app', file: 'app.bin', algorithm: 'SHA-256' },
      withPart({ cs_sha256: '0'.repeat(64) }),
    ],
  ])('refuses with %s %j', (code, facts, manifest) => {
    expect(refusal(manifest)).toEqual({ code, facts });
  });

  it('matches a part exactly: app.bin.evil is not app.bin', () => {
    expect(refusal(base, ['app.bin.evil'])).toMatchObject({ code: 'bundle/part-missing' });
  });

  it('calls a damaged manifest damaged, not badly written', () => {
    const bytes = forgeZip([{ name: 'manifest.json', bytes: utf8('{'), local: { crc: 1 } }]);
    const named = { part: 'manifest.json', file: 'manifest.json' };
    expect(refusalOfBytes(bytes)).toEqual({ code: 'bundle/part-damaged', facts: named });
  });

  it('checks the CRC of entries that no part names, since a device does', () => {
    const bytes = forgeZip([
      { name: 'manifest.json', bytes: utf8(JSON.stringify(base)) },
      { name: 'app.bin', bytes: APP },
      { name: 'readme.txt', bytes: APP, local: { crc: 1 } },
    ]);
    const named = { part: 'readme.txt', file: 'readme.txt' };
    expect(refusalOfBytes(bytes)).toEqual({ code: 'bundle/part-damaged', facts: named });
  });
});

describe('openBundle', () => {
  const sound = makeBundle({
    name: 'demo',
    platform: 'esp32',
    version: '1',
    buildId: 'b',
    parts: [{ name: 'app', src: 'app.bin', bytes: APP }],
  });
  const codeOf = async (run: Promise<unknown>): Promise<string> => {
    try {
      await run;
      return 'none';
    } catch (error) {
      return OtaError.from(error).code;
    }
  };
  const options = { fileName: 'fw.zip', signal: new AbortController().signal };

  it('opens with the digests that come with the core', async () => {
    const bundle = await openBundle(new Blob([new Uint8Array(sound)]), options);
    expect(bundle.manifest.version).toBe('1');
  });

  it('refuses more bytes than any device has, without reading them', async () => {
    const huge = Object.assign(new Blob([]), { arrayBuffer: () => Promise.reject(new Error()) });
    Object.defineProperty(huge, 'size', { value: 64 * 1024 * 1024 + 1 });
    expect(await codeOf(openBundle(huge, options))).toBe('bundle/too-many-bytes');
  });

  it('says that a file cannot be read when it is gone', async () => {
    const gone = Object.assign(new Blob([]), {
      arrayBuffer: () => Promise.reject(new Error('gone')),
    });
    expect(await codeOf(openBundle(gone, options))).toBe('file/unreadable');
  });

  it('ends with the reason of the signal', async () => {
    const signal = AbortSignal.abort(new OtaError('cancelled', { by: 'user' }));
    const run = openBundle(new Blob([new Uint8Array(sound)]), { ...options, signal });
    expect(await codeOf(run)).toBe('cancelled');
  });
});
