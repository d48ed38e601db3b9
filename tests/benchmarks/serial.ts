/** A bundle of 1 MiB over a serial line, from the first write to the last acknowledgement, beside its formula. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { openBundle } from '../../src/bundle/open-bundle.ts';
import { DEFAULT_OPTIONS } from '../../src/update/deps.ts';
import { runUpdate } from '../../src/update/run-update.ts';
import { nativeDigests } from '../support/ota-core/device/test-device.ts';
import { setUpEmulator } from '../support/emulator/test-emulator.ts';
import { createSerialPair } from '../proof/link-faults/serial-pair.ts';
import { bundleOf, ERASED_KIB, MIB } from './bench-bundle.ts';
import { ratio } from './figure.ts';
import type { Figures } from './figure.ts';
import { benchSerialWorker } from './serial-chromium.ts';
import { HOST_MS, parseMs, uartSeconds } from './line-formulas.ts';

const CHUNK_BYTES = 3000;

const REAL_TARGET = 0.9;
const REAL_RUNS = 3;

interface Cell {
  readonly baudRate: number;
  readonly latencyMs: number;
}

const CELLS: readonly Cell[] = [115_200, 230_400, 460_800, 921_600].flatMap((baudRate) =>
  [1, 16].map((latencyMs) => ({ baudRate, latencyMs })),
);

const formulaSeconds = (cell: Cell, totalBytes: number): number =>
  uartSeconds({ ...cell, totalBytes, chunkBytes: CHUNK_BYTES, erasedKib: ERASED_KIB });

/** In virtual time: the device of the product, a line of 10 bits a byte, the waits that the formula names. */
async function virtualSeconds(bytes: Uint8Array, { baudRate, latencyMs }: Cell): Promise<number> {
  // The host's and the parser's time are spent where the reply waits anyway; the poll's is the device's own.
  const { emulator, clock } = setUpEmulator({
    timing: 'typical',
    latencyMs: latencyMs + HOST_MS + parseMs(CHUNK_BYTES),
  });
  const { near, far } = createSerialPair({ clock, baudRate });
  emulator.attach(far, { channel: 'UART0' });
  emulator.powerOn();
  const never = new AbortController().signal;
  const file = new Blob([new Uint8Array(bytes)]);
  const options = { fileName: 'bench.zip', signal: never, digests: nativeDigests };
  const bundle = await openBundle(file, options);
  let id = 100;
  const steps = runUpdate(
    {
      bundle,
      clock,
      sessionId: 'bench',
      nextId: () => (id += 1),
      connect: () => Promise.resolve(near),
      options: DEFAULT_OPTIONS,
    },
    never,
  );
  const all = async (): Promise<number> => {
    for (;;) {
      const step = await steps.next();
      if (step.done !== true) continue;
      if (step.value.result !== 'committed') throw new Error(JSON.stringify(step.value));
      return step.value.writeSeconds;
    }
  };
  return clock.run(all());
}

/** In real time: the two commands, a pseudo-terminal between them. */
async function realSeconds(bundle: string, { baudRate, latencyMs }: Cell): Promise<number> {
  const tty = path.join(path.dirname(bundle), `tty-${baudRate}`);
  const node = ['--import', 'tsx'];
  const line = ['--pty', tty, '--baud', `${baudRate}`, '--latency', `${latencyMs}`];
  const device = spawn(
    process.execPath,
    [...node, 'src/cli/device.ts', ...line, '--timing', 'typical', '--fw-version', '1.0.0'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  try {
    await once(createInterface({ input: device.stdout }), 'line');
    const args = [...node, 'src/cli/push.ts', bundle, '--port', `serial://${tty}?baud=${baudRate}`];
    const push = spawn(process.execPath, [...args, '--json'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let last = '';
    for await (const text of createInterface({ input: push.stdout })) last = text;
    const { result, writeSeconds } = JSON.parse(last) as { result: string; writeSeconds: number };
    if (result !== 'committed') throw new Error(last);
    return writeSeconds;
  } finally {
    device.kill('SIGTERM');
    await once(device, 'close');
  }
}

export async function benchSerial(): Promise<Figures> {
  const figures: Record<string, Figures[string]> = {};
  const mib = bundleOf(MIB);
  for (const cell of CELLS) {
    const seconds = await virtualSeconds(mib, cell);
    const name = `serial.${cell.baudRate}.${cell.latencyMs}`;
    figures[`${name}.ratio`] = ratio(formulaSeconds(cell, MIB) / seconds, 0.95);
    if (cell.baudRate === 115_200 && cell.latencyMs === 16)
      figures[`${name}.secondsPerMiB`] = {
        value: seconds,
        unit: 's',
        target: 141,
        better: 'lower',
        limit: formulaSeconds(cell, MIB),
      };
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'slipway-bench-'));
  try {
    const file = path.join(folder, 'bench.zip');
    const half = bundleOf(MIB / 2);
    writeFileSync(file, half);
    for (const cell of [
      { baudRate: 115_200, latencyMs: 16 },
      { baudRate: 921_600, latencyMs: 1 },
    ]) {
      const name = `serial.real.${cell.baudRate}.${cell.latencyMs}.ratio`;
      const atBest = formulaSeconds(cell, half.length);
      // Other programs on this machine only ever slow it down: the best of a few runs is the line's own.
      let best = 0;
      for (let run = 0; run < REAL_RUNS && best < REAL_TARGET; run += 1)
        best = Math.max(best, atBest / (await realSeconds(file, cell)));
      figures[name] = ratio(best, REAL_TARGET);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { ...figures, ...(await benchSerialWorker()) };
}
