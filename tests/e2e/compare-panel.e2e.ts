/** The chosen firmware beside the practice device and beside a second file, in the app itself. */
import path from 'node:path';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import { openDeviceFiles, putOnDevice } from '../support/e2e/put-on-device.ts';
import { Visit } from '../support/e2e/visit.ts';
import { oneOfTests } from '../support/sampled-tests.ts';

const byTurns = oneOfTests('compare', 3);

let visit: Visit;

beforeEach(async () => {
  visit = await Visit.begin();
});

afterEach(async () => {
  expect(visit.problems).toEqual([]);
  await visit.end();
});

const says = (text: string | RegExp) => visit.page.getByText(text).first().waitFor();

async function chooseSecond(fixture: string): Promise<void> {
  const chooser = visit.page.waitForEvent('filechooser');
  await visit.button(/^Compare with a(nother)? file …$/).click();
  await (await chooser).setFiles(path.join('tests/fixtures/bundles', fixture));
}

/** index.html of every 1.1.0 of tests/fixtures. */
const SHIPPED = '<h1>Demo 1.1.0</h1>\n';

async function putFile(name: string, text: string): Promise<void> {
  await openDeviceFiles(visit);
  await putOnDevice(visit, name, text);
}

/** The names in a fold of the panel. */
async function inFold(title: string): Promise<readonly string[]> {
  const fold = visit.page.locator('.compare details', { hasText: title });
  return fold.locator('li .name').allTextContents();
}

describe('the comparison of the chosen firmware', () => {
  byTurns('with the device is there by a key, and another one after an update', async () => {
    await visit.choosePractice();
    await visit.chooseFile('demo-esp32-1.1.0-tiny.zip');
    await visit.headlineSays(/^Ready/);
    await visit.headline.focus();
    await visit.page.keyboard.press('f');
    await says('The device runs another build.');
    await visit.button('Update to 1.1.0').click();
    await visit.headlineSays(/^1\.1\.0 is running\. Keep it\?/, 60_000);
    await visit.button('Keep 1.1.0').click();
    await visit.headlineSays(/runs 1\.1\.0$/);
    await says('The device runs this build.');
  });

  byTurns(
    'by content reads files of the device when it is asked to, and again when one has changed',
    async () => {
      await visit.choosePractice();
      await visit.chooseFile('demo-esp32-1.1.0-tiny.zip');
      await visit.headlineSays(/^Ready/);
      await putFile('index.html', SHIPPED);
      await visit.button('Compare').click();
      await says(/^Files of the same size$/);
      await visit.button(/^Compare contents \(/).click();
      // What was pressed has the focus still: without, a phone's sheet would close.
      await visit.page.locator('.compare .contents :focus').waitFor();
      await says(/^Files by content: [1-9]\d* the same, \d+ changed\.$/);
      expect(await inFold('What is the same')).toContain('index.html');
      await putFile('index.html', SHIPPED.replace('1.1.0', '9.9.9'));
      await visit.button('Compare').click();
      // What the panel says is what was read; the file is as large as before.
      expect(await inFold('What is the same')).toContain('index.html');
      await visit.button('Read the files again').click();
      await visit.page
        .locator('.compare li', { hasText: 'index.html' })
        .getByText('changed')
        .waitFor();
    },
  );

  byTurns('with a second file needs no device, mends it, and says why it is refused', async () => {
    await visit.chooseFile('demo-esp32-1.1.0.zip');
    await visit.headlineSays(/1\.1\.0/);
    await visit.button('Compare').click();
    await says(/choose a second file/);
    await chooseSecond('demo-esp32-1.0.0.zip');
    await says('The packages differ.');
    await says('Part app');
    await chooseSecond('demo-esp32-1.1.0-compressed.zip');
    await says('The content is the same; only the packing differs.');
    await says(/^The other file was not as devices take it\. Repaired: uncompressed/);
    await chooseSecond('bad-truncated.zip');
    await says(/^Not compared\./);
    // The firmware that is chosen is still the first one.
    await chooseSecond('demo-esp32-1.1.0.zip');
    await says('The files are the same, byte for byte.');
  });
});
