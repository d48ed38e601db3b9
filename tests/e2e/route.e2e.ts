/** Several firmwares of the practice device, one after the other, as a person does it. */
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { FileChooser } from 'playwright-core';
import { packSample } from '../../scripts/sample-firmware.ts';
import { HANGING_SAMPLE } from '../../src/contracts/sample-firmware.ts';
import { routeBundle } from '../support/bundle/route-bundle.ts';
import { Visit } from '../support/e2e/visit.ts';

let visit: Visit;

afterEach(async () => {
  expect(visit.problems).toEqual([]);
  await visit.end();
});

const fixture = (name: string): string => path.join('tests/fixtures/bundles', name);
const STEPS = [fixture('demo-esp32-2.0.0.zip'), fixture('demo-esp32-1.1.0.zip')];
const zip = (name: string, bytes: Uint8Array) => ({
  ...{ name, mimeType: 'application/zip', buffer: Buffer.from(bytes) },
});

type Given = Parameters<FileChooser['setFiles']>[0];

async function choose(button: RegExp, files: Given): Promise<void> {
  const chooser = visit.page.waitForEvent('filechooser');
  await visit.button(button).first().click();
  await (await chooser).setFiles(files);
}

async function keep(version: string): Promise<void> {
  await visit.headlineSays(
    new RegExp(`^${version.replaceAll('.', '\\.')} is running\\. Keep it\\?`),
  );
  await visit.button(`Keep ${version}`).click();
}

describe('several firmwares of one device', () => {
  it('are put in their order, and each is kept before the next begins', async () => {
    visit = await Visit.begin();
    await choose(/^Choose firmware file$/, STEPS);
    await visit.headlineSays(/^1\.1\.0: file is OK/);
    await visit.choosePractice();
    await visit.headlineSays(/^Ready to update the practice device in 2 steps$/);
    const steps = visit.page
      .getByRole('region', { name: 'Steps', exact: true })
      .getByRole('listitem');
    expect(await steps.allTextContents()).toEqual([
      expect.stringContaining('1.0.0 → 1.1.0'),
      expect.stringContaining('1.1.0 → 2.0.0'),
    ]);
    await visit.button('Update in 2 steps').click();
    await visit.page.getByText('Step 1 of 2', { exact: true }).waitFor();
    await keep('1.1.0');
    await visit.headlineSays(/^1\.1\.0 is kept\. Next: 2\.0\.0$/);
    await visit.practiceSays('demo 1.1.0', 'committed');
    await visit.page.getByText('Step 2 of 2', { exact: true }).waitFor(); // it begins by itself
    await keep('2.0.0');
    await visit.headlineSays(/^The practice device runs 2\.0\.0$/);
    await visit.page.getByText('Updated from 1.0.0 in 2 steps.').waitFor();
    await visit.practiceSays('demo 2.0.0', 'committed');
  });

  it('are asked for where one is missing, and stop at one that goes back', async () => {
    visit = await Visit.begin();
    await visit.choosePractice();
    const last = zip('pump-2.0.0.zip', routeBundle('2.0.0', '>= 1.2'));
    await choose(/^Choose firmware file$/, last);
    await visit.headlineSays(/^2\.0\.0 may only follow >= 1\.2/);
    await choose(/^Add the file of the step$/, zip('pump-1.1.0.zip', routeBundle('1.1.0')));
    await visit.headlineSays(/^2\.0\.0 needs 1\.2 or newer first$/);
    // The step between hangs when it starts.
    await choose(/^Add the file of the step$/, zip('pump-1.2.0.zip', packSample(HANGING_SAMPLE)));
    await visit.headlineSays(/^Ready to update the practice device in 3 steps$/);
    await visit.button('Update in 3 steps').click();
    await keep('1.1.0');
    await visit.button('Begin step 2 now').click();
    await visit.practice.getByText('The firmware is frozen and does not answer.').waitFor();
    await visit.practice.getByText('100×').click();
    await visit.headlineSays(/^The practice device is back on 1\.1\.0/);
    await visit.page.getByText('Stopped at step 2 of 3. Not begun: 2.0.0.').waitFor();
    await visit.practiceSays('demo 1.1.0', 'committed');
    await visit.button('Plan the rest').click();
    await visit.headlineSays(/^Ready to update the practice device in 2 steps$/);
    await visit.button('Discard these steps').click();
    await visit.headlineSays(/^The practice device runs 1\.1\.0/);
  });

  it('are found again after a reload in the middle of a step', async () => {
    visit = await Visit.begin();
    await visit.choosePractice();
    await choose(/^Choose firmware file$/, STEPS);
    await visit.button('Update in 2 steps').click();
    await visit.hasWritten(20);
    await visit.reload();
    await visit.page
      .getByText('An update of the practice device in 2 steps was not finished')
      .waitFor();
    await visit.page.getByText(/^Left: 1\.1\.0 and 2\.0\.0\./).waitFor();
    await visit.page
      .locator('[data-interrupted]')
      .getByRole('button', { name: 'Continue' })
      .click();
    await keep('1.1.0');
    await visit.headlineSays(/^Ready to update the practice device in 1 step$/);
    await visit.button('Update in 1 step').click();
    await keep('2.0.0');
    await visit.headlineSays(/^The practice device runs 2\.0\.0$/);
    await visit.practiceSays('demo 2.0.0');
    await visit.reload();
    await visit.headlineSays(/^Update a device$/);
    expect(await visit.page.getByText(/was not finished/).count()).toBe(0);
  });
});
