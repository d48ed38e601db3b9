import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packSample } from '../../scripts/sample-firmware.ts';
import { HANGING_SAMPLE, SAMPLE_FIRMWARES } from '../../src/contracts/sample-firmware.ts';
import { Visit } from '../support/e2e/visit.ts';
import { oneOfTests } from '../support/sampled-tests.ts';

const byTurns = oneOfTests('ways to the sample', 2);

let visit: Visit;

beforeEach(async () => {
  visit = await Visit.begin();
});

afterEach(async () => {
  expect(visit.problems).toEqual([]);
  await visit.end();
});

async function updateAndKeep(): Promise<void> {
  await visit.headlineSays(/^Ready/);
  await visit.button('Update to 1.1.0').click();
  await visit.headlineSays(/^1\.1\.0 is running\. Keep it\?/, 60_000);
  await visit.button('Keep 1.1.0').click();
  await visit.headlineSays(/^The practice device runs 1\.1\.0/);
}

describe('somebody without a firmware', () => {
  byTurns('takes the sample first and the device after it', async () => {
    await visit.button('Use the sample 1.1.0').click();
    await visit.headlineSays(/^1\.1\.0: file is OK/);
    await visit.choosePractice();
    await updateAndKeep();
    await visit.practiceSays('demo 1.1.0', 'slot B', 'committed');
  });

  it('takes the device first, then the sample, and next time the one that hangs', async () => {
    await visit.choosePractice();
    await visit.button('Use the sample 1.1.0').click();
    await updateAndKeep();
    await visit.button('Next device').click();
    await visit.headlineSays(/^Next device for 1\.1\.0$/);
    // The file is kept, and the device is told from a next one; without the file it is the first screen again.
    await visit.choosePractice();
    await visit.page.getByText(/^This is the device of the last update\./).waitFor();
    await visit.button('Next device').click();
    await visit.button('Remove the file').click();
    await visit.headlineSays(/^Update a device/);
    await visit.choosePractice();
    await visit.button('Use the sample 1.2.0').click();
    await visit.headlineSays(/^Ready/);
    await visit.button('Update to 1.2.0').click();
    await visit.practice.getByText('The firmware is frozen and does not answer.').waitFor();
    await visit.practice.getByText('100×').click();
    await visit.headlineSays(/^The practice device is back on 1\.1\.0/, 60_000);
    await visit.practiceSays('demo 1.1.0', 'slot B', 'committed');
  });
});

describe('the samples on the practice device’s screen', () => {
  it('are downloaded as they were built', async () => {
    await visit.page.getByRole('link', { name: 'Emulator', exact: true }).click();
    for (const sample of SAMPLE_FIRMWARES) {
      const coming = visit.page.waitForEvent('download');
      await visit.page.getByRole('link', { name: `Download ${sample.file}` }).click();
      const download = await coming;
      expect(download.suggestedFilename()).toBe(sample.file);
      const bytes = readFileSync(await download.path());
      expect(bytes.equals(packSample(sample))).toBe(true);
    }
  });

  byTurns('go to the Update screen, chosen together with the device', async () => {
    await visit.page.getByRole('link', { name: 'Emulator', exact: true }).click();
    const row = visit.page.getByRole('heading', { name: `demo ${HANGING_SAMPLE.version}` });
    await row.locator('../..').getByRole('button', { name: 'Update with it' }).click();
    await visit.headlineSays(/^Ready to update the practice device/);
    await visit.button('Update to 1.2.0').waitFor();
  });
});
