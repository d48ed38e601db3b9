/**
 * `npm run bench -- recorder`: the same update of the emulated device with and without the flight recorder beside it, by turns.
 * Its time is virtual, so the processor's time is all that it takes.
 */
import { createFlightRecorder } from '../../src/recorder/flight-recorder.ts';
import { bundleNamed, setUpUpdate } from '../support/update/update-harness.ts';
import { median } from './figure.ts';
import type { Figures } from './figure.ts';

const BUNDLE = 'demo-esp32-2.0.0.zip';
const ROUNDS = 15;
/** A mere listener: what it takes must not be felt beside the update itself. */
const MOST_RATIO = 1.15;

export async function benchRecorder(): Promise<Figures> {
  const bundle = await bundleNamed(BUNDLE);
  /** CPU time of this thread in milliseconds, and how many blocks were written in it. */
  const update = async (isRecorded: boolean): Promise<{ cpuMs: number; blocks: number }> => {
    const parts = setUpUpdate();
    const before = process.cpuUsage();
    const { result } = await parts.update(
      bundle,
      {},
      undefined,
      isRecorded
        ? { record: (deps, signal) => createFlightRecorder(deps, { signal, startedAtMs: 0 }) }
        : {},
    );
    const { user, system } = process.cpuUsage(before);
    if (result.result !== 'committed') throw new Error(result.result);
    const blocks = parts.calls.filter((method) => method === 'OTA.Write').length;
    return { cpuMs: (user + system) / 1_000, blocks };
  };
  const cpuMs = { plain: [] as number[], recorded: [] as number[] };
  let blocks = 0;
  for (let round = -2; round < ROUNDS; round += 1)
    for (const kind of ['plain', 'recorded'] as const) {
      const one = await update(kind === 'recorded');
      if (round >= 0) cpuMs[kind].push(one.cpuMs);
      ({ blocks } = one);
    }
  const [plain, recorded] = [median(cpuMs.plain), median(cpuMs.recorded)];
  const lower = { better: 'lower', limit: null } as const;
  return {
    'recorder.cpu.ratio': {
      ...{ value: recorded / plain, unit: '', target: MOST_RATIO, ...lower },
      note: `${plain.toFixed(0)} ms without, ${blocks} blocks`,
    },
    'recorder.block.us': {
      ...{ value: ((recorded - plain) * 1_000) / blocks, unit: 'µs', target: null, ...lower },
    },
  };
}
