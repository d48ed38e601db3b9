/** A bundle of 1 MiB over Bluetooth, in virtual time, from the first write to the last acknowledgement, beside its formula. */
import { openBundle } from '../../src/bundle/open-bundle.ts';
import { setUpAir, updateOver } from '../proof/link-faults/bluetooth-run.ts';
import { nativeDigests } from '../support/ota-core/device/test-device.ts';
import { bundleOf, ERASED_KIB, MIB } from './bench-bundle.ts';
import { benchBleInChromium } from './ble-chromium.ts';
import { ratio } from './figure.ts';
import type { Figures } from './figure.ts';
import { fastestRadioSeconds, radioSeconds, writesOf } from './radio-formulas.ts';

const CHUNK_BYTES = 3000;
const INTERVALS_MS = [7.5, 15, 30, 50];
const MTUS = [23, 185, 247, 500, 517];
const ASKED_RATIO = 0.95;
/** At 30 ms and MTU 500; the official client's blocks of 512 bytes take 317 s (timing.md#bluetooth). */
const ASKED_SECONDS = 140;

interface Cell {
  readonly intervalMs: number;
  readonly mtu: number;
}

const formulaOf = (cell: Cell) => ({
  ...cell,
  totalBytes: MIB,
  chunkBytes: CHUNK_BYTES,
  erasedKib: ERASED_KIB,
});

interface Measured {
  readonly seconds: number;
  /** Reads and writes while blocks were written. */
  readonly operations: number;
}

async function measure(bytes: Uint8Array, { intervalMs, mtu }: Cell): Promise<Measured> {
  // Nobody asks for more than 517, and the device goes as far as it is asked.
  const device = { timing: 'typical' } as const;
  const bed = setUpAir({ device, intervalMs, peerMtu: mtu, deviceMtu: mtu });
  const file = new Blob([new Uint8Array(bytes)]);
  const signal = new AbortController().signal;
  const bundle = await openBundle(file, { fileName: 'b.zip', signal, digests: nativeDigests });
  let [before, after] = [0, 0];
  const { result } = await updateOver(bed, bundle, (event) => {
    if (event.type !== 'phase') return;
    if (event.phase === 'writing') before = bed.air.faults.operations;
    if (event.phase === 'finalizing') after = bed.air.faults.operations;
  });
  if (result.result !== 'committed') throw new Error(JSON.stringify(result));
  return { seconds: result.writeSeconds, operations: after - before };
}

export async function benchBle(): Promise<Figures> {
  const figures: Record<string, Figures[string]> = {};
  const mib = bundleOf(MIB);
  for (const mtu of MTUS)
    for (const intervalMs of INTERVALS_MS) {
      const cell = { intervalMs, mtu };
      const name = `ble.${intervalMs}.${mtu}`;
      const { seconds, operations } = await measure(mib, cell);
      const formula = radioSeconds(formulaOf(cell));
      const atBest = fastestRadioSeconds(formulaOf(cell));
      figures[`${name}.ratio`] = ratio(formula / seconds, ASKED_RATIO, formula / atBest);
      if (intervalMs !== 30) continue;
      figures[`${name}.operationsPerKiB`] = {
        value: operations / (MIB / 1024),
        unit: '',
        target: null,
        better: 'lower',
        limit: (Math.ceil(MIB / CHUNK_BYTES) * (writesOf(formulaOf(cell)) + 2)) / (MIB / 1024),
      };
      if (mtu === 500)
        figures[`${name}.secondsPerMiB`] = {
          value: seconds,
          unit: 's',
          target: ASKED_SECONDS,
          better: 'lower',
          limit: atBest,
        };
    }
  return { ...figures, ...(await benchBleInChromium()) };
}
