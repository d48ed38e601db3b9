import { expect, it } from 'vitest';
import { fetchP256 } from '../../../../src/workers/practice/late-p256.ts';
import { publicKey, signBytes } from '../../../support/signatures/signed-bundle.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const { signal } = new AbortController();

it('what the practice device fetches verifies signatures', async () => {
  const { verifyP256 } = await fetchP256({ signal });
  const bytes = new Uint8Array(5);
  const point = publicKey('k0').subarray(-65);
  expect(verifyP256(point, bytes, signBytes(bytes, 'k0'))).toBe(true);
  expect(verifyP256(point, bytes, signBytes(bytes, 'k1'))).toBe(false);
});

it('S16 a practice device waits ten seconds for it, and no longer', async () => {
  const clock = new VirtualClock();
  const load = () => new Promise<never>(() => undefined);
  const fetched = fetchP256({ signal, clock, load }).catch((reason: unknown) => reason);
  await clock.advance(10_000);
  expect(await fetched).toMatchObject({ code: 'link/refused' });
});
