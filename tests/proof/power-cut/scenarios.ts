import type { DeviceProfile } from '../../../src/ota-core/device/profile.ts';
import type { NorFlash } from '../../../src/ota-core/flash/nor-flash.ts';
import { AGAIN, BARE, FULL, NEW, NEXT, OLD, OTHER_KIND, type Behaviour } from './firmwares.ts';
import { changeFilesInEveryWay } from './file-calls.ts';
import { moveToTheLastNumbers } from './last-numbers.ts';
import { ScenarioBroken, type World } from './world.ts';

export interface Scenario {
  readonly name: string;
  /** What the new firmware does when started. */
  readonly behaviour: Behaviour;
  /** From a device that runs 1.0.0 and was just switched on. */
  readonly run: (world: World) => void;
  /** What is special about the chip it begins with; false: the scenario is not for this profile. */
  readonly prepare?: (profile: DeviceProfile, chip: NorFlash) => boolean;
}

const TRIAL = { commitS: 300 };

const scenario = (
  name: string,
  run: (world: World) => void,
  behaviour: Behaviour = 'works',
): Scenario => ({ name, behaviour, run });

const isMounted = ({ filesystem }: DeviceProfile): boolean => filesystem === 'mounted';

export const SCENARIOS: readonly Scenario[] = [
  scenario('commit', (world) => {
    world.update(NEW, TRIAL);
    world.do('OTA.Commit');
    world.powerOn();
  }),
  scenario('no-commit', (world) => {
    world.update(NEW, TRIAL);
    world.waitForRestart();
    world.powerOn();
  }),
  scenario('auto-commit', (world) => {
    world.update(NEW);
    world.powerOn();
  }),
  scenario('revert', (world) => {
    world.update(NEW, TRIAL);
    world.do('OTA.Revert');
    world.waitForRestart();
    world.powerOn();
  }),
  scenario('reset-on-trial', (world) => {
    world.update(NEW, TRIAL);
    world.powerOn();
    world.powerOn();
  }),
  scenario(
    'hang',
    (world) => {
      world.update(NEW, TRIAL);
      world.waitForRestart();
    },
    'hangs-at-once',
  ),
  scenario(
    'crash',
    (world) => {
      world.update(NEW, TRIAL);
      world.waitForRestart();
    },
    'crashes',
  ),
  scenario('abort-and-again', (world) => {
    world.upload(NEW, { ...TRIAL, bytes: 5_000 });
    world.call('OTA.End');
    world.update(NEW, TRIAL);
    world.do('OTA.Commit');
  }),
  /** The slots hold the right bytes already from the second update on: nothing but the boot state is written. */
  scenario('to-and-fro', (world) => {
    for (const firmware of [NEW, OLD, NEW]) {
      world.update(firmware, TRIAL);
      world.do('OTA.Commit');
    }
    world.powerOn();
  }),
  /** The files go over to another kind of filesystem, and back. */
  {
    ...scenario('other-kind', (world) => {
      for (const firmware of [OTHER_KIND, NEXT]) {
        world.update(firmware, TRIAL);
        world.do('OTA.Commit');
      }
    }),
    prepare: isMounted,
  },
  /** FS.Put, FS.Rename and FS.Remove on a LittleFS, and on the SPIFFS that an update brings. */
  {
    ...scenario('file-calls', (world) => {
      changeFilesInEveryWay(world);
      world.update(OTHER_KIND, TRIAL);
      world.do('OTA.Commit');
      changeFilesInEveryWay(world);
    }),
    prepare: isMounted,
  },
  /** The new filesystem has no room for the old files: the device goes back by itself. */
  {
    ...scenario('merge-full', (world) => {
      world.update(FULL, TRIAL);
      world.waitForRestart();
      world.powerOn();
    }),
    prepare: isMounted,
  },
  scenario('one-after-another', (world) => {
    for (const firmware of [NEW, NEXT, OLD]) {
      world.update(firmware, TRIAL);
      world.do('OTA.Commit');
    }
  }),
  /** It ships the filesystem that lies in its slot already: only its app is written. */
  scenario('app-only', (world) => {
    world.update(NEW, TRIAL);
    world.do('OTA.Commit');
    world.update(AGAIN, TRIAL);
    world.do('OTA.Commit');
    world.powerOn();
  }),
  /** A bundle without a filesystem, where the platform allows that: the running one is carried over. */
  {
    ...scenario('without-fs', (world) => {
      world.update(BARE, TRIAL);
      world.do('OTA.Commit');
      world.powerOn();
    }),
    prepare: ({ requiredParts }) => requiredParts.some(({ isOptional }) => isOptional === true),
  },
  scenario('begin-on-trial', (world) => {
    world.update(NEW, TRIAL);
    if (world.call('OTA.Begin', { size: 1 }).kind !== 'error') throw new ScenarioBroken('it began');
    world.do('OTA.Commit');
  }),
  scenario('revert-and-again', (world) => {
    world.update(NEW, TRIAL);
    world.do('OTA.Revert');
    world.waitForRestart();
    world.update(NEW, TRIAL);
    world.do('OTA.Commit');
  }),
  scenario('reset-while-writing', (world) => {
    world.upload(NEW, { ...TRIAL, bytes: 9_000 });
    world.powerOn();
    world.update(NEXT, TRIAL);
    world.do('OTA.Commit');
  }),
  scenario('update-expires', (world) => {
    world.upload(NEW, { ...TRIAL, bytes: 12_000 });
    world.passTime();
    world.update(NEW, TRIAL);
    world.do('OTA.Commit');
  }),
  /** Records roll from one area into the other and back, NVS pages fill up. */
  scenario('forty-updates', (world) => {
    world.update(NEW, TRIAL);
    world.do('OTA.Commit');
    for (let turn = 0; turn < 39; turn += 1) {
      world.update(turn % 2 === 0 ? OLD : NEW, TRIAL);
      world.do('OTA.Commit');
    }
  }),
  /** The sequence numbers come to their end in the middle of it. */
  {
    ...scenario('last-numbers', (world) => {
      for (const firmware of [NEW, NEXT]) {
        world.update(firmware, TRIAL);
        world.do('OTA.Commit');
      }
      world.powerOn();
    }),
    prepare: moveToTheLastNumbers,
  },
];
