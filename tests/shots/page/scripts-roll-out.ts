import type { ListedDevice } from '../../../src/contracts/fleet-device.ts';
import { OtaError, toFailure } from '../../../src/contracts/failure.ts';
import type { Failure } from '../../../src/contracts/failure.ts';
import type { KeptPlan, KeptStanding, RollOutNews, RollOutRow } from '../../../src/workers/api.ts';
import { PUMP, ROOM } from '../../support/bundle/with-checks.ts';
import type { Script } from './scripts-update.ts';
import type { World } from './world.ts';

const FIRMWARE = 'demo-esp32-2.0.0.zip';
const PLACES = ['Boiler room', 'Pump house', 'Roof unit', 'Well'] as const;
const GROUPS = ['heating', 'water', 'air', null] as const;

const idOf = (at: number): string => `esp32_0A1B${(32 + at).toString(16).toUpperCase()}`;

/** Of a fleet, from 0: the last but two runs it already, the last but one is another chip, the last was not seen for days. */
function listed(at: number, count: number): ListedDevice {
  const kind = at % PLACES.length;
  const left = count - at;
  return {
    id: idOf(at),
    address: `mqtt+ws://192.168.1.5:9001/${idOf(at)}`,
    alias: `${PLACES[kind] ?? ''} ${Math.floor(at / PLACES.length) + 1}`,
    group: GROUPS[kind] ?? null,
    tags: [],
    arch: left === 2 ? 'esp8266' : 'esp32',
    app: 'demo',
    version: left === 3 ? '2.0.0' : '1.4.2',
    buildId: null,
    source: 'list',
    lastSeenMs: Date.now() - (left === 1 ? 4 * 86_400_000 : 60_000),
    link: null,
  };
}

async function fleetOf(world: World, count: number): Promise<void> {
  await world.fleet.add(Array.from({ length: count }, (_, at) => listed(at, count)));
}

const back = toFailure(
  OtaError.from(
    new OtaError('update/rolled-back', { from: '1.4.2', to: '2.0.0', why: 'not-seen' }),
  ),
);
const lost = toFailure(OtaError.from(new OtaError('link/lost', { kind: 'mqtt', detail: '' })));
const away = toFailure(
  OtaError.from(
    new OtaError('link/device-away', {
      address: 'mqtt+ws://192.168.1.5:9001/x',
      device: idOf(11),
      known: true,
    }),
  ),
);

type Told = Partial<Omit<RollOutRow, 'id' | 'record'>>;
type Made = readonly [RollOutRow['record'], Told?];

const done = (wave: number): Made => [
  { state: 'committed', wave, tries: 1, atMs: 1_000, soaked: true },
];
const failedBy = (state: 'went-back' | 'failed', wave: number, failure: Failure): Made => [
  { state, wave, tries: 1, atMs: 1_000, failure },
];
const under = (wave: number, told: Told): Made => [
  { state: 'under-way', wave, tries: 1, sinceMs: 1_000 },
  told,
];
const waits: Made = [
  { state: 'waiting', wave: null, tries: 0, notBeforeMs: 0, failure: null },
  { from: null, to: null },
];

const rowOf = ([record, told = {}]: Made, at: number): RollOutRow => ({
  id: idOf(at),
  record,
  ...{ from: '1.4.2', to: '2.0.0', phase: null, percent: null, isOnTrial: false, waits: false },
  ...told,
});

const newsOf = (made: readonly Made[], own: Partial<RollOutNews> = {}): RollOutNews => ({
  ...{ state: 'running', wave: 2, waves: [1, 3, 12, 30], failures: 1, failureLimit: 3 },
  haltReason: null,
  control: {
    ...{ paused: false, stopped: false, moreFailures: 0, passedWaves: 0 },
    ...{ releasedWaves: 0, goBack: false },
  },
  ...{ wakeAtMs: null, hasLapsed: false, kept: null },
  rows: made.map(rowOf),
  ...own,
});

/** In the middle of the third wave. */
const MIDDLE: readonly Made[] = [
  done(0),
  ...[done(1), done(1), failedBy('went-back', 1, back)],
  ...[done(2), done(2)],
  under(2, { phase: 'verifying', isOnTrial: true }),
  under(2, { phase: 'writing', percent: 62 }),
  under(2, { phase: 'writing', percent: 18 }),
  under(2, { phase: 'connecting' }),
  [{ state: 'skipped', why: 'already-there', failure: back }],
  [
    { state: 'offline', tries: 0, sinceMs: 1_000, looks: 1, notBeforeMs: 2_000, failure: away },
    { from: null, to: null },
  ],
  ...Array.from({ length: 36 }, () => waits),
];

async function show(world: World): Promise<void> {
  world.route.follow('#/fleet/new');
  await world.show();
  await world.time.until(() => document.querySelector('h1') !== null, { what: 'the roll-out' });
}

async function planned(world: World, count: number): Promise<void> {
  await fleetOf(world, count);
  const { rollOut } = world.planner;
  await world.time.run(rollOut.draft.look());
  await world.time.run(rollOut.draft.add(await world.fixture(FIRMWARE)));
}

