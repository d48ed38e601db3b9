/** Settings and files of a device after its update, beside those before it. */
import { begin, decided, SMALL } from './scripts-update.ts';
import type { Script } from './scripts-update.ts';
import { usedImage } from './used-image.ts';
import type { World } from './world.ts';

const SETTINGS = '{"wifi":{"sta":{"enable":true,"ssid":"HALL 7","pass":"x7-0001"}}}';
const AFTER = '{"wifi":{"sta":{"enable":false,"ssid":"HALL 7","pass":"x7-0002"}}}';

async function put(world: World, name: string, text: string): Promise<void> {
  const outcome = await world.update.ask((updater) =>
    updater.putDeviceFile(name, new Blob([text]), () => undefined),
  );
  if (!outcome.ok) throw new Error(`${name} is not on the device: ${outcome.failure.code}`);
}

/** Its settings and files are read, it is updated and kept, and what `change` does is what the update is blamed for. */
const after =
  (change: (world: World) => Promise<void>): Script =>
  async (world) => {
    await world.chip('esp32', null, usedImage());
    await world.connect();
    await put(world, 'conf9.json', SETTINGS);
    await decided('keep')(world);
    await change(world);
    await world.show();
    await world.time.advance(1_000);
  };

async function changed(world: World): Promise<void> {
  await put(world, 'conf9.json', AFTER);
  await put(world, 'log_1.txt', '-');
  await world.update.ask((updater) => updater.removeDeviceFile('calibration.dat'));
}

export const settingsAfterScripts = {
  'settings-read-first': async (world) => {
    await world.chip('esp32', null, usedImage());
    let files = 0;
    world.held.stopAt((event) => event.type === 'reading' && (files += 1) > 7);
    await begin(world, SMALL);
    await world.time.until(() => world.held.stopped);
  },
  'settings-comparing': after((world) => {
    world.held.hold('manage');
    return Promise.resolve();
  }),
  'settings-as-before': after(() => Promise.resolve()),
  'settings-changed': after(changed),
  'settings-secret': async (world) => {
    await after(changed)(world);
    await world.press('.settings-after dd button', 'Show wifi.sta.pass');
    await world.time.advance(1_000);
  },
  'settings-put-back': async (world) => {
    await after(changed)(world);
    await world.press('.settings-after li button', 'Put back conf9.json');
    await world.time.advance(2_000);
  },
  'settings-deleted': async (world) => {
    await after(changed)(world);
    await world.press('.settings-after .row button', 'Delete what was read');
    await world.time.advance(1_000);
  },
} as const satisfies Readonly<Record<string, Script>>;
