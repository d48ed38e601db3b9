/**
 * `npm run bench -- dry-run`: how far the time that a dry run foretells is from what the update then takes. In virtual time over every
 * link of the tests, with a bundle of 1 MiB; in real time the two commands, over a pseudo-terminal and over sockets.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openBundle } from '../../src/bundle/open-bundle.ts';
import { DeviceProcess } from '../support/conformance/device-process.ts';
import { startPush } from '../support/conformance/push-process.ts';
import { nativeDigests } from '../support/ota-core/device/test-device.ts';
import { DRY_RUN_LINKS, dryRun, missOf, realRun } from '../support/rehearsal/dry-run-links.ts';
import { bundleOf, MIB } from './bench-bundle.ts';
import type { Figure, Figures } from './figure.ts';

const MOST_MISS = 0.1;

const missed = (foretoldS: number, realS: number): Figure => ({
  ...{ value: missOf(foretoldS, realS), unit: '', target: MOST_MISS, better: 'lower', limit: null },
  note: `${foretoldS.toFixed(1)} s foretold, ${realS.toFixed(1)} s real`,
});

async function virtualFigures(): Promise<Figures> {
  const signal = new AbortController().signal;
  const file = new Blob([new Uint8Array(bundleOf(MIB))]);
  const bundle = await openBundle(file, { fileName: 'b.zip', signal, digests: nativeDigests });
  const figures: Record<string, Figure> = {};
  for (const [name, make] of Object.entries(DRY_RUN_LINKS)) {
    const bed = make({ timing: 'typical', namesScheme: true });
    const { foretold } = await dryRun(bed, bundle);
    const real = await realRun(bed, bundle);
    figures[`dryRun.${name}.writing`] = missed(foretold.writingMs / 1_000, real.writingMs / 1_000);
    figures[`dryRun.${name}.whole`] = missed((foretold.wholeMs ?? 0) / 1_000, real.wholeMs / 1_000);
  }
  return figures;
}

interface Foretold {
  readonly writeSeconds: number;
  readonly seconds: number;
}

/** `--extensions`: it names its boot scheme, so its restart is known. */
const LIKE_REAL = ['--timing', 'typical', '--extensions', '--fw-version', '1.0.0'] as const;

async function realFigures(folder: string): Promise<Figures> {
  const bundle = path.join(folder, 'bench.zip');
  writeFileSync(bundle, bundleOf(MIB / 4));
  const tty = (baud: number): string => path.join(folder, `tty-${baud}`);
  const ways: Readonly<Record<string, { device: readonly string[]; port: string | null }>> = {
    'serial 115200': {
      device: ['--pty', tty(115_200), '--baud', '115200', '--latency', '16'],
      port: `serial://${tty(115_200)}?baud=115200`,
    },
    'serial 921600': {
      device: ['--pty', tty(921_600), '--baud', '921600', '--latency', '1'],
      port: `serial://${tty(921_600)}?baud=921600`,
    },
    websocket: { device: ['--ws', '127.0.0.1:0', '--latency', '20'], port: null },
  };
  const figures: Record<string, Figure> = {};
  for (const [name, { device: options, port }] of Object.entries(ways)) {
    const device = new DeviceProcess([...options, ...LIKE_REAL]);
    try {
      const ready = await device.ready();
      const at = ['--port', port ?? String(ready['ws'])];
      const dry = await startPush([bundle, ...at, '--dry-run']);
      const { foretold } = dry.last['rehearsal'] as { readonly foretold: Foretold };
      const { last } = await startPush([bundle, ...at]);
      const { result, seconds, writeSeconds } = last as unknown as Foretold & { result: string };
      if (result !== 'committed') throw new Error(JSON.stringify(last));
      figures[`dryRun.real.${name}.writing`] = missed(foretold.writeSeconds, writeSeconds);
      figures[`dryRun.real.${name}.whole`] = missed(foretold.seconds, seconds);
    } finally {
      await device.end('SIGKILL');
    }
  }
  return figures;
}

export async function benchDryRun(): Promise<Figures> {
  const folder = mkdtempSync(path.join(tmpdir(), 'slipway-dry-run-'));
  try {
    return { ...(await virtualFigures()), ...(await realFigures(folder)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
