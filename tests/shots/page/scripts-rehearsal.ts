/** The rehearsal beside a firmware that is chosen, with a device and without. */
import type { ForetoldTime } from '../../../src/contracts/foretold-time.ts';
import { OtaError, toFailure } from '../../../src/contracts/failure.ts';
import type { Script } from './scripts-update.ts';
import type { World } from './world.ts';

const panel =
  (then: (world: World) => Promise<void> | void = () => undefined, hasDevice = true): Script =>
  async (world) => {
    if (hasDevice) await world.connect();
    await world.choose('demo-esp32-1.1.0.zip');
    world.panels.show('rehearsal');
    await world.show();
    await world.time.advance(2_000);
    await then(world);
    await world.time.advance(1_000);
  };

/** Pressed, the device read, the stand-in updated. */
const begun = (then: (world: World) => void): Script =>
  panel(async (world) => {
    await world.press('.rehearsal .row button', '');
    await world.time.advance(5_000);
    world.rehearsal.tell({ type: 'updated', operations: 741 });
    then(world);
  });

const FORETOLD: ForetoldTime = {
  ...{ link: 'serial', writingMs: 139_000, wholeMs: 152_000 },
  ...{ basis: 'link', restart: 'device' },
};

const BROKEN = [
  { operation: 12, place: 'middle', kind: 'program', partition: 'fs_1', why: '' },
  { operation: 740, place: 'before', kind: 'erase', partition: 'otadata', why: '' },
] as const;

export const rehearsalScripts = {
  'rehearsal-ready': panel(),
  'rehearsal-no-device': panel(undefined, false),
  'rehearsal-cutting': begun(({ rehearsal }) => {
    rehearsal.tell({ type: 'cut', done: 612, of: 1_482 });
  }),
  'rehearsal-stopped': panel(async (world) => {
    await world.press('.rehearsal .row button', '');
    await world.time.advance(5_000);
    await world.press('.rehearsal .row button', '');
  }),
  'rehearsal-safe': begun(({ rehearsal }) => {
    rehearsal.find({}, true, FORETOLD);
  }),
  'rehearsal-not-safe': begun(({ rehearsal }) => {
    rehearsal.find({ broken: BROKEN, brokenCount: 23, weakCount: 0 }, false);
  }),
  'rehearsal-loses': begun(({ rehearsal }) => {
    const files = { keeps: ['conf9.json'], overwrites: [], adds: [], loses: ['log_0.txt'] };
    rehearsal.find({ files, weakCount: 0 }, false);
  }),
  'rehearsal-refused': begun(({ rehearsal }) => {
    rehearsal.fail(toFailure(new OtaError('rehearsal/no-stand-in', { platform: 'rs14100' })));
  }),
} satisfies Readonly<Record<string, Script>>;
