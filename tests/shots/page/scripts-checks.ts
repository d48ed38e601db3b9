/** Checks of a product: on the trial card how they stand and what fails, and the panel where people write them. */
import type { ProductCheck } from '../../../src/contracts/product-check.ts';
import { MUCH_ROOM, PUMP, ROOM, withChecks } from '../../support/bundle/with-checks.ts';
import { checksFile } from '../../../src/update/checks/parse-checks.ts';
import { devicePanel, giveFile } from './scripts-panels.ts';
import { SMALL, toTrial } from './scripts-update.ts';
import type { Script } from './scripts-update.ts';
import type { World } from './world.ts';

/** On trial for so long. */
const checked =
  (forMs: number, ...checks: readonly ProductCheck[]): Script =>
  async (world) => {
    const plain = await world.fixture(SMALL);
    const bytes = withChecks(new Uint8Array(await plain.arrayBuffer()), checks);
    await toTrial(world, new File([bytes.slice()], SMALL));
    await world.time.advance(forMs);
  };

/** The same, of an application whose firmware is kept by its checks. */
const byItself =
  (...of: Parameters<typeof checked>): Script =>
  async (world) => {
    world.update.keepRule.choose({ name: 'demo' }, true);
    await checked(...of)(world);
  };

const MUCH_ROOM_TOO: ProductCheck = { ...MUCH_ROOM, name: 'Log 2 MB' };

const AS_BEFORE: ProductCheck = {
  ...{ ...ROOM, name: 'RAM', path: '/ram_free' },
  value: { before: 0.5 },
};

/** The panel with the checks, of the device that idles. */
const checksTab = (then: (world: World) => Promise<void> = () => Promise.resolve()): Script =>
  devicePanel(async (world) => {
    await world.press('.device .seg label', 'Checks');
    await world.time.advance(500);
    await then(world);
  });

async function importFile(world: World): Promise<void> {
  const text = checksFile({ app: 'demo', checks: [ROOM, MUCH_ROOM_TOO, PUMP] });
  giveFile('.device', new File([text], 'checks.json'));
  await world.time.advance(1_000);
}

async function fill(world: World, field: number, text: string): Promise<void> {
  const input = document.querySelectorAll<HTMLInputElement>('.device form .field input')[field];
  if (input === undefined) throw new Error(`no field ${field}`);
  input.value = text;
  input.dispatchEvent(new Event('input', { bubbles: true }));
  await world.time.settle();
}

async function writeNew(world: World): Promise<void> {
  await world.press('.device .add button', 'New check');
  await world.time.settle();
}

export const checkScripts = {
  'trial-checks': checked(1_000, ROOM, AS_BEFORE),
  'trial-checks-passed': checked(34_000, ROOM, AS_BEFORE),
  'trial-checks-red': checked(34_000, MUCH_ROOM, AS_BEFORE),
  'trial-checks-not-told': checked(34_000, ROOM, PUMP),
  'trial-by-checks': byItself(10_000, ROOM, AS_BEFORE),
  'trial-by-checks-red': byItself(34_000, MUCH_ROOM, AS_BEFORE),
  'device-checks-none': checksTab(),
  'device-checks': checksTab(importFile),
  'device-checks-tried': checksTab(async (world) => {
    await importFile(world);
    for (const row of [1, 2, 3]) {
      await world.press(`.device li:nth-child(${row}) button:first-child`, '');
      await world.time.advance(1_000);
    }
  }),
  'device-checks-removed': checksTab(async (world) => {
    await importFile(world);
    await world.press('.device li:nth-child(2) button:last-child', '');
    await world.time.advance(500);
  }),
  'device-check-form': checksTab(writeNew),
  'device-check-asked': checksTab(async (world) => {
    await writeNew(world);
    await fill(world, 0, 'Log 12 kB');
    await fill(world, 1, 'Sys.GetInfo');
    await world.press('.device form button', 'Ask the device');
    await world.time.advance(1_000);
    await world.press('.device form .value:nth-child(1)', '');
  }),
} as const satisfies Readonly<Record<string, Script>>;
