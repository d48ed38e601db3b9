import { begin, pausedFor, writeTo, type Script } from './scripts-update.ts';

const LARGE = 'demo-esp32-2.0.0.zip';

/** Faults of the practice device, as the Update screen shows them. */
export const faultScripts = {
  'link-lost-battery': async (world) => {
    world.device.control.armFault('empty-battery');
    await begin(world, LARGE);
    await pausedFor(12_000)(world);
  },
  'gave-up': async (world) => {
    world.device.control.armFault('update-timer');
    await begin(world, LARGE);
    await writeTo(world, 0.08);
  },
} as const satisfies Readonly<Record<string, Script>>;
