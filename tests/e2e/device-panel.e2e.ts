/** Settings and files of the practice device, in the app itself. */
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import { Visit } from '../support/e2e/visit.ts';
import { oneOfTests } from '../support/sampled-tests.ts';

const byTurns = oneOfTests('settings and files', 3);

let visit: Visit;

beforeEach(async () => {
  visit = await Visit.begin();
});

afterEach(async () => {
  expect(visit.problems).toEqual([]);
  await visit.end();
});

const timeout = () => visit.page.getByLabel('Seconds an update may take');
const says = (text: string | RegExp) => visit.page.getByText(text).first().waitFor();

async function openPanel(): Promise<void> {
  await visit.button('Settings and files').click();
  await timeout().waitFor();
}

async function putFile(name: string, text: string): Promise<void> {
  const chooser = visit.page.waitForEvent('filechooser');
  await visit.button('Put a file …').click();
  const file = { name, mimeType: 'application/json', buffer: Buffer.from(text) };
  await (await chooser).setFiles(file);
}

describe('settings and files of a device', () => {
  byTurns(
    'are opened by a key; a setting is saved, there after the restart, and there when the page is loaded anew',
    async () => {
      await visit.choosePractice();
      await visit.headline.focus();
      await visit.page.keyboard.press('v');
      await timeout().fill('nine');
      await says('A number is needed.');
      await timeout().fill('900');
      await visit.page.getByLabel('Name of the network').fill('Boiler house');
      await says(/leaves its network/);
      await visit.button('Save 2 changes').click();
      await says('Saved. The device has restarted and has them.');
      await visit.headlineSays(/runs 1\.0\.0\. Choose a firmware\.$/);
      await visit.reload();
      await visit.choosePractice();
      await openPanel();
      expect(await timeout().inputValue()).toBe('900');
      expect(await visit.page.getByLabel('Name of the network').inputValue()).toBe('Boiler house');
    },
  );

  byTurns(
    'are kept by an update, and what was typed is taken back when it is told to',
    async () => {
      await visit.choosePractice();
      await openPanel();
      await timeout().fill('900');
      await visit.page.getByLabel('Restart the device after saving').uncheck();
      await visit.button('Save 1 change').click();
      await says('Saved, and read back.');
      await timeout().fill('901');
      await visit.button('Undo changes').click();
      expect(await timeout().inputValue()).toBe('900');
      await visit.chooseFile('demo-esp32-1.1.0-tiny.zip');
      await visit.headlineSays(/^Ready/);
      await visit.button('Update to 1.1.0').click();
      await visit.headlineSays(/^1\.1\.0 is running\. Keep it\?/, 60_000);
      // Nothing of a firmware on trial is changed.
      await says('Not while an update runs.');
      await visit.button('Keep 1.1.0').click();
      await visit.headlineSays(/runs 1\.1\.0$/);
      // The panel is still open, and reads what the new firmware has.
      await expect.poll(() => timeout().inputValue()).toBe('900');
    },
  );

  byTurns('are put, replaced only when it is meant, saved as a copy and removed', async () => {
    await visit.choosePractice();
    await openPanel();
    await visit.page.getByText('Files', { exact: true }).click();
    await putFile('hall.json', '{"hall":7}');
    await says('hall.json is on the device, and was read back.');
    await putFile('hall.json', '{"hall":8}');
    await visit.button('Keep it as it is').click();
    await putFile('hall.json', '{"hall":9}');
    await visit.button('Replace').click();
    const download = visit.page.waitForEvent('download');
    await says('hall.json is on the device, and was read back.');
    await visit.button('Save a copy of hall.json').click();
    expect(readFileSync(await (await download).path(), 'utf8')).toBe('{"hall":9}');
    await visit.button('Remove hall.json').click();
    const question = visit.page.getByRole('dialog', { name: 'Remove hall.json from the device?' });
    await question.getByRole('button', { name: 'Remove' }).click();
    await says('hall.json is removed.');
    expect(await visit.button('Remove hall.json').count()).toBe(0);
    // What had the focus is gone with the file: the panel has it, and a phone's sheet stays open.
    await visit.page.locator('.device h2:focus').waitFor();
    await putFile('größe.txt', 'x');
    await says(/has characters that a device cannot store/);
  });
});
