import { beforeAll, describe, expect, it } from 'vitest';
import { checkReceipt } from '../../../src/history/check-receipt.ts';
import { readReceiptCode, receiptCode } from '../../../src/history/receipt-code.ts';
import {
  bytesToSign,
  canonicalJson,
  sha256Of,
  keyFingerprint,
  readReceipt,
  RECEIPT_ALGORITHMS,
  receiptOf,
  receiptText,
} from '../../../src/history/receipt.ts';
import type { ReceiptAlgorithm, ReceiptKey } from '../../../src/history/receipt.ts';
import { withLowS } from '../../../src/ota-core/primitives/p256-verify.ts';
import { pastUpdate } from '../../support/history/past-updates.ts';
import { sampleOf } from '../../support/sample.ts';

const NAMES = {
  Ed25519: { name: 'Ed25519' },
  'P-256': { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
} as const;

const told = receiptOf(pastUpdate({ who: 'Ada “A.” Löwe' }));

interface Signed {
  readonly text: string;
  readonly key: ReceiptKey;
  /** As WebCrypto judges it. */
  readonly verify: (bytes: Uint8Array, signature: Uint8Array) => Promise<boolean>;
}

async function sign(algorithm: ReceiptAlgorithm): Promise<Signed> {
  const made = await crypto.subtle.generateKey(NAMES[algorithm], false, ['sign', 'verify']);
  if (!('privateKey' in made)) throw new TypeError('no pair');
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', made.publicKey));
  const key = { algorithm, publicKey };
  const bytes = new Uint8Array(bytesToSign(told, key));
  const raw = new Uint8Array(await crypto.subtle.sign(NAMES[algorithm], made.privateKey, bytes));
  const signature = algorithm === 'P-256' ? withLowS(raw) : raw;
  return {
    key,
    text: receiptText(told, key, signature),
    verify: (given, proof) =>
      crypto.subtle.verify(
        NAMES[algorithm],
        made.publicKey,
        new Uint8Array(proof),
        new Uint8Array(given),
      ),
  };
}

describe.each(RECEIPT_ALGORITHMS)('a receipt signed with %s', (algorithm) => {
  let signed: Signed;

  beforeAll(async () => {
    signed = await sign(algorithm);
  });

  it('is genuine, and tells whose key it was and what it says', () => {
    const fingerprint = keyFingerprint(signed.key);
    const checked = checkReceipt(signed.text, fingerprint);
    expect(checked).toEqual({
      ...{ kind: 'genuine', receipt: told, algorithm, fingerprint, isOwn: true },
      digest: sha256Of(bytesToSign(told, signed.key)),
    });
    expect(checkReceipt(signed.text, null)).toMatchObject({ kind: 'genuine', isOwn: false });
  });

  it('may have blanks, a line end and a mark of its bytes around it', () => {
    expect(checkReceipt(`\uFEFF  ${signed.text}\r\n`, null).kind).toBe('genuine');
  });

  it('is not genuine with any byte of it changed', () => {
    const bytes = new TextEncoder().encode(signed.text);
    const places = sampleOf(
      Array.from(bytes, (_, at) => at),
      { matrix: `bytes of a receipt ${algorithm}`, oneOf: 12 },
    );
    expect(places.length).toBeGreaterThan(100);
    for (const at of places)
      for (const flip of [0x01, 0x20]) {
        const changed = bytes.slice();
        changed[at] = (changed[at] ?? 0) ^ flip;
        const text = new TextDecoder().decode(changed);
        expect([at, flip, checkReceipt(text, null).kind]).not.toEqual([at, flip, 'genuine']);
      }
  });

  it('is not genuine shorter, longer, or with its members in another order', () => {
    const { text } = signed;
    const { key, ...rest } = JSON.parse(text) as Record<string, unknown>;
    for (const other of [
      text.slice(0, -1),
      `${text}x`,
      JSON.stringify({ ...rest, key }),
      JSON.stringify(JSON.parse(text), null, 1),
      text.replace('"format"', '"extra":1,"format"'),
      text.replace('"who":', '"who":"Eve","who":'),
    ])
      expect(checkReceipt(other, null).kind).not.toBe('genuine');
  });

  it('says what it claims where the signature is of something else', () => {
    const other = { ...told, who: 'Eve' };
    const read = readReceipt(signed.text);
    const forged = receiptText(other, signed.key, read?.signature ?? new Uint8Array(64));
    expect(checkReceipt(forged, null)).toEqual({ kind: 'not-genuine', receipt: other });
  });

  it('is judged by WebCrypto as it is here, genuine and forged', async () => {
    const read = readReceipt(signed.text);
    if (read === null) throw new Error('it reads');
    const { bytes, signature } = read;
    expect(await signed.verify(bytes, signature)).toBe(true);
    for (const at of [0, 31, 32, 63]) {
      const forged = signature.slice();
      forged[at] = (forged[at] ?? 0) ^ 1;
      const text = receiptText(told, signed.key, forged);
      expect(checkReceipt(text, null).kind).toBe('not-genuine');
      expect(await signed.verify(bytes, forged)).toBe(false);
    }
  });

  it('comes back from its code, and is genuine there, too', () => {
    const code = receiptCode(signed.text) ?? '';
    expect(code).toMatch(/^SLIPWAY:[0-9A-Z $%*+\-./:]+$/);
    expect(readReceiptCode(code)).toBe(signed.text);
    expect(checkReceipt(`${code}\n`, null).kind).toBe('genuine');
    const places = Array.from(code, (_, at) => at).slice('SLIPWAY:'.length);
    for (const at of sampleOf(places, { matrix: `code of a receipt ${algorithm}`, oneOf: 20 })) {
      const changed = code.slice(0, at) + (code[at] === 'A' ? 'B' : 'A') + code.slice(at + 1);
      // Packed text can be written in more than one way: what reads the same is the same receipt.
      if (readReceiptCode(changed) === signed.text) continue;
      expect([at, checkReceipt(changed, null).kind]).not.toEqual([at, 'genuine']);
    }
  });
});

describe('a signature with P-256', () => {
  const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const hex = (value: bigint): Uint8Array =>
    Buffer.from(value.toString(16).padStart(64, '0'), 'hex');

  it('counts with the smaller value of s alone, and is brought into that form', async () => {
    const { text, key, verify } = await sign('P-256');
    const read = readReceipt(text);
    if (read === null) throw new Error('it reads');
    const { bytes, signature } = read;
    const s = BigInt(`0x${Buffer.from(signature.slice(32)).toString('hex')}`);
    const other = Uint8Array.of(...signature.slice(0, 32), ...hex(ORDER - s));
    expect(await verify(bytes, other)).toBe(true);
    expect(checkReceipt(receiptText(told, key, other), null).kind).toBe('not-genuine');
    expect(withLowS(other)).toEqual(signature);
    expect(withLowS(signature)).toEqual(signature);
    expect(checkReceipt(text, null).kind).toBe('genuine');
  });
});

describe('a receipt', () => {
  it('is written in one way: members by their names, no blanks', () => {
    expect(canonicalJson({ b: [1, { d: null, c: 'é' }], a: true })).toBe(
      '{"a":true,"b":[1,{"c":"é","d":null}]}',
    );
  });

  it('has the code of a failure and none of its facts', () => {
    const failure = { code: 'update/not-back', facts: { waitedMs: 5, secret: 'hunter2' } };
    const text = canonicalJson(receiptOf(pastUpdate({ result: 'unknown', failure })));
    expect(text).toContain('"why":"update/not-back"');
    expect(text).not.toContain('hunter2');
  });

  it('has no code where it is too long for one', () => {
    const parts = Array.from({ length: 64 }, (_, at) => ({
      ...{ name: `part ${at}`, file: `${at}.bin`, sizeBytes: at },
      sha256: sha256Of(Uint8Array.of(at)),
    }));
    const long = receiptOf(pastUpdate({ firmware: { ...pastUpdate().firmware, parts } }));
    expect(receiptCode(canonicalJson(long))).toBeNull();
  });

  it.each([
    ['nothing', ''],
    ['a report', '{"format":{"name":"slipway-update-report","version":1}}'],
    ['no JSON', 'SLIPWAY'],
    ['a code of nothing', 'SLIPWAY:'],
    ['a code with foreign characters', 'SLIPWAY:äöü'],
    ['a code of two bytes too many', 'SLIPWAY:ZZZ'],
    ['a code that unpacks to no end', receiptCode('a'.repeat(10_000_000)) ?? 'too long'],
    ['a text without end', '{"a":'.repeat(100_000)],
  ])('is none of: %s', (_what, text) => {
    expect(checkReceipt(text, null)).toEqual({ kind: 'unreadable' });
  });
});
