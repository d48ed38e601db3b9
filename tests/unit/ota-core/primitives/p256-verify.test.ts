import { createECDH, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  pointOfSpki,
  readEcdsaSignature,
} from '../../../../src/ota-core/primitives/p256-encoding.ts';
import { isP256Point, verifyP256 } from '../../../../src/ota-core/primitives/p256-verify.ts';
import {
  privateKey,
  publicKey,
  signBytes,
  spkiOf,
} from '../../../support/signatures/signed-bundle.ts';

const MESSAGE = new TextEncoder().encode('{"name": "demo"}');
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const point = pointOfSpki(publicKey('k0')) ?? new Uint8Array(0);

/** An INTEGER with these content bytes. */
const integer = (...bytes: readonly number[]): number[] => [2, bytes.length, ...bytes];
const sequence = (...body: readonly number[]): Uint8Array =>
  Uint8Array.of(0x30, body.length, ...body);

function integerOf(value: bigint): number[] {
  const hex = value.toString(16);
  const bytes = [...Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex')];
  return integer(...(bytes[0]! >= 0x80 ? [0] : []), ...bytes);
}

function numbersOf(der: Uint8Array): readonly [r: bigint, s: bigint] {
  const raw = Buffer.from(readEcdsaSignature(der)!).toString('hex');
  return [BigInt(`0x${raw.slice(0, 64)}`), BigInt(`0x${raw.slice(64)}`)];
}

describe('a signature on P-256', () => {
  it('S1 that OpenSSL made is valid, for this message and this key only', () => {
    const der = signBytes(MESSAGE, 'k0');
    const other = pointOfSpki(publicKey('k1'))!;
    expect(verifyP256(point, MESSAGE, der)).toBe(true);
    expect(verifyP256(other, MESSAGE, der)).toBe(false);
    expect(verifyP256(point, MESSAGE.subarray(1), der)).toBe(false);
  });

  it('S1 of many keys and messages is read from DER of every length', () => {
    for (let round = 0; round < 20; round += 1) {
      const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const message = Uint8Array.of(round);
      const der = new Uint8Array(sign('sha256', message, key));
      expect(verifyP256(pointOfSpki(spkiOf(key))!, message, der)).toBe(true);
    }
  });

  it('S2 is invalid with a bit of any of its bytes flipped', () => {
    const der = signBytes(MESSAGE, 'k0');
    for (let bit = 0; bit < der.length * 8; bit += 7) {
      const flipped = Uint8Array.from(der);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      expect(verifyP256(point, MESSAGE, flipped)).toBe(false);
    }
  });

  it('S3 is invalid cut off anywhere, empty, or a million bytes long', () => {
    const der = signBytes(MESSAGE, 'k0');
    for (let length = 0; length < der.length; length += 1)
      expect(verifyP256(point, MESSAGE, der.subarray(0, length))).toBe(false);
    expect(verifyP256(point, MESSAGE, new Uint8Array(1 << 20).fill(0x30))).toBe(false);
  });

  const [r, s] = numbersOf(signBytes(MESSAGE, 'k0'));
  const [first, second] = [integerOf(r), integerOf(s)];
  const padded = [2, first[1]! + 1, 0, ...first.slice(2)];
  it.each([
    [
      'the long form of a length',
      Uint8Array.of(0x30, 0x81, first.length + second.length, ...first, ...second),
    ],
    ['an indefinite length', Uint8Array.of(0x30, 0x80, ...first, ...second, 0, 0)],
    ['a needless zero in front', sequence(...padded, ...second)],
    ['a negative number', sequence(...integer(0x80, ...first.slice(3)), ...second)],
    ['r = 0', sequence(...integer(0), ...second)],
    ['s = 0', sequence(...first, ...integer(0))],
    ['an empty number', sequence(...integer(), ...second)],
    ['r = n', sequence(...integerOf(ORDER), ...second)],
    ['s = n', sequence(...first, ...integerOf(ORDER))],
    ['s + n', sequence(...first, ...integerOf(s + ORDER))],
    ['a byte behind it', Uint8Array.of(...sequence(...first, ...second), 0)],
    ['a third number', sequence(...first, ...second, ...integer(1))],
    ['another type of number', sequence(0x0a, ...first.slice(1), ...second)],
  ])('S4 is no signature with %s', (_, der) => {
    expect([readEcdsaSignature(der), verifyP256(point, MESSAGE, der)]).toEqual([null, false]);
    expect(verifyP256(point, MESSAGE, sequence(...first, ...second))).toBe(true);
  });

  it('S5 is valid with either of the two values of s', () => {
    expect(verifyP256(point, MESSAGE, sequence(...first, ...integerOf(ORDER - s)))).toBe(true);
  });
});

describe('a public key', () => {
  it.each(['secp384r1', 'secp256k1'])('S9 on %s is none of ours', (namedCurve) => {
    const { privateKey: key } = generateKeyPairSync('ec', { namedCurve });
    expect(pointOfSpki(spkiOf(key))).toBeNull();
  });

  it('S9 of RSA, a compressed one, one cut off and none at all are none of ours', () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
    const ecdh = createECDH('prime256v1');
    ecdh.generateKeys();
    const head = spkiOf(privateKey('k0')).subarray(0, 26);
    const compressed = Uint8Array.from([...head, ...ecdh.getPublicKey(null, 'compressed')]);
    for (const spki of [
      spkiOf(rsa),
      compressed,
      publicKey('k0').subarray(0, 90),
      new Uint8Array(0),
    ])
      expect(pointOfSpki(spki)).toBeNull();
  });

  it('S9 that does not lie on the curve is told, and verifies nothing', () => {
    const off = Uint8Array.from(point);
    off[64]! ^= 1;
    expect([isP256Point(point), isP256Point(off), isP256Point(new Uint8Array(65))]).toEqual([
      true,
      false,
      false,
    ]);
    expect(verifyP256(off, MESSAGE, signBytes(MESSAGE, 'k0'))).toBe(false);
  });
});
