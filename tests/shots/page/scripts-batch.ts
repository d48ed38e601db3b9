import type { BatchSlot } from '../../../src/ui/features/batch/batch-slot.svelte.ts';
import type { BatchState } from '../../../src/ui/features/batch/batch-state.svelte.ts';
import type { BenchDevice } from './batch-double.ts';
import type { Script } from './scripts-update.ts';
import type { World } from './world.ts';

const DAMAGED = 'bad-app-byte-flipped.zip';
const SMALL = 'demo-esp32-1.1.0-tiny.zip';

/** The bench with that many devices plugged in, and the firmware for them. */
async function bench(
  world: World,
  count: number,
): Promise<{ readonly batch: BatchState; readonly devices: readonly BenchDevice[] }> {
  await world.choose(SMALL);
  const { batch } = await world.lazyBatch.load();
  const devices = Array.from({ length: count }, (_, at) => world.bench.plug(at + 1));
  await asked(world, batch, count);
  return { batch, devices };
}

/** Every port has been asked who is there. */
async function asked(world: World, batch: BatchState, count: number): Promise<void> {
  const done = ({ state: { kind } }: BatchSlot): boolean => kind !== 'asking' && kind !== 'free';
  await world.time.until(() => batch.slots.length >= count && batch.slots.every(done), {
    what: 'the answers of all',
  });
}

const slot = (batch: BatchState, number: number): BatchSlot => {
  const found = batch.slots[number - 1];
  if (found === undefined) throw new Error(`there is no lane ${number}`);
  return found;
};

const share = ({ state }: BatchSlot): number =>
  state.kind === 'running' ? state.run.acknowledgedBytes / state.run.order.bundleBytes : 0;

const onTrial = ({ state }: BatchSlot): boolean =>
  state.kind === 'running' && state.run.trial !== null;

async function show(world: World): Promise<void> {
  world.go('batch');
  await world.show();
  await world.time.until(() => document.querySelector('h1') !== null, { what: 'the bench' });
}

const over = (world: World, batch: BatchState) =>
  world.time.until(() => batch.slots.every(({ isOver }) => isOver), { what: 'the end of all' });

/** As on a line: one passed, one went back, one has no answer, one lost its device, others are under way. */
async function mixed(world: World): Promise<void> {
  const { batch, devices } = await bench(world, 3);
  batch.startAll();
  await world.time.until(() => onTrial(slot(batch, 2)), { what: 'a trial' });
  // A firmware that does not hold: the device starts once more before it was kept.
  devices[1]?.emulator.powerOff();
  devices[1]?.emulator.powerOn();
  await over(world, batch);
  const { serial } = world.bench;
  world.bench.plugSilent();
  world.bench.plug(5, '1.1.0');
  const [lost] = [6, 7, 8].map((number) => world.bench.plug(number));
  await asked(world, batch, 8);
  const gone = devices[2]?.port;
  if (gone !== undefined) serial.unplug(gone);
  await world.time.settle();
  slot(batch, 3).next();
  void slot(batch, 7).start();
  await world.time.until(() => onTrial(slot(batch, 7)), { what: 'a trial' });
  await world.time.advance(5_000);
  void slot(batch, 6).start();
  await world.time.until(() => share(slot(batch, 6)) > 0.6, { what: 'most of a bundle' });
  void slot(batch, 8).start();
  await world.time.until(() => share(slot(batch, 8)) > 0.2, { what: 'some of a bundle' });
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
    const { batch, devices } = await bench(world, 2);
    for (const { port } of devices) world.bench.serial.unplug(port);
    await world.time.settle();
    batch.arm();
    await show(world);
  },
  'lanes-writing': async (world) => {
    const { batch } = await bench(world, 8);
    for (const one of batch.slots) {
      void one.start();
      await world.time.advance(400);
    }
    await world.time.until(() => share(slot(batch, 1)) > 0.75, { what: 'most of a bundle' });
    await show(world);
    await world.time.advance(300);
  },
  'lanes-mixed': async (world) => {
    await mixed(world);
    await show(world);
  },
  'lanes-in-line': async (world) => {
    const { batch } = await bench(world, 11);
    batch.startAll();
    await world.time.until(() => share(slot(batch, 1)) > 0.4, { what: 'some of a bundle' });
    await show(world);
    await world.time.advance(300);
  },
  'lanes-paused': async (world) => {
    const { batch } = await bench(world, 10);
    void slot(batch, 1).start();
    await world.time.until(() => onTrial(slot(batch, 1)), { what: 'a trial' });
    batch.startAll();
    await world.time.until(() => share(slot(batch, 9)) > 0.3, { what: 'some of a bundle' });
    batch.pauseAll();
    await world.time.advance(2_000);
    await show(world);
  },
  'lanes-rebuilt': async (world) => {
    const { batch } = await bench(world, 0);
    world.bench.plug(1, '1.1.0');
    world.bench.plug(2);
    await asked(world, batch, 2);
    await show(world);
  },
  'lanes-results': async (world) => {
    const { batch } = await bench(world, 12);
    batch.startAll();
    await over(world, batch);
    batch.nextAll();
    await show(world);
    document.querySelector('.results')?.scrollIntoView();
  },
  'lanes-stop': async (world) => {
    const { batch } = await bench(world, 2);
    batch.startAll();
    await world.time.until(() => share(slot(batch, 1)) > 0.3, { what: 'some of a bundle' });
    await show(world);
    await world.press('button', 'Stop all');
  },
  'lanes-passed': async (world) => {
    const { batch } = await bench(world, 8);
    batch.startAll();
    await over(world, batch);
    await show(world);
  },
} as const satisfies Readonly<Record<string, Script>>;
