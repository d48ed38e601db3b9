import { bluetoothScripts } from './scripts-bluetooth.ts';
import { updateScripts } from './scripts-update.ts';
import type { Script } from './scripts-update.ts';

/** One device is done; another one is to be chosen for the same file. */
export const nextScripts = {
  'next-device': async (world) => {
    await updateScripts.done(world);
    world.update.nextDevice();
    await world.time.settle();
  },
  'next-device-bluetooth': async (world) => {
    await bluetoothScripts['bluetooth-done'](world);
    world.update.nextDevice();
    await world.time.settle();
  },
  'next-device-same': async (world) => {
    await updateScripts['you-went-back'](world);
    world.update.nextDevice();
    await world.connect();
  },
  'explained-home': async (world) => {
    const { method: cable } = await world.lazyCable.load();
    const { method: bluetooth } = await world.lazyBluetooth.load();
    await Promise.all([cable.press(), bluetooth.press()]);
    cable.leave();
    bluetooth.leave();
    await world.show();
  },
} as const satisfies Readonly<Record<string, Script>>;
