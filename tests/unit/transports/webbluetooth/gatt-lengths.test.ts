import { describe, expect, it } from 'vitest';
import {
  decodeLength,
  encodeLength,
} from '../../../../src/transports/webbluetooth/gatt-lengths.ts';

const view = (...bytes: readonly number[]): DataView => new DataView(Uint8Array.from(bytes).buffer);

describe('a length of the RPC service', () => {
  it.each([0, 1, 63, 256, 4096, 0x12345678])(
    'of %i is four bytes, most significant first',
    (length) => {
      const bytes = encodeLength(length);
      expect([...bytes]).toEqual([24, 16, 8, 0].map((shift) => (length >>> shift) & 0xff));
      expect(decodeLength(new DataView(bytes.buffer))).toBe(length);
    },
  );

  it.each([[[]], [[63]], [[0, 63]], [[0, 0, 63]]])('is not known from fewer bytes: %j', (bytes) => {
    expect(decodeLength(view(...bytes))).toBeNull();
  });

  it('is read from the first four bytes of a longer value', () => {
    expect(decodeLength(view(0, 0, 0, 63, 9))).toBe(63);
  });
});
