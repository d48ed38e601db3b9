import type { Lane } from '../../../src/ui/features/lanes/lane.svelte.ts';
import type { LanesState } from '../../../src/ui/features/lanes/lanes-state.svelte.ts';
import type { BenchDevice } from './lanes-double.ts';
import type { Script } from './scripts-update.ts';
import type { World } from './world.ts';

const DAMAGED = 'bad-app-byte-flipped.zip';
const SMALL = 'demo-esp32-1.1.0-tiny.zip';

/** The bench with that many devices plugged in, and the firmware for them. */
async function bench(
  world: World,
  count: number,
): Promise<{ readonly lanes: LanesState; readonly devices: readonly BenchDevice[] }> {
  await world.choose(SMALL);
  const { lanes } = await world.lazyLanes.load();
  const devices = Array.from({ length: count }, (_, at) => world.bench.plug(at + 1));
  await asked(world, lanes, count);
  return { lanes, devices };
}

/** Every port has been asked who is there. */
async function asked(world: World, lanes: LanesState, count: number): Promise<void> {
  const done = ({ state: { kind } }: Lane): boolean => kind !== 'asking' && kind !== 'free';
  await world.time.until(() => lanes.lanes.length >= count && lanes.lanes.every(done), {
    what: 'the answers of all',
  });
}

const lane = (lanes: LanesState, number: number): Lane => {
  const found = lanes.lanes[number - 1];
  if (found === undefined) throw new Error(`there is no lane ${number}`);
  return found;
};

const share = ({ state }: Lane): number =>
  state.kind === 'running' ? state.run.acknowledgedBytes / state.run.order.bundleBytes : 0;

const onTrial = ({ state }: Lane): boolean => state.kind === 'running' && state.run.trial !== null;

async function show(world: World): Promise<void> {
  world.go('lanes');
  await world.show();
  await world.time.until(() => document.querySelector('h1') !== null, { what: 'the bench' });
}

const over = (world: World, lanes: LanesState) =>
  world.time.until(() => lanes.lanes.every(({ isOver }) => isOver), { what: 'the end of all' });

/** As on a line: one passed, one went back, one has no answer, one lost its device, others are under way. */
async function mixed(world: World): Promise<void> {
  const { lanes, devices } = await bench(world, 3);
  lanes.startAll();
  await world.time.until(() => onTrial(lane(lanes, 2)), { what: 'a trial' });
  // A firmware that does not hold: the device starts once more before it was kept.
  devices[1]?.emulator.powerOff();
  devices[1]?.emulator.powerOn();
  await over(world, lanes);
  const { serial } = world.bench;
  world.bench.plugSilent();
  world.bench.plug(5, '1.1.0');
  const [lost] = [6, 7, 8].map((number) => world.bench.plug(number));
  await asked(world, lanes, 8);
  const gone = devices[2]?.port;
  if (gone !== undefined) serial.unplug(gone);
  await world.time.settle();
  lane(lanes, 3).next();
  void lane(lanes, 7).start();
  await world.time.until(() => onTrial(lane(lanes, 7)), { what: 'a trial' });
  await world.time.advance(5_000);
  void lane(lanes, 6).start();
  await world.time.until(() => share(lane(lanes, 6)) > 0.6, { what: 'most of a bundle' });
  void lane(lanes, 8).start();
  await world.time.until(() => share(lane(lanes, 8)) > 0.2, { what: 'some of a bundle' });
  if (lost !== undefined) serial.unplug(lost.port);
  await world.time.advance(1_000);
}

export const laneScripts = {
  'lanes-empty': show,
  'lanes-no-ports': async (world) => {
    world.bench.isPossible = false;
    await show(world);
  },
  'lanes-refused': async (world) => {
    await bench(world, 2);
    await world.choose(DAMAGED);
    await show(world);
  },
  'lanes-ready': async (world) => {
    await bench(world, 4);
    await show(world);
  },
  'lanes-armed': async (world) => {
    const { lanes, devices } = await bench(world, 2);
    for (const { port } of devices) world.bench.serial.unplug(port);
    await world.time.settle();
    lanes.arm();
    await show(world);
  },
  'lanes-writing': async (world) => {
    const { lanes } = await bench(world, 8);
    for (const one of lanes.lanes) {
      void one.start();
      await world.time.advance(400);
    }
    await world.time.until(() => share(lane(lanes, 1)) > 0.75, { what: 'most of a bundle' });
    await show(world);
    await world.time.advance(300);
  },
  'lanes-mixed': async (world) => {
    await mixed(world);
    await show(world);
  },
  'lanes-in-line': async (world) => {
    const { lanes } = await bench(world, 11);
    lanes.startAll();
    await world.time.until(() => share(lane(lanes, 1)) > 0.4, { what: 'some of a bundle' });
    await show(world);
    await world.time.advance(300);
  },
  'lanes-paused': async (world) => {
    const { lanes } = await bench(world, 10);
    void lane(lanes, 1).start();
    await world.time.until(() => onTrial(lane(lanes, 1)), { what: 'a trial' });
    lanes.startAll();
    await world.time.until(() => share(lane(lanes, 9)) > 0.3, { what: 'some of a bundle' });
    lanes.pauseAll();
    await world.time.advance(2_000);
    await show(world);
  },
  'lanes-rebuilt': async (world) => {
    const { lanes } = await bench(world, 0);
    world.bench.plug(1, '1.1.0');
    world.bench.plug(2);
    await asked(world, lanes, 2);
    await show(world);
  },
  'lanes-results': async (world) => {
    const { lanes } = await bench(world, 12);
    lanes.startAll();
    await over(world, lanes);
    lanes.nextAll();
    await show(world);
    document.querySelector('.results')?.scrollIntoView();
  },
  'lanes-stop': async (world) => {
    const { lanes } = await bench(world, 2);
    lanes.startAll();
    await world.time.until(() => share(lane(lanes, 1)) > 0.3, { what: 'some of a bundle' });
    await show(world);
    await world.press('button', 'Stop all');
  },
  'lanes-passed': async (world) => {
    const { lanes } = await bench(world, 8);
    lanes.startAll();
    await over(world, lanes);
    await show(world);
  },
} as const satisfies Readonly<Record<string, Script>>;
