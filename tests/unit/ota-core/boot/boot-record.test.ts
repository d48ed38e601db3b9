import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeBootRecord,
  encodeBootRecord,
  type BootRecord,
} from '../../../../src/ota-core/boot/boot-record.ts';
import { toHex } from '../../../../src/ota-core/primitives/bytes.ts';

const slot = fc.constantFrom(0 as const, 1 as const);
const image = fc.record({
  sizeBytes: fc.integer({ min: 1, max: 0x18_0000 }),
  sha256: fc.uint8Array({ minLength: 32, maxLength: 32 }),
});
const maybeImage = fc.option(image, { nil: null });
const record: fc.Arbitrary<BootRecord> = fc.record({
  config: fc.record({
    activeSlot: slot,
    revertSlot: fc.option(slot),
    committed: fc.boolean(),
    firstBoot: fc.boolean(),
    mergeFs: fc.boolean(),
    commitTimeoutMs: fc.nat(0xffff_ffff),
  }),
  images: fc.tuple(maybeImage, maybeImage),
});
const seq = fc.bigInt({ min: 1n, max: 0xffff_ffff_ffff_fffen });

describe('the boot record of the reference scheme', () => {
  it('is these bytes: a worked example', () => {
    const bytes = encodeBootRecord(
      {
        config: {
          activeSlot: 1,
          revertSlot: 0,
          committed: false,
          firstBoot: true,
          mergeFs: true,
          commitTimeoutMs: 300_000,
        },
        images: [{ sizeBytes: 8192, sha256: new Uint8Array(32).fill(0xab) }, null],
      },
      0xffff_ffff_ffff_fffdn,
    );
    expect(toHex(bytes.subarray(0, 24))).toBe('534c423101000000fdffffffffffffff01000600e0930400');
    expect(toHex(bytes.subarray(24, 60))).toBe('00200000' + 'ab'.repeat(32));
    expect(toHex(bytes.subarray(60, 124))).toBe('ff'.repeat(64));
    expect(new DataView(bytes.buffer).getUint32(124, true)).toBe(crc32(bytes.subarray(0, 124)));
  });

  it('comes back as it was written, whatever it says', () => {
    fc.assert(
      fc.property(record, seq, (written, number) => {
        expect(decodeBootRecord(encodeBootRecord(written, number))).toEqual({
          seq: number,
          record: written,
        });
      }),
    );
  });

  it('is refused after any single flipped bit, and when erased', () => {
    fc.assert(
      fc.property(record, seq, (written, number) => {
        const bytes = encodeBootRecord(written, number);
        for (let bit = 0; bit < bytes.length * 8; bit += 1) {
          bytes[bit >> 3]! ^= 1 << (bit & 7);
          expect(decodeBootRecord(bytes)).toBeNull();
          bytes[bit >> 3]! ^= 1 << (bit & 7);
        }
      }),
      { numRuns: 5 },
    );
    expect(decodeBootRecord(new Uint8Array(128).fill(0xff))).toBeNull();
    expect(decodeBootRecord(new Uint8Array(127))).toBeNull();
  });

  it('is refused when a sound checksum vouches for fields that mean nothing', () => {
    const config = { activeSlot: 0, revertSlot: null, committed: true, firstBoot: false } as const;
    const sound = {
      config: { ...config, mergeFs: false, commitTimeoutMs: 0 },
      images: [null, null],
    } as const;
    for (const [at, value] of [
      [0, 0x54],
      [4, 2],
      [16, 2],
      [17, 7],
      [18, 8],
    ] as const) {
      const bytes = encodeBootRecord(sound, 5n);
      bytes[at] = value;
      new DataView(bytes.buffer).setUint32(124, crc32(bytes.subarray(0, 124)), true);
      expect(decodeBootRecord(bytes)).toBeNull();
    }
  });
});
