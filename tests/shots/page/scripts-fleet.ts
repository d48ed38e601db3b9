import type { FleetNews, KeptRollOut, ListedDevice } from '../../../src/contracts/fleet-device.ts';
import { OtaError, toFailure } from '../../../src/contracts/failure.ts';
import type { Script } from './scripts-update.ts';
import type { World } from './world.ts';

const BROKER = 'mqtt+wss://broker.example/mqtt/';

const device = (id: string, more: Partial<ListedDevice> = {}): ListedDevice => ({
  ...{ id, address: `${BROKER}${id}`, alias: null, group: null, tags: [] },
  ...{ arch: 'esp32', app: 'heating', version: '1.4.2', buildId: '20261101-101500/g1a2b3c' },
  ...{ source: 'broker', lastSeenMs: Date.now() - 5_000, link: BROKER },
  ...more,
});

const DAY_MS = 24 * 60 * 60_000;

/** The story of the design: some under way, some done, some that nobody reaches. */
const TEN = (): readonly ListedDevice[] => [
  device('esp32_0A1B2B', { alias: 'Boiler room 1', group: 'heating', tags: ['cellar'] }),
  device('esp32_0A1B2C', { alias: 'Boiler room 2', group: 'heating', tags: ['cellar', 'old'] }),
  device('esp32_0A1B40', { alias: 'Pump house', group: 'water' }),
  device('esp32_0A1B55', { alias: 'Roof unit 1', group: 'air' }),
  device('esp32_0A1B56', { alias: 'Roof unit 2', group: 'air' }),
  device('esp32_0A1B61', { alias: 'Well 3', group: 'water', lastSeenMs: Date.now() - DAY_MS }),
  device('esp32_0A1B62', { group: 'water', lastSeenMs: null, version: null, source: 'list' }),
  device('esp32c3_77D0E1', { alias: 'Gate 4', group: 'gates', arch: 'esp32c3', version: '2.1.0' }),
  device('esp32c3_77D0E2', { alias: 'Gate 5', group: 'gates', arch: 'esp32c3', version: '2.1.0' }),
  device('esp8266_C0FFEE', {
    ...{ alias: 'Bench', address: null, source: 'session', link: 'CP2102N', arch: 'esp8266' },
  }),
];

type News = Partial<FleetNews> & Pick<FleetNews, 'id'>;
const news = (): readonly News[] => {
  const heardAtMs = Date.now() - 2_000;
  const update = { from: '1.4.2', heardAtMs } as const;
  return [
    { id: 'esp32_0A1B2B', standing: 'kept', percent: 100, version: '2.0.0', ...update },
    { id: 'esp32_0A1B2C', standing: 'writing', percent: 62, startedBy: 'client', ...update },
    {
      id: 'esp32_0A1B40',
      standing: 'trial',
      percent: 100,
      startedBy: 'shadow',
      version: '2.0.0',
      ...update,
    },
    { id: 'esp32_0A1B55', standing: 'writing', startedBy: 'device', ...update },
    { id: 'esp32_0A1B56', standing: 'back', startedBy: 'client', ...update },
    { id: 'esp32_0A1B61', standing: 'silent' },
    { id: 'esp32c3_77D0E1', standing: 'denied', heardAtMs },
    {
      id: 'esp32c3_77D0E2',
      standing: 'failed',
      detail: 'Wrong platform',
      from: '2.1.0',
      heardAtMs,
    },
  ];
};

async function open(world: World): Promise<void> {
  world.go('fleet');
  await world.show();
  await world.time.until(() => document.querySelector('h1')?.offsetParent !== null, {
    what: 'the fleet',
  });
  await world.time.settle();
  await world.time.advance(400);
}

async function ten(world: World): Promise<void> {
  await world.fleet.add(TEN());
  world.fleet.heard(news());
  await open(world);
}

async function chosen(world: World): Promise<void> {
  await ten(world);
  for (const name of ['Boiler room 1', 'Boiler room 2', 'Pump house'])
    await world.press('input', `Choose ${name}`);
}

/** What is fetched late is there after some turns of the page's time. */
const MOST_TURNS = 50;

async function typeInto(world: World, selector: string, text: string): Promise<void> {
  const find = () => document.querySelector<HTMLInputElement | HTMLTextAreaElement>(selector);
  let field = find();
  for (let turn = 0; field === null && turn < MOST_TURNS; turn += 1) {
    await world.time.advance(1);
    field = find();
  }
  if (field === null) throw new Error(`there is no ${selector}`);
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await world.time.settle();
}

export const fleetScripts = {
  'fleet-empty': open,
  'fleet-ten': ten,
  'fleet-chosen': chosen,
  'fleet-none': async (world) => {
    await ten(world);
    await typeInto(world, 'input[type=search]', 'no such device');
  },
  'fleet-columns': async (world) => {
    await ten(world);
    await world.press('summary', 'Columns');
  },
  'fleet-removed': async (world) => {
    await chosen(world);
    await world.press('button', 'Remove');
  },
  'fleet-add': async (world) => {
    world.fleet.isKept = false;
    await open(world);
    await world.press('button', 'Add devices');
    await typeInto(
      world,
      'textarea',
      'esp32_0A1B2B, ws://192.168.1.7/rpc, heating, Boiler room 1\nesp32_0A1B2C, gopher://x\nesp32_0A1B2B',
    );
  },
  'fleet-edit': async (world) => {
    await chosen(world);
    await world.press('button', 'Group and tags');
  },
  'fleet-brokers': async (world) => {
    const failure = toFailure(new OtaError('link/lost', { kind: 'mqtt', detail: 'closed' }));
    const lost = { address: BROKER, phase: 'lost', failure, hearsAll: true } as const;
    const heard = {
      address: 'mqtt+ws://10.0.0.4:9001/',
      phase: 'listening',
      failure: null,
    } as const;
    world.fleet.snapshot = {
      brokers: [{ ...heard, hearsAll: true }, lost],
      rollOuts: [],
      news: [],
    };
    await world.fleet.add(TEN());
    await open(world);
  },
  'fleet-roll-outs': async (world) => {
    const kept = (name: string, standing: KeptRollOut['standing']): KeptRollOut => ({
      ...{ broker: BROKER, name, devices: 48, versions: ['2.0.0'], standing },
      coordinator: 'push host 4711',
    });
    const broker = { address: BROKER, phase: 'listening', failure: null, hearsAll: true } as const;
    world.fleet.snapshot = {
      brokers: [broker],
      rollOuts: [kept('spring', 'led'), kept('boilers', 'gone'), kept('winter', 'over')],
      news: [],
    };
    await world.fleet.add(TEN());
    await open(world);
  },
  'fleet-many': async (world) => {
    const many = Array.from({ length: 2_000 }, (_, at) =>
      device(`esp32_${(0xa1b200 + at).toString(16).toUpperCase()}`, { group: `hall ${at % 7}` }),
    );
    await world.fleet.add(many);
    await open(world);
  },
} as const satisfies Readonly<Record<string, Script>>;
