import { describe, expect, it } from 'vitest';
import { bytesAt, bytesByChance, faulty } from '../../../support/transports/wrap/faulty.ts';
import type { ByteFault, BytePlan } from '../../../support/transports/wrap/faulty.ts';
import { createLinkPair } from '../../../../src/transports/loopback/link-pair.ts';
import { seededRandom } from '../../../support/chunking.ts';
import { takeEnd } from '../../../proof/link-faults/serial-pair.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

/** What is heard at the far end when these pieces are said. */
async function sent(plan: BytePlan, pieces: readonly string[], ms = 0): Promise<string> {
  const clock = new VirtualClock();
  const pair = createLinkPair();
  const near = takeEnd(faulty(pair.near, { clock, plan }));
  const far = takeEnd(pair.far);
  for (const piece of pieces) void near.say(piece);
  await clock.advance(ms);
  return far.take();
}

const at = (index: number, fault: ByteFault): BytePlan =>
  bytesAt([{ direction: 'out', at: index, fault }]);

describe('a faulty line', () => {
  it.each<[string, ByteFault, string]>([
    ['nothing', { kind: 'delay', ms: 0 }, 'abcdef'],
    ['a byte gone', { kind: 'drop' }, 'abcef'],
    ['a byte twice', { kind: 'double' }, 'abcddef'],
    ['a bit turned', { kind: 'flip', bit: 1 }, 'abcfef'],
    ['others before it', { kind: 'insert', bytes: Uint8Array.of(0x13, 0x21) }, 'abc\u0013!def'],
  ])('does to one byte what the plan says: %s', async (_, fault, heard) => {
    expect(await sent(at(3, fault), ['abcdef'])).toBe(heard);
    // However the bytes are cut.
    expect(await sent(at(3, fault), 'abcdef'.split(''))).toBe(heard);
    expect(await sent(at(3, fault), ['abc', 'def'])).toBe(heard);
  });

  it('holds a byte back, and those behind it', async () => {
    const plan = (): BytePlan => at(3, { kind: 'delay', ms: 100 });
    expect(await sent(plan(), ['abc', 'def', 'ghi'], 99)).toBe('abc');
    expect(await sent(plan(), ['abc', 'def', 'ghi'], 101)).toBe('abcdefghi');
  });

  it('lets something happen before a byte arrives, once', async () => {
    let happened = 0;
    await sent(at(2, { kind: 'event', run: () => (happened += 1) }), ['ab']);
    expect(happened).toBe(0);
    await sent(at(2, { kind: 'event', run: () => (happened += 1) }), ['abc', 'abc']);
    expect(happened).toBe(1);
  });

  it('hurts the other direction only where the plan says', async () => {
    const plan = bytesAt([{ direction: 'in', at: 0, fault: { kind: 'drop' } }]);
    expect(await sent(plan, ['abc'])).toBe('abc');
  });

  it('by chance does the same for the same seed, and about as often as asked', async () => {
    const rates = { drop: 0.02, double: 0.02, flip: 0.02 };
    const text = 'x'.repeat(3000);
    const run = (seed: number): Promise<string> =>
      sent(bytesByChance({ ...rates, random: seededRandom(seed) }), [text]);
    const first = await run(1);
    expect(await run(1)).toBe(first);
    expect(await run(2)).not.toBe(first);
    const turned = first.split('').filter((char) => char !== 'x').length;
    expect(turned).toBeGreaterThan(20);
    expect(turned).toBeLessThan(120);
  });
});
