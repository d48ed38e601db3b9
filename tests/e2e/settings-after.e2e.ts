/** What an update has made of the settings and files of the practice device, in the app itself. */
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDeviceFiles, putOnDevice } from '../support/e2e/put-on-device.ts';
import { Visit } from '../support/e2e/visit.ts';

let visit: Visit;

beforeEach(async () => {
  visit = await Visit.begin();
});

afterEach(async () => {
  expect(visit.problems).toEqual([]);
  await visit.end();
});

const section = () => visit.page.locator('.settings-after');

async function putFiles(files: Readonly<Record<string, string>>): Promise<void> {
  await openDeviceFiles(visit);
  for (const [name, text] of Object.entries(files)) await putOnDevice(visit, name, text);
}

async function textOnDevice(name: string): Promise<string> {
  const download = visit.page.waitForEvent('download');
  await visit.button(`Save a copy of ${name}`).click();
  return readFileSync(await (await download).path(), 'utf8');
}

async function updateAndKeep(): Promise<void> {
  await visit.chooseFile('demo-esp32-1.1.0-tiny.zip');
  await visit.headlineSays(/^Ready/);
  await visit.button('Update to 1.1.0').click();
  await visit.headlineSays(/^1\.1\.0 is running\. Keep it\?/, 60_000);
  await visit.button('Keep 1.1.0').click();
  await visit.headlineSays(/runs 1\.1\.0$/);
}

describe('settings and files after an update', () => {
  it('that it replaced are shown, put back with a press, and read back equal', async () => {
    await visit.choosePractice();
    await putFiles({ 'own.txt': 'mine', 'index.html': 'my own page' });
    await updateAndKeep();
    await section()
      .getByText(/^1 file changed.* As before: 1 file\.$/)
      .waitFor();
    await section().getByText('The firmware brings a file of this name.').waitFor();
    await visit.button('Put back index.html').click();
    await section()
      .getByText('index.html is on the device as before, and was read back.')
      .waitFor();
    await section()
      .getByText(/As before(: | the update: )2 files\.$/)
      .waitFor();
    expect(await textOnDevice('index.html')).toBe('my own page');
    expect(await textOnDevice('own.txt')).toBe('mine');
  });

  it('are as before where nothing was replaced, and can be deleted from this browser', async () => {
    await visit.choosePractice();
    await putFiles({ 'conf9.json': '{"wifi":{"sta":{"ssid":"Hall","pass":"hidden-one"}}}' });
    await updateAndKeep();
    await section()
      .getByText(/As before: 1 file\.|As before the update: 1 file\./)
      .waitFor();
    expect(await visit.page.content()).not.toContain('hidden-one');
    await visit.button('Delete what was read').click();
    await section().getByText('Deleted. Nothing can be put back any more.').waitFor();
    const left = await visit.page.evaluate(
      () =>
        new Promise<number>((resolve, reject) => {
          const opening = indexedDB.open('slipway');
          opening.onerror = () => reject(new Error('no database'));
          opening.onsuccess = () => {
            const store = opening.result.transaction('snapshots').objectStore('snapshots');
            const counting = store.count();
            counting.onsuccess = () => resolve(counting.result);
          };
        }),
    );
    expect(left).toBe(0);
  });
});
