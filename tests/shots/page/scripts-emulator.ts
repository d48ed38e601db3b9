import { packChip } from '../../../src/emulator/chip-file.ts';
import { nobleDigests } from '../../../src/ota-core/primitives/digest.ts';
import { littlefsImage } from '../../support/ota-core/fs/littlefs-image.ts';
import type { PracticeProfile } from '../../../src/workers/api.ts';
import { begin, toTrial, updateScripts, withFiles } from './scripts-update.ts';
import type { Script } from './scripts-update.ts';
import type { World } from './world.ts';

const SMALL = 'demo-esp32-1.1.0.zip';

/** The practice device's screen, with its chip already told of. */
async function open(world: World): Promise<void> {
  world.go('emulator');
  await world.show();
  await world.time.until(() => document.querySelector('.status-lights') !== null, {
    what: 'the chip',
  });
}

const after =
  (script: Script): Script =>
  async (world) => {
    await script(world);
    await open(world);
    await world.time.advance(150);
  };

const withProfile = (profile: PracticeProfile, script: Script): Script =>
  after(async (world) => {
    await world.chip(profile);
    await script(world);
  });

/** The screen is open while the update runs, so that it can be cut there. */
const cut =
  (profile: PracticeProfile, then: (world: World) => Promise<void>): Script =>
  async (world) => {
    await withProfile(profile, updateScripts.writing)(world);
    await world.press('button', 'Cut');
    world.device.control.plugged = false; // else the update finds the device again and starts over
    await then(world);
  };

const lessonOver = (world: World): Promise<void> => world.time.advance(5_000);

const lessonAt =
  (words: string) =>
  (world: World): Promise<void> =>
    world.time.until(() => document.body.innerText.includes(words), { what: `"${words}"` });

/** A chip of which every byte is erased: a saved chip may be anything. */
async function emptyChip({ device }: World): Promise<void> {
  const { profile, flash } = device.chip;
  const erased = new Uint8Array(flash.geometry.size).fill(0xff);
  const content = { profile: profile.name, deviceId: 'esp32_0A1B2C', firmwares: [], flash: erased };
  await device.open(packChip(content, nobleDigests), 'erased.zip');
}

const nothing: Script = async () => undefined;

export const emulatorScripts = {
  'emulator-strip': async (world) => {
    await after(updateScripts.writing)(world);
    await world.time.until(() => document.querySelector('.status-bar') !== null, {
      what: 'the status bar',
    });
  },
  'emulator-committed': withProfile('esp32', nothing),
  'emulator-writing': withProfile('esp32', updateScripts.writing),
  'emulator-trial': withProfile('esp32', (world) => toTrial(world)),
  'emulator-hung': after(async (world) => {
    await world.connect();
    await world.choose(SMALL);
    world.device.control.armFault('hang');
    void world.update.start();
    await world.time.until(() => world.practice.snapshot?.running?.hung === true);
  }),
  'emulator-kept': after(updateScripts.done),
  'emulator-not-kept': after(updateScripts['went-back']),
  'emulator-off': after(updateScripts['practice-off']),
  'emulator-cut': cut('esp32', lessonOver),
  'emulator-nothing': after(emptyChip),
  'emulator-faults': async (world) => {
    await withProfile('esp32', nothing)(world);
    for (const name of ['Freeze', 'Unplug', 'Off']) await world.press('button', name);
    await world.time.advance(300);
  },
  'emulator-armed': async (world) => {
    await withProfile('esp32', nothing)(world);
    for (const name of ['Crash', 'Run empty', 'End trial']) await world.press('button', name);
    await world.time.advance(300);
  },
  'emulator-frozen': after(async (world) => {
    world.device.control.armFault('watchdog');
    await begin(world, 'demo-esp32-2.0.0.zip');
    await world.time.until(() => world.practice.snapshot?.running?.hung === true);
  }),
  'emulator-facts': async (world) => {
    await emulatorScripts['emulator-list'](world);
    await world.press('button', 'Look into 0x010000');
  },
  'emulator-list': async (world: World) => {
    await withProfile('esp32', updateScripts.writing)(world);
    await world.press('summary', 'All boxes as a list');
  },
  'emulator-no-files': after((world) => world.chip('esp32', null, littlefsImage(65_536))),
  'emulator-files': after(withFiles('demo-esp32-2.0.0.zip')),
  'emulator-question': async (world) => {
    await withProfile('esp32', nothing)(world);
    await world.press('button', 'Reset device');
  },
  'emulator-refused': async (world) => {
    await withProfile('esp32', nothing)(world);
    await world.pick('Open', new File(['not a chip'], 'holiday.zip'));
    await world.press('dialog button', 'Open this chip');
  },
  'reference-committed': withProfile('reference', nothing),
  'reference-writing': withProfile('reference', updateScripts.writing),
  'reference-trial': withProfile('reference', (world) => toTrial(world)),
  'reference-lesson': cut('reference', lessonAt('reads record 2')),
  'reference-cut': cut('reference', lessonOver),
} as const satisfies Readonly<Record<string, Script>>;
