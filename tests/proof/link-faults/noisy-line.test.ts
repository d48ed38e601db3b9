import { expect, it } from 'vitest';
import { bytesByChance } from '../../support/transports/wrap/faulty.ts';
import { seededRandom } from '../../support/chunking.ts';
import { bundleNamed } from '../../support/update/update-harness.ts';
import { runSerial } from './serial-run.ts';

/** One bit in 100,000: what a long or bad cable does (proof.md#bounds). */
const FLIP_PER_BYTE = 8e-5;

it.each([1, 2, 3, 4])(
  'an update over a noisy line completes, with retries (seed %i)',
  async (seed) => {
    const bundle = await bundleNamed('demo-esp32-1.1.0-tiny.zip');
    const random = seededRandom(seed);
    const { result, events } = await runSerial({
      bundle,
      baudRate: 115_200,
      plan: () => bytesByChance({ flip: 2 * FLIP_PER_BYTE, random }),
    });
    expect(result).toMatchObject({ result: 'committed', bytes: bundle.sizeBytes });
    expect(events.some(({ type }) => type === 'retry')).toBe(true);
  },
  60_000,
);
