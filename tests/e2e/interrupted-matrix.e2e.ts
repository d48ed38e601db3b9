/**
 * Each state of a session × each way in which its page, its thread or what it keeps can go, with a device that is a process of its own. Every case
 * ends in the firmware that was sent, kept by what the screen offers, or in a device that nothing was sent to; and the screen says the truth
 * meanwhile. That 1.1.0 runs means that its bytes are right: the device compares the digest of every part before it switches, and starts no image
 * whose SHA-256 it does not know.
 */
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HeldDevice } from '../support/e2e/resume/held-device.ts';
import {
  choose,
  FROM,
  isOffered,
  isRunning,
  reach,
  STATES,
  TO,
} from '../support/e2e/resume/states.ts';
import { cardOf, pressUntilKept } from '../support/e2e/resume/until-kept.ts';
import {
  cross,
  endThread,
  giveRoomAgain,
  gone,
  GONE,
  taken,
  TAKEN,
} from '../support/e2e/resume/ways.ts';
import { Visit } from '../support/e2e/visit.ts';
import { sampleOf } from '../support/sample.ts';

const ID = 'esp32_0E70AB';

let visit: Visit;
let device: HeldDevice;

beforeEach(async () => {
  device = await HeldDevice.begin(ID);
  visit = await Visit.begin();
  await choose(visit, device);
});

afterEach(async () => {
  await visit.end();
  await device.end();
});

const some = <T>(cases: readonly T[], matrix: string): readonly T[] =>
  sampleOf(cases, { matrix: `interrupted matrix, ${matrix}`, oneOf: 8 });

/** What was sent runs and is kept, it was started once, and one page wrote after the other. */
async function isRight(): Promise<void> {
  expect(device.facts().running).toMatchObject({ version: TO, committed: true, slot: 1 });
  expect(device.starts).toBe(2);
  const { writers } = device;
  expect(writers).toEqual([...writers].sort((one, other) => one - other));
  await visit.reload();
  await offersNothing();
}

/** It has looked: what tells a page to look is taken away. */
async function offersNothing(): Promise<void> {
  await visit.headlineSays(/^Update a device/);
  await visit.page.getByText('Known in the network').waitFor();
  const note = () => visit.page.evaluate(() => localStorage.getItem('slipway-open-updates'));
  await expect.poll(note, { timeout: 20_000 }).toBeNull();
  expect(await cardOf(visit).count()).toBe(0);
}

/** The next page has nothing to offer, and nothing was written. */
async function isUntouched(): Promise<void> {
  await offersNothing();
  expect(device.facts().running).toMatchObject({ version: FROM, committed: true });
  expect([device.writers, device.starts]).toEqual([[], 1]);
}

describe('an update whose page is gone', () => {
  it.each(some(cross(STATES, gone), 'page'))(
    'is offered by the next one, which ends it, or was not begun: $state, $by',
    async ({ state, by }) => {
      await reach(state, visit, device);
      await GONE[by](visit);
      device.release();
      if (!isOffered(state)) {
        await (state === 'kept' ? isRight() : isUntouched());
        return;
      }
      await cardOf(visit)
        .getByRole('heading', { name: new RegExp(`^An update of ${ID} was under way`) })
        .waitFor();
      await pressUntilKept(visit, device);
      await isRight();
    },
  );
});

describe('an update whose thread is ended from outside', () => {
  it.each(some(cross(STATES, ['thread ended']), 'thread'))(
    'is told so by its page, which offers to go on: $state',
    async ({ state }) => {
      await reach(state, visit, device);
      await endThread(visit);
      if (isRunning(state))
        await visit.page.getByText('Slipway had to restart.', { exact: false }).first().waitFor();
      device.release();
      if (isRunning(state) && isOffered(state)) await cardOf(visit).waitFor();
      await pressUntilKept(visit, device);
      await isRight();
    },
  );
});

describe('an update whose storage is taken away', () => {
  it.each(some(cross(STATES, taken), 'storage'))(
    'goes on, and the device keeps what was sent: $state, $by',
    async ({ state, by }) => {
      await reach(state, visit, device);
      await TAKEN[by](visit);
      device.release();
      await pressUntilKept(visit, device);
      await giveRoomAgain(visit);
      expect(device.facts().running).toMatchObject({ version: TO, committed: true });
      expect(device.starts).toBe(2);
    },
  );
});

describe('an update that a second tab finds', () => {
  it.each(some(cross(STATES, ['second tab']), 'second tab'))(
    'is written by one tab at a time, and taken over by a press: $state',
    async ({ state }) => {
      await reach(state, visit, device);
      const first = visit.page;
      await visit.openTab();
      const card = visit.page.locator('[data-elsewhere]');
      if (!isOffered(state)) {
        await visit.page.getByText('Known in the network').waitFor();
        expect(await card.count()).toBe(0);
        await goesOnIn(first);
        return;
      }
      await card.getByText(`${ID} is being updated in another tab of this browser`).waitFor();
      await card.getByRole('button', { name: 'Take over' }).click();
      const dialog = visit.page.getByRole('dialog');
      await dialog.getByRole('button', { name: 'Take over' }).click();
      device.release();
      // What is told to keep it is not broken off: it is over when the second tab may go on.
      if (state === 'keeping') {
        await card.waitFor({ state: 'detached' });
        await goesOnIn(first);
        return;
      }
      await pressUntilKept(visit, device);
      await first.getByText('Another tab goes on with the update').first().waitFor();
      await first.close();
      await isRight();
    },
  );

  /** The tab that has it brings it to its end. */
  async function goesOnIn(first: Page): Promise<void> {
    const second = visit.page;
    device.release();
    visit.returnTo(first);
    await first.bringToFront();
    await second.close();
    await pressUntilKept(visit, device);
    await isRight();
  }
});
