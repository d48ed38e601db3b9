import { readFileSync } from 'node:fs';
import type { Locator } from 'playwright-core';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import { Visit } from '../support/e2e/visit.ts';
import { oneOfTests } from '../support/sampled-tests.ts';

const byTurns = oneOfTests('console', 3);

let visit: Visit;

beforeEach(async () => {
  visit = await Visit.begin();
});

afterEach(async () => {
  expect(visit.problems).toEqual([]);
  await visit.end();
});

const region = (): Locator => visit.page.getByRole('region', { name: 'Device log and frames' });
const rows = (): Locator => region().getByRole('button');

async function writing(): Promise<void> {
  await visit.choosePractice();
  await visit.chooseFile('demo-esp32-2.0.0.zip');
  await visit.headlineSays(/^Ready/);
  await visit.button('Update to 2.0.0').click();
  await visit.headlineSays(/^Writing 2\.0\.0/);
}

describe('the console', () => {
  byTurns(
    'shows what the device prints and what passes, finds, holds, opens a frame, saves it all',
    async () => {
      await writing();
      await visit.headline.focus();
      await visit.page.keyboard.press('c');
      await rows()
        .filter({ hasText: /OTA\.Write #\d+ [\d,]+ bytes at [\d,]+/ })
        .first()
        .waitFor();
      // By the keyboard: the button moves when the card above it changes, and a press of the mouse may miss it.
      const hold = visit.button('Hold the view; the update goes on');
      await hold.press('Space');
      await visit.page.getByText(/^Held, [1-9][\d,]* new$/).waitFor();
      await visit.headlineSays(/^2\.0\.0 is running\. Keep it\?/, 60_000);
      await hold.press('Space');
      expect(await hold.getAttribute('aria-pressed')).toBe('false');

      await visit.page.getByText('Log', { exact: true }).click();
      await rows().filter({ hasText: 'Rebooting in 500 ms' }).waitFor();
      expect(await rows().filter({ hasText: 'OTA.' }).count()).toBe(0);
      await visit.page.getByText('Both', { exact: true }).click();
      await visit.page.getByRole('searchbox').fill('OTA.Begin');
      const begin = rows().filter({ hasText: /OTA\.Begin #\d/ });
      await begin.click();
      await region()
        .getByText(/"method":"OTA\.Begin","params":\{"size":1357598/)
        .waitFor();

      const download = visit.page.waitForEvent('download');
      await visit.button('Download log and frames').click();
      const text = readFileSync(await (await download).path(), 'utf8');
      const opened = /^\d{4}-\d\d-\d\dT[\d:.]+Z {2}frames {3}(\S.*)$/m.exec(text)?.[1] ?? '';
      expect(await visit.inEnglish(opened)).toBe('Link open: esp32_0A1B2C');
      expect(text).toMatch(/log {6}Rebooting in 500 ms/);
      expect(text).toMatch(/frames > OTA\.Write #\d+/);
    },
  );

  byTurns('calls the device by hand, and while an update is not over only what reads', async () => {
    await visit.choosePractice();
    await visit.button('Device console').click();
    await visit.page.getByLabel('Method').fill('RPC.Describe');
    await visit.page.getByLabel('Arguments, as JSON').fill('{"name": "Sys');
    const call = visit.page.getByRole('form', { name: 'Call the device' }).getByRole('button');
    expect(await call.getAttribute('aria-disabled')).toBe('true');
    await visit.page.getByLabel('Arguments, as JSON').fill('{"name": "Sys.Reboot"}');
    await call.click();
    const answer = visit.page.getByRole('region', { name: 'Answer' });
    await answer.getByText('{delay_ms: %d, abort: %B}').waitFor();

    await visit.chooseFile('demo-esp32-1.1.0.zip');
    await visit.headlineSays(/^Ready/);
    await visit.button('Update to 1.1.0').click();
    await visit.headlineSays(/^1\.1\.0 is running\. Keep it\?/, 60_000);
    await visit.page.getByLabel('Arguments, as JSON').fill('');
    await visit.page.getByLabel('Method').fill('Sys.Reboot');
    await visit.page.getByText(/^Sys\.Reboot waits until the update is over/).waitFor();
    await call.click({ force: true });
    await visit.page.getByLabel('Method').fill('Sys.GetInfo');
    await call.click();
    await answer.getByText(/"fw_version": "1\.1\.0"/).waitFor();
    expect(
      await rows()
        .filter({ hasText: /Sys\.Reboot #\d/ })
        .count(),
    ).toBe(0);
  });
});

describe('the link panel', () => {
  byTurns('names the flash of the practice device as what bounds its speed', async () => {
    await writing();
    await visit.headline.focus();
    await visit.page.keyboard.press('i');
    await visit.page.getByText('The device’s flash is the limit.').waitFor();
    const bar = visit.page.getByRole('img', { name: /^One block of 2,2\d\d bytes takes/ });
    expect(await bar.getAttribute('aria-label')).toMatch(/in the device, writing flash/);
    await visit.headlineSays(/^2\.0\.0 is running\. Keep it\?/, 60_000);
  });
});

describe('on a phone', () => {
  byTurns(
    'is a sheet that leaves the buttons of the state in reach, and gives the focus back',
    async () => {
      await visit.page.setViewportSize({ width: 360, height: 740 });
      await writing();
      await visit.button('Device console').click();
      const sheet = visit.page.getByRole('dialog', { name: 'Panel' });
      await sheet.waitFor();
      // Enough to tell what bounds the link.
      await visit.hasWritten(5);
      await visit.button('Cancel update').click();
      const question = visit.page.getByRole('dialog', { name: 'Stop this update?' });
      await question.getByRole('button', { name: 'Stop the update' }).click();
      await visit.headlineSays(/^Cancelled/);
      // The button is gone and the headline has the focus: the sheet over it makes way.
      await sheet.waitFor({ state: 'detached' });
      const opener = visit.button('Device console');
      await opener.click();
      await sheet.getByText('Link', { exact: true }).click();
      await sheet.getByText('The device’s flash is the limit.').waitFor();
      await visit.page.keyboard.press('Escape');
      await sheet.waitFor({ state: 'detached' });
      expect(await opener.evaluate((button) => button === document.activeElement)).toBe(true);
    },
  );
});
