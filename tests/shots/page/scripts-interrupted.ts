import { updateScripts } from './scripts-update.ts';
import type { Script } from './scripts-update.ts';
import type { World } from './world.ts';

/** As the practice device answers. */
async function practiceDevice(world: World) {
  await world.connect();
  const { report } = world.update.choice;
  if (report === null) throw new Error('the practice device does not answer');
  const { mac, id, arch, app, fw_version: version, fw_id: buildId } = report.info;
  return { device: { mac, id, arch, app }, from: { version, buildId, slot: 0 } };
}

const PUMP = {
  name: 'Pump 7',
  stage: 'writing',
  reach: { method: 'network', place: 'ws://192.168.1.40/rpc' },
} as const;

/** A page before this one was gone in the middle of an update. */
export const interruptedScripts = {
  'interrupted-writing': async (world) => {
    world.journals.leave();
    await world.show();
    await world.time.advance(1);
  },
  'interrupted-trial': async (world) => {
    const dueAtMs = Date.now() + 240_000;
    const reach = { method: 'network', place: 'ws://192.168.1.40/rpc' } as const;
    world.journals.leave({ stage: 'verifying', trial: { dueAtMs }, reach, name: 'Pump 7' });
    await world.show();
    await world.time.advance(1);
  },
  'interrupted-judged': async (world) => {
    world.journals.leave(await practiceDevice(world));
    await world.show();
    await world.time.advance(1);
  },
  'interrupted-no-file': async (world) => {
    world.journals.leave({ ...(await practiceDevice(world)), hasFirmware: false });
    await world.show();
    await world.time.advance(1);
    await world.press('[data-interrupted] button', 'Continue');
  },
  'interrupted-cable': async (world) => {
    world.journals.leave({ reach: { method: 'cable', place: null }, name: 'Boiler room 2' });
    await world.show();
    await world.time.advance(1);
  },
  'interrupted-question': async (world) => {
    world.journals.leave();
    await world.show();
    await world.time.advance(1);
    await world.press('[data-interrupted] button', 'Discard');
  },
  'elsewhere-writing': async (world) => {
    world.journals.leave(PUMP, 'elsewhere');
    await world.show();
    await world.time.advance(1);
  },
  'elsewhere-silent': async (world) => {
    world.journals.leave(PUMP, 'elsewhere');
    await world.show();
    await world.time.advance(1);
    await world.press('[data-elsewhere] button', 'Bring it to front');
    await world.time.advance(2_000);
  },
  'elsewhere-question': async (world) => {
    world.journals.leave(PUMP, 'elsewhere');
    await world.show();
    await world.time.advance(1);
    await world.press('[data-elsewhere] button', 'Take over');
  },
  'elsewhere-stopping': async (world) => {
    world.journals.leave(PUMP, 'elsewhere');
    await world.show();
    await world.time.advance(1);
    await world.press('[data-elsewhere] button', 'Take over');
    await world.press('dialog[open] button', 'Take over');
  },
  'taken-over': async (world) => {
    await world.show();
    await updateScripts.writing(world);
    world.journals.takeAway();
    await world.time.until(() => world.update.view.kind === 'finished');
  },
  'not-kept': async (world) => {
    world.journals.keeping = 'not-kept';
    await world.show();
    await updateScripts.writing(world);
    await world.time.settle();
  },
} as const satisfies Readonly<Record<string, Script>>;
