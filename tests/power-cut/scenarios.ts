import { NEW, NEXT, OLD, type Behaviour } from './firmwares.ts';
import type { World } from './world.ts';

export interface Scenario {
  readonly name: string;
  /** What the new firmware does when started. */
  readonly behaviour: Behaviour;
  /** From a device that runs 1.0.0 and was just switched on. */
  readonly run: (world: World) => void;
}

const TRIAL = { commitS: 300 };

const scenario = (
  name: string,
  run: (world: World) => void,
  behaviour: Behaviour = 'works',
): Scenario => ({ name, behaviour, run });

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
  scenario('one-after-another', (world) => {
    for (const firmware of [NEW, NEXT, OLD]) {
      world.update(firmware, TRIAL);
      world.do('OTA.Commit');
    }
  }),
];
