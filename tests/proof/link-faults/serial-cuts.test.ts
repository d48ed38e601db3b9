import { beforeAll, describe, expect, it } from 'vitest';
import { LONG_MS, openFaultBench, someOf } from './fault-bench.ts';
import type { FaultBench } from './fault-bench.ts';

let bench: FaultBench;

beforeAll(async () => {
  bench = await openFaultBench();
});

describe('a session over a serial line that breaks', () => {
  it('has some twenty frames and ends committed without faults', () => {
    expect(bench.clean.result.result).toBe('committed');
    expect(bench.framesOf('out').length).toBeGreaterThanOrEqual(15);
    expect(bench.framesOf('in').length).toBe(bench.framesOf('out').length);
  });

  it.each(['out', 'in'] as const)(
    'survives that the cable is pulled after every byte going %s',
    async (direction) => {
      const [results, ways] = [new Set<string>(), new Set<string>()];
      for (const at of someOf(bench.clean.heard[direction].length, 12)) {
        const { result, events } = await bench.withEvent(direction, at, ({ pull }) => pull());
        results.add(result.result);
        for (const { type } of events) ways.add(type);
      }
      expect(results).toContain('committed'); // most of them find the device again
      expect(ways).toContain('went-on');
    },
    LONG_MS,
  );

  it.each(['out', 'in'] as const)(
    'survives that the device loses its power at every byte going %s',
    async (direction) => {
      for (const at of someOf(bench.clean.heard[direction].length, 6, 400))
        await bench.withEvent(direction, at, ({ emulator }) => {
          emulator.powerOff();
          emulator.powerOn();
        });
    },
    LONG_MS,
  );
});
