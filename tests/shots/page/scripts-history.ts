import type { PastUpdate } from '../../../src/history/past-update.ts';
import { PAST_AT, pastUpdate } from '../../support/history/past-updates.ts';
import type { Script } from './scripts-update.ts';
import type { World } from './world.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

type Own = Omit<Partial<PastUpdate>, 'device'> & {
  readonly agoMs?: number;
  readonly device?: Partial<PastUpdate['device']>;
};

/** Days of the pictures are the same whenever they are taken. */
function past(id: string, { agoMs = 0, device, ...own }: Own = {}): PastUpdate {
  const one = pastUpdate({ id, ...own });
  const endedAtMs = PAST_AT - agoMs;
  return {
    ...one,
    endedAtMs,
    startedAtMs: endedAtMs - one.seconds * 1_000,
    device: { ...one.device, ...device },
  };
}

/** The story of the design. */
const SIX = (): readonly PastUpdate[] => [
  past('s1', { who: 'Ada Lovelace' }),
  past('s2', {
    ...{ agoMs: 6 * MINUTE_MS, result: 'reverted', cause: 'time-over' },
    running: { version: '1.4.2', buildId: '20260902-081500/v1.4.2', slot: 0 },
    failure: {
      code: 'update/rolled-back',
      facts: { from: '1.4.2', to: '2.0.0', why: 'time-over' },
    },
    device: { mac: '240AC40A1B56', id: 'esp32_0A1B56', name: 'Roof unit 2' },
    way: { method: 'network', delivery: 'write', link: 'mqtt' },
    ...{ writeSeconds: 90, seconds: 520 },
  }),
  past('s3', {
    ...{ agoMs: 19 * MINUTE_MS, seconds: 270 },
    device: { mac: '240AC40A1B2B', id: 'esp32_0A1B2B', name: 'Boiler room 1' },
  }),
  past('s4', {
    ...{ agoMs: 2 * DAY_MS, seconds: 362, writeSeconds: 260 },
    way: { method: 'bluetooth', delivery: 'write', link: 'bluetooth' },
    device: { mac: '240AC40A1B40', id: 'esp32_0A1B40', name: 'Pump house' },
  }),
  past('s5', {
    ...{ agoMs: 3 * DAY_MS, result: 'failed', bytes: 60_000, seconds: 40, allowed: ['downgrade'] },
    failure: { code: 'storage/failed', facts: { detail: 'QuotaExceededError' } },
    device: { mac: '7CDFA177D0E1', id: 'esp32c3_77D0E1', arch: 'esp32c3', name: null },
    way: { method: 'bench', delivery: 'write', link: 'serial' },
  }),
  past('s6', {
    ...{ agoMs: 33 * DAY_MS, seconds: 21, writeSeconds: 9 },
    way: { method: 'practice', delivery: 'write', link: 'loopback' },
    device: { mac: '0E70AB0A1B2C', id: 'esp32_70AB0A', name: null },
  }),
];

async function open(world: World, part = ''): Promise<void> {
  world.go('history', part);
  await world.show();
  await world.time.until(() => document.querySelector('h1')?.offsetParent !== null, {
    what: 'the history',
  });
  await world.time.settle();
  await world.time.advance(400);
}

async function six(world: World, part = ''): Promise<void> {
  await world.history.keeper.putBack(SIX());
  await open(world, part);
}

async function type(world: World, selector: string, text: string): Promise<void> {
  const field = document.querySelector<HTMLInputElement | HTMLTextAreaElement>(selector);
  if (field === null) throw new Error(`there is no ${selector}`);
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await world.time.settle();
}

/** Of a receipt that this browser signed, as it is pasted. */
async function check(world: World, change: (text: string) => string): Promise<void> {
  await world.history.keeper.putBack(SIX());
  const sealed = await world.history.api.sealReceipt('s1');
  if (!sealed.ok || sealed.value === null) throw new Error('it is signed');
  await open(world, 'check');
  await type(world, 'textarea', change(sealed.value.text));
  await world.press('button', 'Check');
}

export const historyScripts = {
  'history-empty': (world) => open(world),
  history: (world) => six(world),
  'history-one': (world) => six(world, 's2'),
  'history-none': async (world) => {
    await six(world);
    await type(world, 'input[type=search]', 'no such device');
  },
  'history-removed': async (world) => {
    await six(world, 's2');
    await world.press('.keep-record button', 'Remove');
    world.go('history'); // as the address then says
    await world.time.settle();
  },
  'history-name': async (world) => {
    await six(world);
    await world.press('button', 'Set a name');
  },
  'history-charts': async (world) => {
    await six(world);
    await world.press('summary', 'Charts');
  },
  'history-not-kept': async (world) => {
    world.history.isKept = false;
    world.history.canSign = false;
    await six(world);
  },
  'history-gone': (world) => six(world, 'none'),
  'history-check': (world) => open(world, 'check'),
  'history-genuine': (world) => check(world, (text) => text),
  'history-forged': (world) => check(world, (text) => text.replace('Ada Lovelace', 'Eve Lovelace')),
  'history-no-receipt': (world) => check(world, (text) => text.slice(1)),
} as const satisfies Readonly<Record<string, Script>>;
