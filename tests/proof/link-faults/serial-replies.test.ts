import { beforeAll, describe, expect, it } from 'vitest';
import { bytesByChance } from '../../support/transports/wrap/faulty.ts';
import { seededRandom } from '../../support/chunking.ts';
import {
  FULL,
  LONG_MS,
  MOST_RETRIES,
  everyByte,
  late,
  openFaultBench,
  retriesOf,
  someOf,
} from './fault-bench.ts';
import type { FaultBench, Span } from './fault-bench.ts';

let bench: FaultBench;

beforeAll(async () => {
  bench = await openFaultBench();
});

describe('a session over a serial line whose replies are hurt', () => {
  it.each([
    ['lost', (span: Span) => everyByte(span, { kind: 'drop' }, 'in')],
    ['5 s late', ({ from }: Span) => [late(from, 5000)]],
    [
      'there twice',
      ({ from, to }: Span) => {
        const bytes = Uint8Array.from(
          Buffer.from(`\n${bench.clean.heard.in.slice(from, to)}\n`, 'latin1'),
        );
        return [{ direction: 'in', at: to + 1, fault: { kind: 'insert', bytes } } as const];
      },
    ],
  ])(
    'survives every reply being %s, and completes',
    async (_, places) => {
      const frames = bench.framesOf('in');
      for (const index of someOf(frames.length, 10)) {
        const run = await bench.withFaults(places(frames[index] ?? { from: 0, to: 0 }));
        expect(run.result.result).toBe('committed');
        expect(retriesOf(run)).toBeLessThanOrEqual(MOST_RETRIES);
      }
    },
    LONG_MS,
  );

  it(
    'ends as it says when a reply comes later than anybody waits for it',
    async () => {
      const frames = bench.framesOf('in');
      for (const index of someOf(frames.length, 10))
        await bench.withFaults([late(frames[index]?.from ?? 0, 25_000)]);
    },
    LONG_MS,
  );

  it(
    'survives an XOFF without an XON wherever it comes, and completes',
    async () => {
      const fault = { kind: 'insert', bytes: Uint8Array.of(0x13) } as const;
      for (const direction of ['out', 'in'] as const)
        for (const at of someOf(bench.clean.heard[direction].length, 12, 400)) {
          const { result } = await bench.withFaults([{ direction, at, fault }]);
          expect(result.result).toBe('committed');
        }
    },
    LONG_MS,
  );

  it.each(someOf(FULL ? 60 : 6, 6))(
    'over a line that loses, doubles and flips bytes, ends as it says (seed %i)',
    async (seed) => {
      const random = seededRandom(seed + 1);
      const rates = { random, drop: 2e-4, double: 1e-4, flip: 4e-4 };
      await bench.withPlan(() => bytesByChance(rates));
    },
    LONG_MS,
  );

  it('takes the log of a chatty device for what it is', async () => {
    const chatter = 'I (1) {"x":1} """ \u0000\r\n'.repeat(50);
    const bytes = Uint8Array.from(Buffer.from(chatter, 'latin1'));
    const gaps = bench.framesOf('in').map(({ to }) => to + 1);
    const places = gaps.map(
      (at) => ({ direction: 'in', at, fault: { kind: 'insert', bytes } }) as const,
    );
    expect((await bench.withFaults(places)).result.result).toBe('committed');
  });
});
