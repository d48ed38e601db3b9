import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fixtureNames, readFixture } from '../../support/bundle/fixture.ts';
import { open, refusalOfBytes } from '../../support/bundle/refusal.ts';

const sound = fixtureNames('demo-').filter((name) => !name.includes('compressed'));
const oneNameForAll = 'fw.zip';

describe('bundles of the official packers', () => {
  it('are all here', () => {
    expect(sound.length).toBeGreaterThanOrEqual(14);
  });

  it.each(sound)('%s opens, with every part that has a source', async (name) => {
    const bytes = readFixture(name);
    const bundle = await open(bytes, oneNameForAll);
    const withSource = bundle.manifest.parts.filter(({ src }) => src !== null);
    expect(bundle.parts.map(({ part }) => part)).toEqual(withSource);
    expect(bundle.sizeBytes).toBe(bytes.length);
    expect(bundle.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    for (const { part, dataOffset, sizeBytes } of bundle.parts) {
      const data = bytes.subarray(dataOffset, dataOffset + sizeBytes);
      expect(createHash('sha1').update(data).digest('hex')).toBe(part.sha1);
    }
    expect(Buffer.from(bundle.bytes).equals(bytes)).toBe(true);
  });

  it.each([
    ['esp32', 0x1000],
    ['esp32c3', null],
    ['esp32s3', null],
    ['esp32c6', null],
  ])(
    'for %s have the boot loader where its chip starts, without an address at 0',
    async (name, addr) => {
      const { manifest } = await open(readFixture(`demo-${name}-1.1.0.zip`));
      expect(manifest.parts.find((part) => part.name === 'boot')?.addr).toBe(addr);
    },
  );

  it('give names as in the archive and as in the manifest', async () => {
    const { parts } = await open(readFixture('demo-esp32-1.1.0-python-packer.zip'));
    expect(parts.map(({ part, file }) => [part.name, part.src, file])).toEqual([
      ['app', 'app11.bin', 'demo-1.1.0/app11.bin'],
      ['boot', 'boot.bin', 'demo-1.1.0/boot.bin'],
      ['fs', 'lfs11.img', 'demo-1.1.0/lfs11.img'],
    ]);
  });
});

describe('faulty bundles', () => {
  const app = { part: 'app', file: 'app11.bin' };
  it.each([
    ['bad-app-byte-flipped.zip', 'bundle/part-damaged', app],
    ['bad-checksum-mismatch.zip', 'bundle/hash-mismatch', { ...app, algorithm: 'SHA-1' }],
    ['bad-missing-app.zip', 'bundle/part-missing', app],
    ['bad-truncated.zip', 'bundle/cut-off', { file: 'fw.zip', sizeBytes: 100_000 }],
    ['bad-no-manifest.zip', 'bundle/no-manifest', { file: 'fw.zip' }],
    ['bad-manifest-not-json.zip', 'bundle/manifest-unreadable', { line: 8 }],
    ['bad-traversal-name.zip', 'bundle/unsafe-name', { name: '../../etc/app11.bin' }],
    ['bad-local-central-differ.zip', 'bundle/contradiction', { file: 'app11.bin', field: 'name' }],
    ['demo-esp32-1.1.0-compressed.zip', 'bundle/compressed', { file: 'manifest.json' }],
    ['repair-streamed.zip', 'bundle/streamed', { file: 'manifest.json' }],
    ['repair-manifest-last.zip', 'bundle/manifest-not-first', { first: 'otadata.bin' }],
    ['repair-finder.zip', 'bundle/compressed', { file: 'otadata.bin' }],
    ['repair-zip-in-zip.zip', 'bundle/no-manifest', { file: 'fw.zip' }],
  ])('%s is refused: %s', (name, code, facts) => {
    const refusal = refusalOfBytes(readFixture(name));
    expect(refusal).toMatchObject({ code, facts });
  });

  it('have a test each, but the one whose signature is wrong', () => {
    expect(fixtureNames('bad-').length).toBe(9);
    expect(fixtureNames('repair-').length).toBe(4);
  });
});
