/** Settings and files of a device after its update, beside those before it. */
import type { Outcome } from '../../../src/contracts/failure.ts';
import type { UpdaterClient } from '../../../src/workers/client/updater-client.ts';
import { begin, decided, SMALL } from './scripts-update.ts';
import type { Script } from './scripts-update.ts';
import { usedImage } from './used-image.ts';
import type { World } from './world.ts';

const SETTINGS = '{"wifi":{"sta":{"enable":true,"ssid":"HALL 7","pass":"x7-0001"}}}';
const AFTER = '{"wifi":{"sta":{"enable":false,"ssid":"HALL 7","pass":"x7-0002"}}}';

/** The device answers in the time of the page, which goes on only when it is told to. */
async function done(world: World, ask: (updater: UpdaterClient) => Promise<Outcome<null>>) {
  let outcome: Outcome<null> | null = null;
  void world.update.ask(ask).then((answer) => (outcome = answer));
  await world.time.until(() => outcome !== null, { what: 'its files' });
}

const put = (world: World, name: string, text: string): Promise<void> =>
  done(world, (updater) => updater.putDeviceFile(name, new Blob([text]), () => undefined));

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
  await done(world, (updater) => updater.removeDeviceFile('calibration.dat'));
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
  'settings-changed': after(changed),
  'settings-secret': async (world) => {
    await after(changed)(world);
    await world.press('.settings-after dd button', '');
    await world.time.advance(1_000);
  },
  'settings-put-back': async (world) => {
    await after(changed)(world);
    await world.press('.settings-after li button', '');
    await world.time.advance(2_000);
  },
  'settings-deleted': async (world) => {
    await after(changed)(world);
    await world.press('.settings-after .row button', 'Delete what was read');
    await world.time.advance(1_000);
  },
} as const satisfies Readonly<Record<string, Script>>;
