import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Bundle } from '../../../src/bundle/bundle.ts';
import { checkBundle } from '../../../src/bundle/open-bundle.ts';
import { withSignatures } from '../../../src/bundle/sign-bundle.ts';
import { signedBytes } from '../../../src/bundle/verify-signature.ts';
import * as p256 from '../../../src/ota-core/primitives/p256-verify.ts';
import {
  bundleNamed,
  ofType,
  replyTo,
  setUpUpdate,
  type HarnessSetup,
} from '../../support/update/update-harness.ts';
import { publicKey, publicKeyText, signBytes } from '../../support/signatures/signed-bundle.ts';

const { signal } = new AbortController();

/** The same, signed by key 0. */
function signed({ bytes }: Bundle): Bundle {
  const der = signBytes(signedBytes(bytes).bytes, 'k0');
  return checkBundle(withSignatures(bytes, new Map([[0, der]])), { fileName: 'fw.zip', signal });
}

let tiny: Bundle;
let old: Bundle;
let signedTiny: Bundle;
let key: Awaited<ReturnType<typeof crypto.subtle.importKey>>;
beforeAll(async () => {
  const curve = { name: 'ECDSA', namedCurve: 'P-256' };
  key = await crypto.subtle.importKey('spki', publicKey('k0'), curve, false, ['verify']);
  tiny = await bundleNamed('demo-esp32-1.1.0-tiny.zip');
  old = await bundleNamed('demo-esp32-1.0.0.zip');
  signedTiny = signed(tiny);
});

// What WebCrypto finds is tested in tests/unit/bundle/signature-need.test.ts; it takes time that no virtual clock knows of.
beforeEach(() => {
  vi.spyOn(crypto.subtle, 'importKey').mockImplementation(() => Promise.resolve(key));
  vi.spyOn(crypto.subtle, 'verify').mockResolvedValue(true);
});
afterEach(() => vi.restoreAllMocks());

/** A device with key 0 and this mask. */
const withMask = (
  mask: number,
  setup: HarnessSetup = {},
  more: readonly { readonly key: string; readonly text: string }[] = [],
) =>
  setUpUpdate({
    ...setup,
    loadP256: () => Promise.resolve(p256),
    build: {
      settings: [
        { key: 'update.key0', text: publicKeyText('k0') },
        { key: 'update.sig_req_mask', text: String(mask) },
        ...more,
      ],
      files: new Map(),
    },
  });

const asked = (calls: readonly string[]) => calls.filter((method) => method === 'Config.Get');

describe('a device whose settings ask for signatures', () => {
  it.each([
    [1, ['0'], ['0']],
    [5, ['0', '2'], ['0', '2']],
    [0, [], []],
  ])('with the mask %i begins no update of a file without them', async (mask, keys, lacking) => {
    const { update, calls } = withMask(mask);
    const { result, events } = await update(tiny, { force: ['unsigned'] });
    const failure = { code: 'device/wants-signatures', facts: { keys, lacking } };
    expect(result).toMatchObject({ result: 'refused', failure });
    expect(ofType(events, 'findings')[0]?.findings).toMatchObject([{ failure, force: null }]);
    expect(calls).not.toContain('OTA.Begin');
    expect(asked(calls)).toHaveLength(1);
  });

  it('takes what its key signed, and is asked once', async () => {
    const { update, calls } = withMask(1);
    const { result, events } = await update(signedTiny);
    expect(result).toMatchObject({ result: 'committed', to: '1.1.0' });
    expect(asked(calls)).toHaveLength(1);
    expect(ofType(events, 'findings')[0]).not.toHaveProperty('ignoresSignatures');
  });

  it('S6 with the same key in two slots is updated by one signer only where a person says so', async () => {
    const bothSlots = (() => {
      const der = signBytes(signedBytes(tiny.bytes).bytes, 'k0');
      const signatures = new Map([0, 1].map((slot) => [slot, der]));
      return checkBundle(withSignatures(tiny.bytes, signatures), { fileName: 'fw.zip', signal });
    })();
    const more = [{ key: 'update.key1', text: publicKeyText('k0') }];
    const refused = withMask(3, {}, more);
    const { result, events } = await refused.update(bothSlots);
    const failure = { code: 'device/same-key', facts: { keys: ['0', '1'] } };
    expect(result).toMatchObject({ result: 'refused', failure });
    expect(ofType(events, 'findings')[0]?.findings).toMatchObject([{ failure, force: 'same-key' }]);
    expect(refused.calls).not.toContain('OTA.Begin');
    const allowed = await withMask(3, {}, more).update(bothSlots, { force: ['same-key'] });
    expect(allowed.result).toMatchObject({ result: 'committed', to: '1.1.0' });
  });

  it('S14 is kept from an older file that its key signed as from any older one', async () => {
    const { update } = withMask(1);
    await update(signedTiny);
    const replay = signed(old);
    const { result, events } = await update(replay);
    const failure = { code: 'device/older', facts: { running: '1.1.0', bundle: '1.0.0' } };
    expect(result).toMatchObject({ result: 'refused', failure });
    expect(ofType(events, 'findings')[0]?.findings).toMatchObject([
      { failure, force: 'downgrade' },
    ]);
  });

  it('S17 that ignores them says so of a file that is signed', async () => {
    const told = async (bundle: Bundle) => {
      const { update } = withMask(-1);
      const { events } = await update(bundle);
      return ofType(events, 'findings')[0]?.ignoresSignatures;
    };
    expect([await told(signedTiny), await told(tiny)]).toEqual([true, undefined]);
  });

  it.each([
    ['refuses the question', { error: { code: 403, message: 'Forbidden' } }],
    ['knows no such setting', { result: { timeout: 600 } }],
    ['answers something else', { result: { sig_req_mask: 'all' } }],
  ])('that %s checks by itself', async (_, reply) => {
    const { update, calls } = withMask(1, {
      meddle: (frame) =>
        frame.method === 'Config.Get' && frame.direction === 'in'
          ? [replyTo(frame, reply)]
          : undefined,
    });
    const { result } = await update(tiny);
    const failure = { code: 'update/write-refused', facts: { remoteMessage: '-1 Not signed' } };
    expect(result).toMatchObject({ failure });
    expect(asked(calls)).toHaveLength(1);
  });

  it('that does not answer the question is not waited for', async () => {
    const { update, calls } = withMask(-1, {
      meddle: (frame) => (frame.method === 'Config.Get' ? [] : undefined),
    });
    const { result } = await update(tiny);
    expect(result).toMatchObject({ result: 'committed' });
    expect(asked(calls)).toHaveLength(1);
  });

  it('without Config.Get in its list is not asked', async () => {
    const { update, calls } = withMask(-1, {
      meddle: (frame) => {
        if (frame.method !== 'RPC.List' || frame.direction === 'out') return undefined;
        const result = ['OTA.Begin', 'OTA.Write', 'OTA.End', 'OTA.Status', 'Sys.GetInfo'];
        return [replyTo(frame, { result })];
      },
    });
    const { result } = await update(tiny);
    expect([result.result, asked(calls)]).toEqual(['committed', []]);
  });
});
