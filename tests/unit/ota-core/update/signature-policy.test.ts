import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  createSignatureCheck,
  type SignaturePolicy,
} from '../../../../src/ota-core/update/signature-policy.ts';
import * as p256 from '../../../../src/ota-core/primitives/p256-verify.ts';
import { concatBytes } from '../../../../src/ota-core/primitives/bytes.ts';
import { feedHoweverCut } from '../../../support/chunking.ts';
import { readFixture } from '../../../support/bundle/fixture.ts';
import { forgeZip, utf8 } from '../../../support/bundle/zip-forge.ts';
import {
  pushBlindly,
  readOutside,
  startUpdate,
} from '../../../support/ota-core/update/update-bench.ts';
import {
  base64,
  publicKey,
  signaturesBy,
  signatureBlock,
  signBytes,
  TINY_ENTRIES,
  TINY_MANIFEST,
  tinyWithExtra,
  type KeyName,
} from '../../../support/signatures/signed-bundle.ts';

type Keys = readonly (KeyName | Uint8Array | null)[];

const checkBy = (policy: SignaturePolicy) =>
  createSignatureCheck({ policy: () => policy, p256: () => p256 });

/** What a device with these keys and this mask says; `applied` where it takes it. */
function push(bundle: Uint8Array, keys: Keys, mask: number): string {
  const policy = {
    keys: keys.map((key) => (typeof key === 'string' ? publicKey(key) : key)),
    mask,
  };
  const run = startUpdate({ checkManifest: checkBy(policy) });
  const outside = readOutside(run.chip);
  const state = pushBlindly(run, [bundle]);
  if (state.phase === 'finalized') return 'applied';
  expect([run.story, run.strays]).toEqual([[], 0]);
  expect(readOutside(run.chip)).toBe(outside);
  return state.phase === 'failed' ? `${state.code} ${state.message}` : state.phase;
}

const INVALID = '-1 Invalid signature';
const TWO = readFixture('demo-esp32-1.1.0-signed-k0-k2.zip');

