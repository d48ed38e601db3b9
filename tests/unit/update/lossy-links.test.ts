import { beforeAll, describe, expect, it } from 'vitest';
import type { Bundle } from '../../../src/bundle/bundle.ts';
import type { Link } from '../../../src/contracts/link.ts';
import { LINE_MAX_FRAME_BYTES } from '../../../src/rpc/line-codec.ts';
import { createLinkPair } from '../../../src/transports/loopback/link-pair.ts';
import { faultsByChance, lossy } from '../../support/transports/wrap/lossy.ts';
import type { FaultRates } from '../../support/transports/wrap/lossy.ts';
import { bundleNamed, ofType, setUpUpdate } from '../../support/update/update-harness.ts';

let tiny: Bundle;

beforeAll(async () => {
  tiny = await bundleNamed('demo-esp32-1.1.0-tiny.zip');
});

/** An update over a bad link: whatever it says at the end must be what the device shows. */
async function updateOver(framing: 'message' | 'stream', rates: FaultRates) {
  const plan = faultsByChance(rates); // one course of chance for all links of the update
  const wire = (): Link => {
    if (framing === 'message' || !parts.emulator.isUp) return parts.emulator.connect();
    const pair = createLinkPair({ framing, maxFrameBytes: LINE_MAX_FRAME_BYTES });
    parts.emulator.attach(pair.far, { channel: 'UART' });
    return pair.near;
  };
  const parts: ReturnType<typeof setUpUpdate> = setUpUpdate({
    connect: () => lossy(wire(), { clock: parts.clock, plan }),
  });
  const { events, result } = await parts.update(tiny);
  const shown = () => parts.emulator.snapshot().running;
  if (result.result === 'committed')
    expect(shown()).toMatchObject({ version: '1.1.0', committed: true });
  // Nobody acts from here on: a device on trial goes back, one that was being updated gives up.
  await parts.clock.advance(1_000_000);
  const { version, committed, hung } = shown() ?? {};
  expect({ committed, hung }).toEqual({ committed: true, hung: false });
  if (['failed', 'refused', 'reverted'].includes(result.result)) expect(version).toBe('1.0.0');
  if (result.result === 'committed') expect(version).toBe('1.1.0');
  return { result, retries: ofType(events, 'retry').length };
}

describe.each([
  ['message', { drop: 0.02, duplicate: 0.05, delay: 0.05, delayMs: 15_000 }],
  ['message', { drop: 0.1, delay: 0.1, delayMs: 60_000 }],
  ['stream', { flip: 0.05, drop: 0.03, duplicate: 0.05 }],
  ['stream', { flip: 0.2 }],
] as const)('over a %s link with faults %o', (framing, rates) => {
  it.each([1, 2, 3, 4, 5, 6])('seed %i ends as it says', async (seed) => {
    await updateOver(framing, { seed, ...rates });
  });
});

describe('over a link with a few faults', () => {
  it('updates succeed, with retries', async () => {
    const runs = [];
    for (const seed of [21, 22, 23, 24])
      runs.push(await updateOver('stream', { seed, flip: 0.03, duplicate: 0.03 }));
    expect(runs.filter(({ result }) => result.result === 'committed').length).toBeGreaterThan(1);
    expect(runs.some(({ retries }) => retries > 0)).toBe(true);
  });
});
