import { describe, expect, it } from 'vitest';
import { signatureNeedOf } from '../../../src/bundle/signature-need.ts';
import type { VerifyP256 } from '../../../src/bundle/verify-signature.ts';
import * as p256 from '../../../src/ota-core/primitives/p256-verify.ts';
import { createSignatureCheck } from '../../../src/ota-core/update/signature-policy.ts';
import { pushBlindly, startUpdate } from '../../support/ota-core/update/update-bench.ts';
import {
  base64,
  publicKey,
  publicKeyText,
  signatureBlock,
  signaturesBy,
  signBytes,
  TINY_MANIFEST,
  tinyWithExtra,
} from '../../support/signatures/signed-bundle.ts';
import { checkBundle } from '../../../src/bundle/open-bundle.ts';

const { signal } = new AbortController();
const KEYS = [publicKeyText('k0'), '', publicKeyText('k2'), ...Array.from({ length: 5 }, () => '')];
const UNSIGNED = tinyWithExtra(new Uint8Array(0));
const BOTH = tinyWithExtra(signaturesBy({ sig0: 'k0', sig2: 'k2' }));
const FIRST = tinyWithExtra(signaturesBy({ sig0: 'k0' }));
const STRANGER = tinyWithExtra(signaturesBy({ sig0: 'k1', sig2: 'k2' }));
const CHANGED = tinyWithExtra(
  signatureBlock(JSON.stringify({ sig0: base64(signBytes(TINY_MANIFEST.subarray(1), 'k0')) })),
);
const UNREADABLE = tinyWithExtra(signatureBlock('{'));

async function needOf(bytes: Uint8Array, mask: number, verify?: VerifyP256, keys = KEYS) {
  const bundle = checkBundle(bytes, { fileName: 'fw.zip', signal });
  return signatureNeedOf(bundle, { mask, keys }, verify);
}

describe('what a device will ask of signatures', () => {
  it('is nothing of a file that has those of its keys', async () => {
    expect(await needOf(BOTH, 5)).toEqual({ kind: 'met' });
    expect(await needOf(FIRST, 1)).toEqual({ kind: 'met' });
  });

  it.each([
    ['not signed', UNSIGNED, [0, 2]],
    ['signed by one of two', FIRST, [2]],
    ['signed by another key in the place of one', STRANGER, [0]],
    ['changed after it was signed', CHANGED, [0, 2]],
    ['not to be read', UNREADABLE, [0, 2]],
  ])('is what a file lacks that is %s', async (_, bytes, lacking) => {
    expect(await needOf(bytes, 5)).toEqual({ kind: 'lacking', keys: [0, 2], lacking });
  });

  it('is told where it takes no update, and where it has no key', async () => {
    expect(await needOf(BOTH, 0)).toEqual({ kind: 'lacking', keys: [], lacking: [] });
    expect(await needOf(BOTH, 2)).toEqual({ kind: 'lacking', keys: [1], lacking: [1] });
    expect(await needOf(BOTH, 257)).toEqual({ kind: 'lacking', keys: [0, 8], lacking: [8] });
    const broken = ['AAAA', ...KEYS.slice(1)];
    expect(await needOf(BOTH, 1, undefined, broken)).toMatchObject({ lacking: [0] });
  });

  it('S6 is told where the same key is in two slots of the mask: one signer meets both', async () => {
    const keys = (...names: readonly ('k0' | 'k1' | 'k2')[]) => names.map(publicKeyText);
    const twice = tinyWithExtra(signaturesBy({ sig0: 'k0', sig1: 'k0', sig2: 'k2' }));
    const same = await needOf(twice, 7, undefined, keys('k0', 'k0', 'k2'));
    expect(same).toEqual({ kind: 'same-key', keys: [0, 1] });
    expect(await needOf(twice, 5, undefined, keys('k0', 'k0', 'k2'))).toEqual({ kind: 'met' });
    expect(await needOf(twice, 7, undefined, keys('k0', 'k1', 'k2'))).toMatchObject({
      kind: 'lacking',
      lacking: [1],
    });
    const lacking = await needOf(FIRST, 3, undefined, keys('k0', 'k0'));
    expect(lacking).toEqual({ kind: 'lacking', keys: [0, 1], lacking: [1] });
  });

  it('S17 is that it ignores them, of a file that is signed', async () => {
    expect(await needOf(STRANGER, -1)).toEqual({ kind: 'ignored' });
    expect(await needOf(UNSIGNED, -1)).toEqual({ kind: 'met' });
  });

  it('S16 is left to the device where nothing here can verify', async () => {
    const refuse = () => Promise.reject(new Error('no WebCrypto'));
    expect(await needOf(BOTH, 5, refuse)).toBeNull();
    expect(await needOf(UNSIGNED, 5, refuse)).toMatchObject({ lacking: [0, 2] });
    expect(await needOf(BOTH, 5, () => Promise.resolve(false))).toMatchObject({ lacking: [0, 2] });
  });

  it('is what the device finds itself', async () => {
    const twice = tinyWithExtra(signaturesBy({ sig0: 'k0', sig1: 'k0' }));
    const same = { keys: [publicKey('k0'), publicKey('k0')], mask: 3 };
    const check = createSignatureCheck({ policy: () => same, p256: () => p256 });
    const { phase } = pushBlindly(startUpdate({ checkManifest: check }), [twice]);
    const texts = [publicKeyText('k0'), publicKeyText('k0')];
    expect([(await needOf(twice, 3, undefined, texts))?.kind, phase]).toEqual([
      'same-key',
      'finalized',
    ]);
    const keys = [publicKey('k0'), null, publicKey('k2')];
    for (const bytes of [UNSIGNED, BOTH, FIRST, STRANGER, CHANGED, UNREADABLE])
      for (const mask of [-1, 0, 1, 2, 4, 5, 7, 256]) {
        const policy = { keys, mask };
        const check = createSignatureCheck({ policy: () => policy, p256: () => p256 });
        const { phase } = pushBlindly(startUpdate({ checkManifest: check }), [bytes]);
        const need = await needOf(bytes, mask);
        expect([mask, need?.kind !== 'lacking']).toEqual([mask, phase === 'finalized']);
      }
  });
});
