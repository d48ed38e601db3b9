import { afterEach, describe, expect, it } from 'vitest';
import { Visit } from '../support/e2e/visit.ts';
import { oneOfTests } from '../support/sampled-tests.ts';

const byLeaving = oneOfTests('leaving the page', 2);

let visit: Visit;

afterEach(async () => {
  await visit.end();
});

/** Begins the large update and returns when the device has confirmed some of it. */
async function writeSome(): Promise<number> {
  await visit.choosePractice();
  await visit.chooseFile('demo-esp32-2.0.0.zip');
  await visit.headlineSays(/^Ready/);
  await visit.button('Update to 2.0.0').click();
  await visit.headlineSays(/^Writing 2\.0\.0/);
  return visit.hasWritten(10);
}

describe('a power cut in the middle of writing', () => {
  byLeaving('by closing the tab leaves 1.0.0 running', async () => {
    visit = await Visit.begin();
    const before = await visit.fingerprint();
    const percent = await writeSome();
    expect(percent).toBeLessThan(90);
    await visit.closeTab();
    await visit.openTab();
    await visit.practiceSays('demo 1.0.0', 'slot A', 'committed');
    // The other slot is half written: what the device confirmed was on the chip.
    expect(await visit.fingerprint()).not.toBe(before);
    await visit.choosePractice();
    await visit.headlineSays(/^The practice device runs 1\.0\.0/);
    expect(visit.problems).toEqual([]);
  });

  byLeaving(
    'by ending the browser leaves 1.0.0 running, and the same update then succeeds',
    async () => {
      visit = await Visit.begin({ ownBrowser: true, installs: true });
      await writeSome();
      await visit.restartBrowser();
      await visit.practiceSays('demo 1.0.0', 'slot A', 'committed');
      await visit.practice.getByText('10×', { exact: true }).click();
      await visit.choosePractice();
      await visit.chooseFile('demo-esp32-1.1.0.zip');
      await visit.headlineSays(/^Ready/);
      await visit.button('Update to 1.1.0').click();
      await visit.headlineSays(/Keep it\?/, 60_000);
      await visit.button('Keep 1.1.0').click();
      await visit.headlineSays(/^The practice device runs 1\.1\.0/);
      expect(visit.problems).toEqual([]);
    },
  );

  it('by its switch is a pause with words, and the update starts over when the power comes back', async () => {
    visit = await Visit.begin();
    await writeSome();
    await visit.button('Cut the power').click();
    await visit.page.getByText('No power', { exact: true }).waitFor();
    await visit.headlineSays(/^Power lost at \d+ %$/);
    await visit.page.getByText(/It runs 1\.0\.0\. If it lost power/).waitFor();
    // No clock counts for a device that has none.
    await visit.page
      .getByText('Without power it forgets what was written', { exact: true })
      .waitFor();
    expect(await visit.page.locator('main .reading .big').count()).toBe(0);
    await visit.practice.getByRole('button', { name: 'Start it' }).click();
    await visit.page.getByText('Started over: the device had restarted', { exact: true }).waitFor();
    await visit.headlineSays(/^Writing 2\.0\.0/);
    await visit.practiceSays('demo 1.0.0', 'slot A', 'committed');
    expect(visit.problems).toEqual([]);
  });
});
