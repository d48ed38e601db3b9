import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makeBundle } from '../../../src/bundle/make-bundle.ts';
import { readFixture } from '../../support/bundle/fixture.ts';

describe('makeBundle', () => {
  it('gives the very bytes of the official packer for the same source', () => {
    const official = readFixture('demo-esp32-1.1.0-tiny.zip');
    const app = official.subarray(732 + 30 + 11).subarray(0, 8192);
    const fs = official.subarray(8965 + 30 + 11).subarray(0, 16384);
    const ours = makeBundle({
      name: 'demo',
      platform: 'esp32',
      version: '1.1.0',
      buildId: '20261101-120000/v1.1.0-3-g1234567-master',
      buildTimestamp: '2026-11-01T12:00:00Z',
      parts: [
        {
          name: 'app',
          type: 'app',
          src: 'tinyapp.bin',
          bytes: app,
          attributes: { encrypt: true, ptn: 'app_0' },
        },
        {
          name: 'fs',
          type: 'fs',
          src: 'tinylfs.img',
          bytes: fs,
          attributes: { fs_size: 16384, ptn: 'fs_0' },
        },
      ],
    });
    const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
    expect(new TextDecoder().decode(ours.subarray(0, 800))).toBe(
      new TextDecoder().decode(official.subarray(0, 800)),
    );
    expect(hash(ours)).toBe(hash(official));
  });
});
