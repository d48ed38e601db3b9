import { createHash } from 'node:crypto';
import { crc32 as zlibCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeBase64,
  encodeBase64,
  encodeBase64Into,
} from '../../../../src/ota-core/primitives/base64.ts';
import {
  bytesEqual,
  concatBytes,
  fromHex,
  toHex,
} from '../../../../src/ota-core/primitives/bytes.ts';
import { crc32 } from '../../../../src/ota-core/primitives/crc32.ts';
import { nobleDigests } from '../../../../src/ota-core/primitives/digest.ts';
import { invariant } from '../../../../src/ota-core/primitives/invariant.ts';
import { decodeUtf8, encodeUtf8 } from '../../../../src/ota-core/primitives/utf8.ts';

const bytes = fc.uint8Array({ maxLength: 300 });

describe('crc32', () => {
  it('gives the check value of the catalogue and the worked examples of the wire reference', () => {
    expect(crc32(encodeUtf8('123456789'))).toBe(0xcbf43926);
    expect(crc32(encodeUtf8('{"method":"Sys.GetInfo"}'))).toBe(0x010a4ff9);
    expect(crc32(encodeUtf8('{"id":1,"method":"Sys.GetInfo"}'))).toBe(0xc1b3c9ca);
  });

  it('agrees with zlib, also when continued at any cut', () => {
    fc.assert(
      fc.property(bytes, fc.nat(300), (data, cut) => {
        expect(crc32(data)).toBe(zlibCrc32(data));
        const tail = data.subarray(cut);
        expect(crc32(tail, crc32(data.subarray(0, cut)))).toBe(zlibCrc32(data));
      }),
    );
  });
});

describe('base64', () => {
  it('agrees with Node in both directions', () => {
    fc.assert(
      fc.property(bytes, (data) => {
        const text = Buffer.from(data).toString('base64');
        expect(encodeBase64(data)).toBe(text);
        expect(decodeBase64(text)).toEqual(data);
      }),
    );
  });

  it('writes into a frame buffer without touching what is around', () => {
    const frame = new Uint8Array(10).fill(1);
    expect(encodeBase64Into(Uint8Array.of(0, 0, 0, 0), frame, 1)).toBe(8);
    expect(new TextDecoder().decode(frame.subarray(1, 9))).toBe('AAAAAA==');
    expect([frame[0], frame[9]]).toEqual([1, 1]);
  });

  it.each([
    'A',
    'AAA',
    'AA=A',
    '=AAA',
    'A===',
    'AA\nA',
    'AAé=',
    'AAB=',
    'AB==',
    '====',
    'AA==AAAA',
  ])('refuses %j', (text) => {
    expect(decodeBase64(text)).toBeNull();
  });
});

describe('hex', () => {
  it('is the inverse of itself and refuses the rest', () => {
    fc.assert(
      fc.property(bytes, (data) => {
        expect(fromHex(toHex(data))).toEqual(data);
      }),
    );
    expect(fromHex('0g')).toBeNull();
    expect(fromHex('abc')).toBeNull();
    expect(fromHex('AbCd')).toEqual(Uint8Array.of(0xab, 0xcd));
  });
});

describe('utf8', () => {
  it('agrees with TextEncoder on any string, lone surrogates included', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(encodeUtf8(text)).toEqual(new TextEncoder().encode(text));
      }),
    );
    expect(encodeUtf8('a\ud800b')).toEqual(new TextEncoder().encode('a\ud800b'));
  });

  it('agrees with the fatal TextDecoder on any bytes', () => {
    const strict = (data: Uint8Array): string | null => {
      try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data);
      } catch {
        return null;
      }
    };
    const nearlyText = fc
      .tuple(fc.string({ unit: 'binary' }), fc.nat(), fc.nat(255))
      .map(([text, at, value]) => {
        const data = encodeUtf8(text);
        if (data.length > 0) data[at % data.length] = value;
        return data;
      });
    fc.assert(
      fc.property(fc.oneof(bytes, nearlyText), (data) => {
        expect(decodeUtf8(data)).toBe(strict(data));
      }),
    );
  });
});

describe('digests', () => {
  it('agree with node:crypto, fed in pieces', () => {
    fc.assert(
      fc.property(
        bytes,
        bytes,
        fc.constantFrom('sha1' as const, 'sha256' as const),
        (a, b, name) => {
          const digest = nobleDigests.create(name);
          digest.update(a);
          digest.update(b);
          const native = createHash(name).update(a).update(b).digest('hex');
          expect(toHex(digest.digest())).toBe(native);
        },
      ),
    );
  });
});

describe('bytes and invariants', () => {
  it('joins and compares', () => {
    const joined = concatBytes(Uint8Array.of(1), new Uint8Array(0), Uint8Array.of(2, 3));
    expect(bytesEqual(joined, Uint8Array.of(1, 2, 3))).toBe(true);
    expect(bytesEqual(joined, Uint8Array.of(1, 2, 4))).toBe(false);
    expect(bytesEqual(joined, Uint8Array.of(1, 2))).toBe(false);
  });

  it('names the broken invariant', () => {
    expect(() => {
      invariant(false, 'slot 2 exists');
    }).toThrow('slot 2 exists');
  });
});
