import { beforeAll, describe, expect, it } from 'vitest';
import { LONG_MS, openFaultBench, retriesOf, someOf } from './fault-bench.ts';
import type { FaultBench } from './fault-bench.ts';

let bench: FaultBench;

beforeAll(async () => {
  bench = await openFaultBench();
});

describe('a session over a serial line with wrong bytes', () => {
  it.each([
    ['out', '"offset":512'],
    ['in', '"result":null'],
  ] as const)(
    'survives every bit of one frame going %s being flipped, and completes',
    async (direction, text) => {
      const { from, to } = bench.spanOf(direction, text);
      let [runs, retries] = [0, 0];
      for (const bit of someOf((to - from) * 8, 24)) {
        const fault = { kind: 'flip', bit: bit % 8 } as const;
        const run = await bench.withFaults([{ direction, at: from + (bit >> 3), fault }]);
        expect(run.result.result).toBe('committed');
        runs += 1;
        retries += retriesOf(run);
      }
      // All but what flips the case of a digit of the CRC costs the frame.
      expect(retries).toBeGreaterThan(0.8 * runs);
    },
    LONG_MS,
  );

  it.each(['out', 'in'] as const)(
    'survives a byte above 0x7f at every position going %s, and completes',
    async (direction) => {
      const fault = { kind: 'insert', bytes: Uint8Array.of(0x80) } as const;
      for (const at of someOf(bench.clean.heard[direction].length, 24)) {
        const { result } = await bench.withFaults([{ direction, at, fault }]);
        expect(result.result).toBe('committed');
      }
    },
    LONG_MS,
  );

  it.each(['drop', 'double'] as const)(
    'survives a single byte that is gone or there twice (%s), in either direction, and completes',
    async (kind) => {
      for (const direction of ['out', 'in'] as const)
        for (const at of someOf(bench.clean.heard[direction].length, 12, 400)) {
          const { result } = await bench.withFaults([{ direction, at, fault: { kind } }]);
          expect(result.result).toBe('committed');
        }
    },
    LONG_MS,
  );
});
