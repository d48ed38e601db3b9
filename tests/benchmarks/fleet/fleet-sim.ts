/**
 * `npm run fleet-sim -- --devices N`: a roll-out in virtual time over a modelled broker, with a good firmware, with one with which no
 * device stays, and with one that a third of them does not stay with. A table for people and, last, one line of JSON.
 */
import { parseArgs } from 'node:util';
import { simulate } from './simulate.ts';
import type { FleetModel } from './simulate.ts';

const { values } = parseArgs({
  options: {
    devices: { type: 'string', default: '1000' },
    'at-once': { type: 'string', default: '200' },
    broker: { type: 'string', default: '20000' },
    soak: { type: 'string', default: '1800' },
    seed: { type: 'string', default: '7' },
  },
});

function whole(option: keyof typeof values, most: number): number {
  const value = Number(values[option]);
  if (!Number.isInteger(value) || value < 1 || value > most) {
    console.error(`--${option} takes a whole number from 1 to ${most}.`);
    process.exit(1);
  }
  return value;
}

const model: FleetModel = {
  devices: whole('devices', 1_000_000),
  atOnce: whole('at-once', 100_000),
  brokerMessagesPerSecond: whole('broker', 10_000_000),
  soakMs: whole('soak', 604_800) * 1000,
  seed: whole('seed', 2 ** 31),
  bundleBytes: 1024 * 1024,
  writeBytes: 2220,
  roundTripMs: 60,
  deviceMs: 13,
  restartMs: [8_000, 20_000],
  offlineShare: 0.02,
  faultyShare: 0.005,
  stopAtPercent: 2,
  badBuild: false,
};

const good = simulate(model);
const bad = simulate({ ...model, badBuild: true });
const third = simulate({ ...model, faultyShare: 1 / 3 });

const hours = (seconds: number): string =>
  `${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min`;
const rows: readonly (readonly [string, string])[] = [
  ['devices', String(model.devices)],
  ['at the same time', String(model.atOnce)],
  ['good firmware', `${good.state} after ${hours(good.seconds)}`],
  ['committed', String(good.committed)],
  ['went back', String(good.wentBack)],
  ['offline', String(good.offline)],
  ['peak at the broker', `${Math.round(good.peakMessagesPerSecond)} messages/s`],
  ['bad firmware', `${bad.state} after ${hours(bad.seconds)}`],
  ['exposed to it', String(bad.wentBack)],
  ['bad for a third', `${third.state} after ${hours(third.seconds)}`],
  ['exposed to it', String(third.wentBack + third.committed)],
];
for (const [name, value] of rows) console.log(`${name.padEnd(20)} ${value}`);
console.log(
  JSON.stringify({
    fleetSim: {
      devices: model.devices,
      seconds: Math.round(good.seconds),
      peakMessagesPerSecond: Math.round(good.peakMessagesPerSecond),
      exposedToBadBuild: bad.wentBack,
      exposedToBuildBadForThird: third.wentBack + third.committed,
      committed: good.committed,
      wentBack: good.wentBack,
      offline: good.offline,
      result: good.state,
    },
  }),
);
