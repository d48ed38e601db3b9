import { afterEach, describe, expect, it } from 'vitest';
import { Visit } from '../support/e2e/visit.ts';
import { oneOfTests } from '../support/sampled-tests.ts';

/** What does not end with the new firmware. */
const otherwise = oneOfTests('other ends', 3);

let visit: Visit;

afterEach(async () => {
  await visit.end();
});

describe('updating the practice device', () => {
  it('goes from 1.0.0 to 1.1.0 and commits', async () => {
    visit = await Visit.begin({ ownBrowser: true, installs: true });
    await visit.practiceSays('demo 1.0.0', 'slot A', 'committed');
    await visit.chooseFile('demo-esp32-1.1.0.zip');
    await visit.headlineSays(/^1\.1\.0: file is OK/);
    await visit.choosePractice();
    await visit.headlineSays(/^Ready to update/);
    await visit.button('Update to 1.1.0').click();
    await visit.headlineSays(/^Writing 1\.1\.0 to slot B/);
    await visit.headlineSays(/^1\.1\.0 is running\. Keep it\?/, 60_000);
    await visit.practiceSays('demo 1.1.0', 'slot B');
    await visit.page.getByText(/If nobody acts:/).waitFor();
    await visit.button('Keep 1.1.0').click();
    await visit.headlineSays(/^The practice device runs 1\.1\.0/);
    await visit.practiceSays('demo 1.1.0', 'slot B', 'committed');
    const evidence = visit.page.getByRole('listitem').filter({ hasText: 'names its build' });
    expect(await evidence.textContent()).toContain('20261101-120000');

    await visit.restartBrowser();
    await visit.practiceSays('demo 1.1.0', 'slot B', 'committed');
    expect(visit.problems).toEqual([]);
  });

  it('opens the file whose dialog was opened before a device came', async () => {
    visit = await Visit.begin();
    const chooser = visit.page.waitForEvent('filechooser');
    await visit.button('Choose firmware file').first().click();
    const dialog = await chooser;
    await visit.choosePractice(); // another card, with a button of its own
    await dialog.setFiles('tests/fixtures/bundles/demo-esp32-1.1.0-tiny.zip');
    await visit.headlineSays(/^Ready to update/);
    expect(visit.problems).toEqual([]);
  });

  otherwise('goes back to 1.0.0 by itself when nobody keeps 1.1.0 in time', async () => {
    visit = await Visit.begin();
    await visit.choosePractice();
    await visit.chooseFile('demo-esp32-1.1.0.zip');
    await visit.headlineSays(/^Ready/);
    await visit.button('Update to 1.1.0').click();
    await visit.headlineSays(/^1\.1\.0 is running\. Keep it\?/, 60_000);
    await visit.practice.getByText('100×', { exact: true }).click();
    await visit.headlineSays(/^The practice device is back on 1\.0\.0/, 60_000);
    await visit.page.getByText('Time to keep it ran out').waitFor();
    await visit.practiceSays('demo 1.0.0', 'slot A', 'committed');
    expect(visit.problems).toEqual([]);
  });

  otherwise('goes back to 1.0.0 at once when the person wants it', async () => {
    visit = await Visit.begin();
    await visit.choosePractice();
    await visit.chooseFile('demo-esp32-1.1.0.zip');
    await visit.headlineSays(/^Ready/);
    await visit.button('Update to 1.1.0').click();
    await visit.headlineSays(/^1\.1\.0 is running\. Keep it\?/, 60_000);
    await visit.button('Go back to 1.0.0').click();
    await visit.headlineSays(/^The practice device is back on 1\.0\.0/, 60_000);
    await visit.page.getByText('You chose to go back', { exact: true }).waitFor();
    await visit.practiceSays('demo 1.0.0', 'slot A', 'committed');
    expect(visit.problems).toEqual([]);
  });

  otherwise(
    'can be cancelled while it writes, and the device is ready for the next one',
    async () => {
      visit = await Visit.begin();
      await visit.choosePractice();
      await visit.chooseFile('demo-esp32-2.0.0.zip');
      await visit.headlineSays(/^Ready/);
      await visit.button('Update to 2.0.0').click();
      await visit.headlineSays(/^Writing/);
      await visit.button('Cancel update').click();
      const question = visit.page.getByRole('dialog', { name: 'Stop this update?' });
      await question.getByText(/keeps running 1\.0\.0/).waitFor();
      await question.getByRole('button', { name: 'Stop the update' }).click();
      await visit.headlineSays(/^Cancelled\. Nothing has changed\./);
      await visit.practiceSays('demo 1.0.0', 'slot A', 'committed');
      // On a busy machine its answer may come too late: then the page does not say that the device forgot it.
      const forgot = await visit.page.getByText('The device forgot').isVisible();
      await visit.button('Try again').click();
      const next = await visit.headlineSays(forgot ? /^Ready/ : /^Ready|^An update is half done/);
      if (!next.startsWith('Ready')) await visit.button('Discard it').click();
      await visit.headlineSays(/^Ready/);
      expect(visit.problems).toEqual([]);
    },
  );
});
