/** Recordings: what is looked at before one is saved, and one that is gone through again. */
import { appBuild } from '../../../src/ui/state/app.ts';
import { finished, goneOn, pausedFor, updateScripts, writing } from './scripts-update.ts';
import type { Script } from './scripts-update.ts';
import type { World } from './world.ts';

/** Its cable was out for a while, and nobody kept the new firmware. */
async function toldUpdate(world: World): Promise<void> {
  await writing(0.64)(world);
  world.device.control.plugged = false;
  await pausedFor(12_000)(world);
  world.device.control.plugged = true;
  await goneOn(world);
  await finished(world);
}

async function recordingOf(world: World): Promise<string> {
  const outcome = await world.update.ask((updater) => updater.recording(appBuild));
  const made = outcome.ok ? outcome.value : null;
  if (made === null) throw new Error('there is no recording');
  return made.text;
}

/** On the screen of the emulator, from a file. */
async function open(world: World, text: string): Promise<void> {
  await world.show();
  // As one that was dropped on another screen.
  world.route.give(new File([text], 'slipway-recording.json'));
  world.go('emulator');
  await world.time.until(() => document.querySelector('[data-recording]') !== null, {
    what: 'the place for recordings',
  });
  await world.time.settle();
  await world.replay.opened();
  await world.time.settle();
}

const opened =
  (change: (text: string) => string = (text) => text): Script =>
  async (world) => {
    await toldUpdate(world);
    await open(world, change(await recordingOf(world)));
  };

/** Back from its end until the card says so. */
const backTo =
  (isThere: () => boolean): Script =>
  async (world) => {
    await opened()(world);
    for (let steps = 0; !isThere(); steps += 1) {
      if (steps > 1_000) throw new Error('there is no such state');
      await world.press('[data-recording] button', 'Previous state');
    }
  };

/** A gauge beside it: the percent that is written, or the time that is left while the cable is out. */
const gaugeBeside = (what: 'percent' | 'time'): boolean => {
  const card = document.querySelector('[data-replayed]:has([role=progressbar])');
  return card !== null && (card.querySelector('.reading small') !== null) === (what === 'percent');
};

export const recordingScripts = {
  'recording-preview': async (world) => {
    await updateScripts['went-back-hung'](world);
    await world.show();
    await world.press('button', 'Save recording');
    await world.time.until(() => document.querySelector('dialog pre') !== null, {
      what: 'the contents of the file',
    });
  },
  'recording-none': async (world) => open(world, '{"x": 1}'),
  'recording-opening': async (world) => {
    world.replay.stopAt = { done: 1_200, of: 2_915 };
    await open(world, '');
  },
  'recording-ended': opened(),
  'recording-paused': backTo(() => gaugeBeside('time')),
  'recording-writing': backTo(() => gaugeBeside('percent')),
  'recording-differs': opened((text) => text.replace('"end reverted', '"end committed')),
  'recording-not-replayed': opened((text) =>
    text.replace('"isCarriedOn":false', '"isCarriedOn":true'),
  ),
} as const satisfies Readonly<Record<string, Script>>;