describe('a device that wants signatures', () => {
  it('S1 takes what the official packer signed, however it is cut', () => {
    expect(push(TWO, ['k0', null, 'k2'], 5)).toBe('applied');
    const policy = { keys: [publicKey('k0'), null, publicKey('k2')], mask: 5 };
    const tiny = tinyWithExtra(signaturesBy({ sig0: 'k0', sig2: 'k2' }));
    const state = feedHoweverCut(tiny, (pieces) =>
      pushBlindly(startUpdate({ checkManifest: checkBy(policy) }), pieces),
    );
    expect(state).toMatchObject({ phase: 'finalized', reboot: true });
  });

  it('S1 needs the signature of every key of the mask, and of no other', () => {
    expect(push(TWO, ['k0', 'k1', 'k2'], 4)).toBe('applied');
    expect(push(TWO, ['k0', 'k1', 'k2'], 7)).toBe(INVALID);
    expect(push(TWO, ['k0'], 5)).toBe(INVALID);
    expect(push(tinyWithExtra(signaturesBy({ sig0: 'k0' })), ['k0', null, 'k2'], 5)).toBe(INVALID);
  });

  it('refuses a signature by another key, a changed manifest, and what is not signed', () => {
    const stranger = readFixture('demo-esp32-1.1.0-signed-k1-in-slot0.zip');
    const changed = readFixture('bad-signature-manifest-changed.zip');
    expect(push(stranger, ['k0'], 1)).toBe(INVALID);
    expect(push(changed, ['k0', null, 'k2'], 1)).toBe(INVALID);
    expect(push(changed, ['k0', null, 'k2'], 5)).toBe(INVALID);
    expect(push(readFixture('demo-esp32-1.1.0.zip'), ['k0'], 1)).toBe('-1 Not signed');
  });

  it('S2 refuses the same manifest with any one bit flipped', () => {
    const extra = signaturesBy({ sig0: 'k0' });
    expect(push(tinyWithExtra(extra), ['k0'], 1)).toBe('applied');
    for (let bit = 3; bit < TINY_MANIFEST.length * 8; bit += 401) {
      const manifest = Uint8Array.from(TINY_MANIFEST);
      manifest[bit >> 3]! ^= 1 << (bit & 7);
      expect(push(tinyWithExtra(extra, manifest), ['k0'], 1)).toMatch(/^-1 /);
    }
  });

  it('S5 takes either value of s, and S6 counts no signature under two keys; a key in two slots is one signer', () => {
    const der = base64(signBytes(TINY_MANIFEST, 'k0'));
    const twice = tinyWithExtra(signatureBlock(JSON.stringify({ sig0: der, sig1: der })));
    expect(push(twice, ['k0', 'k1'], 3)).toBe(INVALID);
    expect(push(twice, ['k0', 'k0'], 3)).toBe('applied');
    const both = tinyWithExtra(signaturesBy({ sig0: 'k0', sig1: 'k0' }));
    expect(push(both, ['k0', 'k1'], 3)).toBe(INVALID);
    expect(push(both, ['k0', 'k0'], 3)).toBe('applied');
    expect(push(both, ['k0', 'k0'], 1)).toBe('applied');
  });

  it.each(['sig1', 'sig8', 'sig-1', 'sig01', 'sig00', 'sig٠', 'SIG0', 'sig0 ', 'sig'])(
    'S7 finds no signature of key 0 under %j',
    (name) => {
      expect(push(tinyWithExtra(signaturesBy({ [name]: 'k0' })), ['k0'], 1)).not.toBe('applied');
      const beside = signaturesBy({ sig0: 'k0', [name]: 'k0' });
      expect(push(tinyWithExtra(beside), ['k0'], 1)).toBe('applied');
    },
  );

  it('S8 refuses a signature that is there twice, in its list or as a field', () => {
    const [good, bad] = [signBytes(TINY_MANIFEST, 'k0'), signBytes(TINY_MANIFEST, 'k1')].map(
      base64,
    );
    for (const [first, last] of [
      [good, bad],
      [bad, good],
      [good, good],
    ]) {
      const repeated = signatureBlock(`{"sig0":"${first}","sig0":"${last}"}`);
      expect(push(tinyWithExtra(repeated), ['k0'], 1)).toBe(INVALID);
    }
    const field = signaturesBy({ sig0: 'k0' });
    expect(push(tinyWithExtra(concatBytes(field, field)), ['k0'], 1)).toBe(INVALID);
    const beside = concatBytes(signatureBlock('x', 0x5455), field, signatureBlock('', 1));
    expect(push(tinyWithExtra(beside), ['k0'], 1)).toBe('applied');
  });

  it('S3 refuses a list of signatures that is cut off anywhere', () => {
    const list = `{"sig0":"${base64(signBytes(TINY_MANIFEST, 'k0'))}"}`;
    expect(push(tinyWithExtra(signatureBlock(list)), ['k0'], 1)).toBe('applied');
    for (let length = 0; length < list.length; length += 1)
      expect(push(tinyWithExtra(signatureBlock(list.slice(0, length))), ['k0'], 1)).toBe(INVALID);
    const field = signatureBlock(list);
    expect(push(tinyWithExtra(field.subarray(0, field.length - 1)), ['k0'], 1)).toBe(INVALID);
  });

  it.each(['[]', '"sig0"', '{"sig0":5}', '{"sig0":""}', '{"sig0":"%%%%"}', '{"sig0":null}'])(
    'refuses the list %s',
    (list) => {
      expect(push(tinyWithExtra(signatureBlock(list)), ['k0'], 1)).toBe(INVALID);
    },
  );

  it.each(['secp384r1', 'secp256k1'])('S9 verifies nothing by a key on %s', (namedCurve) => {
    const { privateKey, publicKey: key } = generateKeyPairSync('ec', { namedCurve });
    const spki = new Uint8Array(key.export({ type: 'spki', format: 'der' }));
    expect(push(tinyWithExtra(signaturesBy({ sig0: privateKey })), [spki], 1)).toBe(INVALID);
  });

  it('S10 ignores signatures with a mask of -1, and allows nothing with 0', () => {
    const stranger = readFixture('demo-esp32-1.1.0-signed-k1-in-slot0.zip');
    expect(push(stranger, ['k0'], -1)).toBe('applied');
    expect(push(tinyWithExtra(signatureBlock('{')), ['k0'], -1)).toBe('applied');
    expect(push(TWO, ['k0', null, 'k2'], 0)).toBe('-1 Updates are not allowed');
  });

  it('S16 takes nothing signed where there is nothing to check it with', () => {
    const policy = { keys: [publicKey('k0')], mask: 1 };
    const run = startUpdate({
      checkManifest: createSignatureCheck({ policy: () => policy, p256: () => null }),
    });
    const state = pushBlindly(run, [tinyWithExtra(signaturesBy({ sig0: 'k0' }))]);
    expect(state).toMatchObject({ phase: 'failed', message: 'Signatures cannot be checked' });
    expect([run.story, run.strays]).toEqual([[], 0]);
  });

  it('S10 takes nothing where the mask names a key that is not set, or that cannot be', () => {
    for (const mask of [1, 2, 8, 255, 256, 257, 2 ** 32, 2 ** 31, 1.5, NaN])
      expect(push(TWO, [null, null, 'k2'], mask)).toBe(INVALID);
  });

  it('S10 takes what all eight keys signed', () => {
    const pairs = Array.from({ length: 8 }, () =>
      generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    );
    const keys = pairs.map(
      ({ publicKey: key }) => new Uint8Array(key.export({ type: 'spki', format: 'der' })),
    );
    const signed = (count: number) =>
      tinyWithExtra(
        signaturesBy(
          Object.fromEntries(
            pairs.slice(0, count).map((pair, at) => [`sig${at}`, pair.privateKey]),
          ),
        ),
      );
    expect([push(signed(8), keys, 255), push(signed(7), keys, 255)]).toEqual(['applied', INVALID]);
  });

  it('S11 verifies the bytes of the manifest, not what they mean', () => {
    const extra = signaturesBy({ sig0: 'k0' });
    const pretty = utf8(JSON.stringify(JSON.parse(Buffer.from(TINY_MANIFEST).toString()), null, 4));
    expect(push(tinyWithExtra(extra, pretty), ['k0'], 1)).toBe(INVALID);
    const again = signaturesBy({ sig0: 'k0' }, pretty);
    expect(push(tinyWithExtra(again, pretty), ['k0'], 1)).toBe('applied');
  });

  it('S13 takes no part that the signed manifest names by no digest', () => {
    const loose = JSON.parse(Buffer.from(TINY_MANIFEST).toString()) as {
      parts: Record<string, Record<string, unknown>>;
    };
    loose.parts['extra'] = { src: 'extra.bin' };
    const manifest = utf8(JSON.stringify(loose));
    const extra = signaturesBy({ sig0: 'k0' }, manifest);
    const [first, ...rest] = TINY_ENTRIES;
    const bundle = forgeZip([
      { name: first!.name, bytes: manifest, local: { extra } },
      ...rest.map(({ name, bytes }) => ({ name, bytes })),
      { name: 'extra.bin', bytes: utf8('whatever') },
    ]);
    expect(push(bundle, ['k0'], 1)).toBe(INVALID);
    expect(push(bundle, ['k0'], -1)).toBe('applied');
  });

  it('S12 and S13 install no part of another signed bundle, and none is left out', () => {
    const extra = signaturesBy({ sig0: 'k0' });
    const [manifest, app, fs] = TINY_ENTRIES;
    const signed = { name: manifest!.name, bytes: manifest!.bytes, local: { extra } };
    const other = { name: app!.name, bytes: app!.bytes.map((byte) => byte ^ 1) };
    const policy = { keys: [publicKey('k0')], mask: 1 };
    const pushed = (...entries: Parameters<typeof forgeZip>[0]) => {
      const run = startUpdate({ checkManifest: checkBy(policy) });
      return { state: pushBlindly(run, [forgeZip(entries)]), staged: run.staged };
    };
    const swapped = pushed(signed, other, { name: fs!.name, bytes: fs!.bytes });
    const omitted = pushed(signed, { name: app!.name, bytes: app!.bytes });
    const bare = pushed(signed);
    expect(swapped).toMatchObject({ state: { phase: 'failed' }, staged: [] });
    expect(omitted).toMatchObject({ state: { phase: 'failed', code: -3 }, staged: [] });
    expect(bare).toMatchObject({ state: { phase: 'failed', code: -3 }, staged: [] });
  });

  it('S15 takes the new key alone once the mask has moved to it', () => {
    const keys: Keys = ['k0', 'k1'];
    const old = tinyWithExtra(signaturesBy({ sig0: 'k0' }));
    const both = tinyWithExtra(signaturesBy({ sig0: 'k0', sig1: 'k1' }));
    expect([push(old, keys, 1), push(both, keys, 1), push(both, keys, 2)]).toEqual([
      'applied',
      'applied',
      'applied',
    ]);
    expect(push(old, keys, 2)).toBe(INVALID);
  });
});