async function begun(world: World, news: RollOutNews): Promise<void> {
  await planned(world, 48);
  world.rollOut.news = news;
  void world.planner.rollOut.start();
  await world.time.settle();
  await show(world);
}

/** One that a broker keeps and another one coordinates. */
async function watched(world: World, { standing }: Pick<KeptStanding, 'standing'>): Promise<void> {
  await fleetOf(world, 48);
  const devices = Array.from({ length: 48 }, (_, at) => listed(at, 48));
  const plan: KeptPlan = {
    isWritten: true,
    plan: {
      devices: devices.map(({ id, address, group }) => ({ id, url: address ?? '', group })),
      waves: [{ kind: 'devices', count: 1 }, { kind: 'rest' }],
      stopAt: { kind: 'devices', count: 3 },
      ...{ soakMs: 0, retries: 1, atOnce: 20, offlineMs: 0, quietHours: null },
      waitBefore: 'nothing',
    },
    commitTimeoutMs: 300_000,
    firmware: [{ platform: 'esp32', app: 'demo', version: '2.0.0', sha256: '5f'.repeat(32) }],
    bundles: [FIRMWARE],
  };
  const coordinator = 'push host 4711';
  const kept = { standing, coordinator, role: 'watch', lost: null, plan } as const;
  world.rollOut.news = newsOf(MIDDLE.map(untold), { kept });
  world.planner.rollOut.watch({ broker: 'mqtt+ws://192.168.1.5:9001/', name: 'spring' });
  await world.time.settle();
  await show(world);
}

/** What a broker keeps of a device is its record. */
const untold = ([record]: Made): Made => [record, { from: null, to: null }];

export const rollOutScripts = {
  'roll-out-empty': async (world) => {
    await show(world);
  },
  'roll-out-new': async (world) => {
    await planned(world, 48);
    await show(world);
  },
  'roll-out-checks': async (world) => {
    world.rollOut.brings = [ROOM, PUMP];
    await planned(world, 48);
    await world.time.run(world.planner.rollOut.draft.checks.take('package'));
    await show(world);
  },
  'roll-out-checks-none': async (world) => {
    await planned(world, 48);
    await world.time.run(world.planner.rollOut.draft.checks.take('package'));
    await show(world);
  },
  'roll-out-wrong': async (world) => {
    await planned(world, 12);
    const { draft } = world.planner.rollOut;
    draft.choose({ mode: 'list', list: `${idOf(1)}\nesp32_FFFFFF\nesp32_FFFFFE` });
    draft.rule({ preset: 'own', ownWaves: '1, half, rest', isQuiet: true });
    await world.time.run(draft.add(await world.fixture('bad-app-byte-flipped.zip')));
    await show(world);
  },
  'roll-out-running': async (world) => {
    await begun(world, newsOf(MIDDLE));
  },
  'roll-out-stop': async (world) => {
    await begun(world, newsOf(MIDDLE));
    await world.press('button', 'Stop roll-out');
  },
  'roll-out-waits': async (world) => {
    await planned(world, 48);
    world.planner.rollOut.draft.rule({ waitBefore: 'commit' });
    const held = under(1, { phase: 'verifying', isOnTrial: true, waits: true });
    const made = [done(0), held, held, held, ...Array.from({ length: 44 }, () => waits)];
    world.rollOut.news = newsOf(made, { wave: 1, failures: 0 });
    void world.planner.rollOut.start();
    await world.time.settle();
    await show(world);
  },
  'roll-out-halted': async (world) => {
    const made = [
      done(0),
      ...[failedBy('went-back', 1, back), done(1), failedBy('failed', 1, lost)],
      ...[failedBy('went-back', 2, back), done(2)],
      ...Array.from({ length: 42 }, () => waits),
    ];
    const own = { state: 'halted', haltReason: 'failures', failures: 3 } as const;
    await begun(world, newsOf(made, own));
  },
  'roll-out-watched': async (world) => {
    await watched(world, { standing: 'held' });
  },
  'roll-out-vacant': async (world) => {
    await watched(world, { standing: 'gone' });
  },
  'roll-out-take-over': async (world) => {
    await watched(world, { standing: 'held' });
    await world.press('button', 'Take over');
  },
  'roll-out-passwords': async (world) => {
    await planned(world, 48);
    world.rollOut.denied = {
      brokers: ['mqtt+ws://192.168.1.5:9001/'],
      devices: [1, 2, 3, 4, 5].map(idOf),
    };
    await world.time.run(world.planner.rollOut.start());
    await show(world);
  },
  'roll-out-name-taken': async (world) => {
    await planned(world, 48);
    world.rollOut.end = 'name-taken';
    await world.time.run(world.planner.rollOut.start());
    await show(world);
  },
  'roll-out-report': async (world) => {
    world.rollOut.end = 'completed';
    const made = [
      ...MIDDLE.slice(0, 6),
      ...Array.from({ length: 40 }, (_, at) => done(at < 9 ? 2 : 3)),
      ...MIDDLE.slice(10, 12),
    ];
    await begun(world, newsOf(made, { state: 'completed', wave: 3 }));
  },
} as const satisfies Readonly<Record<string, Script>>;
