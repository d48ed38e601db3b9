import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Visit } from '../support/e2e/visit.ts';

let visit: Visit;

beforeEach(async () => {
  visit = await Visit.begin();
});

afterEach(async () => {
  await visit.end();
});

/** Ends a worker from within, as a crash of its thread does: nobody is told. */
async function kill(page: Page, name: 'updater' | 'emulator'): Promise<void> {
  const worker = page.workers().find((found) => found.url().includes(`${name}.worker`));
  if (worker === undefined) throw new Error(`no ${name} worker runs`);
  await worker.evaluate(() => {
    globalThis.close();
  });
}

async function writeSome(): Promise<void> {
  await visit.choosePractice();
  await visit.chooseFile('demo-esp32-2.0.0.zip');
  await visit.headlineSays(/^Ready/);
  await visit.button('Update to 2.0.0').click();
  await visit.hasWritten(5);
}

describe('a thread that dies', () => {
  it('in the middle of an update is told at once, and the next update finds another', async () => {
    await writeSome();
    await kill(visit.page, 'updater');
    await visit.headlineSays(/^Slipway had to restart/, 5_000);
    await visit.page.getByText('The device runs 1.0.0 as before.').waitFor();
    await visit.button('Try again').click();
    // The device was not told that nobody goes on: it still waits for the rest.
    await visit.headlineSays(/^An update is half done on the practice device/);
    await visit.button('Discard it').click();
    await visit.headlineSays(/^Ready to update the practice device/);
    await visit.practiceSays('demo 1.0.0', 'slot A', 'committed');
    expect(visit.problems).toEqual([]);
  });

  it('with the practice device in it is a lost link, and the device takes the next update once it is started again', async () => {
    await writeSome();
    await kill(visit.page, 'emulator');
    await visit.headlineSays(/connection was lost/, 10_000);
    await visit.practice.getByRole('button', { name: 'Start it again' }).click();
    await visit.practiceSays('demo 1.0.0', 'slot A', 'committed');
    // The updater has the way to the new thread, and the chip's own screen watches it.
    const waits = await visit.headlineSays(/^Writing|^Erasing|^The connection was lost\.$/);
    if (waits.endsWith('lost.')) {
      await visit.button('Try again').click();
      await visit.headlineSays(/^Ready to update/);
      await visit.button('Update to 2.0.0').click();
    }
    await visit.headlineSays(/^Writing/);
    await visit.page.getByRole('link', { name: 'Emulator', exact: true }).click();
    await visit.page.getByRole('img', { name: /^Slot B: .*(being written|2\.0\.0)/ }).waitFor();
    expect(visit.problems).toEqual([]);
  });
});

describe('a second tab', () => {
  it('says that the practice device is in use, and has it as soon as the first is closed', async () => {
    await visit.practiceSays('demo 1.0.0');
    const first = visit.page;
    await visit.openTab();
    await visit.practice.getByText(/open in another tab/).waitFor();
    await visit.button(/^Practice device/).click();
    await visit.headlineSays(/another tab/, 30_000);
    expect(await visit.page.locator('main').innerText()).not.toMatch(/power on/i);
    await first.close();
    await visit.practiceSays('demo 1.0.0', 'slot A', 'committed');
    expect(visit.problems).toEqual([]);
  });
});
