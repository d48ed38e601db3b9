/**
 * `npm run bench [-- NAME]`: a table for people and, last, one line of JSON. `limit` is what the formula allows. The exit status
 * is 1 where a figure misses what is asked of it.
 */
import { benchBle } from './ble.ts';
import { benchCli } from './cli-start.ts';
import { benchCore } from './core-update.ts';
import { benchDryRun } from './dry-run.ts';
import type { Figures } from './figure.ts';
import { benchFleet } from './fleet-scale.ts';
import { benchFleetRows } from './fleet-rows.ts';
import { benchNet } from './net.ts';
import { benchPush } from './push-websocket.ts';
import { benchRecorder } from './recorder.ts';
import { benchRehearsal } from './rehearsal.ts';
import { benchSerial } from './serial.ts';
import { benchStart } from './start.ts';

const groups: Readonly<Record<string, () => Promise<Figures>>> = {
  ble: benchBle,
  cli: benchCli,
  core: benchCore,
  'dry-run': benchDryRun,
  fleet: benchFleet,
  'fleet-rows': benchFleetRows,
  net: benchNet,
  push: benchPush,
  recorder: benchRecorder,
  rehearsal: benchRehearsal,
  serial: benchSerial,
  start: benchStart,
};

const wanted = process.argv[2];
if (wanted !== undefined && !(wanted in groups)) {
  console.error(`No benchmark ${wanted}. There are: ${Object.keys(groups).join(', ')}.`);
  process.exit(1);
}
const round = (value: number): number => Number(value.toPrecision(4));
const all: Record<string, Figures[string]> = {};
for (const [name, run] of Object.entries(groups)) {
  if (wanted !== undefined && wanted !== name) continue;
  for (const [figure, measured] of Object.entries(await run())) {
    all[figure] = { ...measured, value: round(measured.value) };
    const { value, unit, target, better, limit, note } = measured;
    const met = target === null || (better === 'lower' ? value <= target : value >= target);
    const asked =
      target === null ? '' : `  asked: ${better === 'lower' ? '≤' : '≥'} ${round(target)}`;
    const best = limit === null ? '' : `  limit: ${round(limit)}`;
    const against = note === undefined ? '' : `  (${note})`;
    console.log(
      `${met ? '✓' : '✗'} ${figure.padEnd(32)} ${round(value)} ${unit}${asked}${best}${against}`,
    );
    if (!met) process.exitCode = 1;
  }
}
console.log(JSON.stringify({ bench: all }));
