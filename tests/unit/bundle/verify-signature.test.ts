import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { checkBundle } from '../../../src/bundle/open-bundle.ts';
import { openOrRepair } from '../../../src/bundle/repair/open-or-repair.ts';
import { verifySignature, type VerifyP256 } from '../../../src/bundle/verify-signature.ts';
import type { PublisherKey } from '../../../src/contracts/signature.ts';
import { readFixture } from '../../support/bundle/fixture.ts';
import { forgeZip, utf8 } from '../../support/bundle/zip-forge.ts';
import {
  base64,
  entriesOfBundle,
  publicKeyText,
  signatureBlock,
  signaturesBy,
  signBytes,
  TINY_ENTRIES,
  TINY_MANIFEST,
  tinyWithExtra,
  type KeyName,
} from '../../support/signatures/signed-bundle.ts';

const { signal } = new AbortController();
const open = (bytes: Uint8Array) => checkBundle(bytes, { fileName: 'fw.zip', signal });
const key = (name: KeyName, app: string | null = null): PublisherKey => ({
  name: `publisher ${name}`,
  spki: publicKeyText(name),
  app,
});
const verdict = (bytes: Uint8Array, ...keys: readonly PublisherKey[]) =>
  verifySignature(open(bytes), keys);

const UNSIGNED = { kind: 'unsigned' };
const UNKNOWN = { kind: 'unknown' };
const broken = (why: string) => ({ kind: 'broken', why });
const good = (...by: readonly string[]) => ({ kind: 'good', by });

const TWO = readFixture('demo-esp32-1.1.0-signed-k0-k2.zip');
const CHANGED = readFixture('bad-signature-manifest-changed.zip');
const STRANGER = readFixture('demo-esp32-1.1.0-signed-k1-in-slot0.zip');

describe('the signatures of a bundle', () => {
  it('S17 are told apart as four outcomes', async () => {
    const [k0, other] = [key('k0'), key('k0', 'other')];
    expect(await verdict(readFixture('demo-esp32-1.1.0.zip'), k0)).toEqual(UNSIGNED);
    expect(await verdict(STRANGER, other)).toEqual(UNKNOWN);
    expect(await verdict(CHANGED, k0)).toEqual(broken('no-match'));
    expect(await verdict(TWO, key('k0'))).toEqual(good('publisher k0'));
  });

  it('S1 are good by every trusted key that made one, each named once', async () => {
    expect(await verdict(TWO, key('k1'), key('k2'), key('k0'))).toEqual(
      good('publisher k2', 'publisher k0'),
    );
    const same = key('k0', 'demo');
    expect(await verdict(TWO, key('k0'), same)).toEqual(good('publisher k0'));
  });

  it('S7 are good in whichever slot a trusted key made them', async () => {
    expect(await verdict(STRANGER, key('k1'))).toEqual(good('publisher k1'));
    const beyond = tinyWithExtra(signaturesBy({ sig8: 'k0' }));
    expect(await verdict(beyond, key('k0'))).toEqual(UNSIGNED);
  });

  it('are unknown where no key is expected to have made them, and broken where one is', async () => {
    expect(await verdict(STRANGER)).toEqual(UNKNOWN);
    expect(await verdict(STRANGER, key('k0', 'other'))).toEqual(UNKNOWN);
    expect(await verdict(STRANGER, key('k0', 'demo'))).toEqual(broken('no-match'));
  });

  it('S2 S11 are broken where the manifest was changed, if only in its spaces', async () => {
    const pretty = utf8(JSON.stringify(JSON.parse(Buffer.from(TINY_MANIFEST).toString()), null, 4));
    const changed = tinyWithExtra(signaturesBy({ sig0: 'k0' }), pretty);
    expect(await verdict(changed, key('k0', 'demo'))).toEqual(broken('no-match'));
  });

  it.each([
    ['S8 one that is there twice', signatureBlock('{"sig0":"AA==","sig0":"AA=="}')],
    ['S3 a list that is cut off', signatureBlock('{"sig0":"AA')],
    ['S3 an empty one', signatureBlock('{"sig0":""}')],
    ['S4 one that is no DER', signatureBlock('{"sig0":"AAAA"}')],
    [
      'S4 one with a byte behind it',
      signatureBlock(`{"sig0":"${base64(Uint8Array.of(...signBytes(TINY_MANIFEST, 'k0'), 0))}"}`),
    ],
  ])('are broken with %s', async (_, extra) => {
    expect(await verdict(tinyWithExtra(extra), key('k0'))).toEqual(broken('unreadable'));
  });

  it('S13 are broken where they do not cover a part', async () => {
    const loose = JSON.parse(Buffer.from(TINY_MANIFEST).toString()) as { parts: object };
    const manifest = utf8(JSON.stringify({ ...loose, parts: { ...loose.parts, x: { src: 'x' } } }));
    const bundle = forgeZip([
      {
        name: 'manifest.json',
        bytes: manifest,
        local: { extra: signaturesBy({ sig0: 'k0' }, manifest) },
      },
      ...TINY_ENTRIES.slice(1).map(({ name, bytes }) => ({ name, bytes })),
      { name: 'x', bytes: utf8('whatever') },
    ]);
    expect(await verdict(bundle, key('k0'))).toEqual(broken('part-without-digest'));
    expect(await verdict(bundle, key('k1', 'other'))).toEqual(UNKNOWN);
  });

  it('S9 are made by no key of another curve, and by none that is no key', async () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    const spki = base64(other.publicKey.export({ type: 'spki', format: 'der' }));
    const signed = tinyWithExtra(signaturesBy({ sig0: other.privateKey }));
    for (const text of [spki, '', 'AAAA', 'no key'])
      expect(await verdict(signed, { name: 'x', spki: text, app: 'demo' })).toMatchObject({
        kind: 'broken',
      });
  });

  const refusals: readonly (readonly [string, VerifyP256])[] = [
    ['answers no', () => Promise.resolve(false)],
    ['fails', () => Promise.reject(new Error('no subtle'))],
  ];
  it.each(refusals)('S16 are not good where WebCrypto %s', async (_, verify) => {
    const found = await verifySignature(open(TWO), [key('k0', 'demo')], verify);
    expect(found.kind).toBe('broken');
  });

  it('S16 are not good where there is no WebCrypto, and that is told', async () => {
    const had = Object.getOwnPropertyDescriptor(globalThis, 'crypto')!;
    Object.defineProperty(globalThis, 'crypto', { ...had, get: () => ({}) });
    try {
      expect(await verdict(TWO, key('k0'))).toEqual(broken('not-checked'));
      expect(await verdict(readFixture('demo-esp32-1.1.0.zip'), key('k0'))).toEqual(UNSIGNED);
    } finally {
      Object.defineProperty(globalThis, 'crypto', had);
    }
  });

  it('S18 stay good when the file was packed anew', async () => {
    const [manifest, ...rest] = entriesOfBundle(TWO).map(({ name, bytes, extra }) => ({
      ...{ name, bytes, local: { extra } },
    }));
    const packed = forgeZip([...rest, manifest!]);
    const opened = await openOrRepair(new Blob([new Uint8Array(packed)]), {
      fileName: 'x',
      signal,
    });
    expect(opened.mended).toContain('order');
    expect(await verifySignature(opened.bundle, [key('k0')])).toEqual(good('publisher k0'));
  });
});
