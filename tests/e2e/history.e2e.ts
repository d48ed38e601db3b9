/** An update leaves a record and a signed receipt; what is kept is there after a reload, and a receipt is checked without a network. */
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { Visit } from '../support/e2e/visit.ts';

let visit: Visit;

afterEach(async () => {
  await visit.end();
});

async function update(): Promise<void> {
  await visit.chooseFile('demo-esp32-1.1.0-tiny.zip');
  await visit.choosePractice();
  await visit.headlineSays(/^Ready to update/);
  await visit.button('Update to 1.1.0').click();
  await visit.headlineSays(/^1\.1\.0 is running\. Keep it\?/, 60_000);
  await visit.button('Keep 1.1.0').click();
  await visit.headlineSays(/^The practice device runs 1\.1\.0/);
}

const show = (hash: string): Promise<void> =>
  visit.page.evaluate((address) => {
    location.hash = address;
  }, hash);

async function saved(button: string): Promise<{ readonly name: string; readonly text: string }> {
  const download = visit.page.waitForEvent('download');
  await visit.button(button).first().click();
  const file = await download;
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8') };
}

/** What the page says of a text that is given to it as a file. */
async function checked(text: string): Promise<string> {
  const { page } = visit;
  const chooser = page.waitForEvent('filechooser');
  await visit.button('Choose a file').click();
  const buffer = Buffer.from(text);
  await (await chooser).setFiles({ name: 'receipt.json', mimeType: 'application/json', buffer });
  return page.locator('.verdict').innerText();
}

describe('the history', () => {
  it('has an update after a reload, with a receipt that is genuine and one that was changed', async () => {
    visit = await Visit.begin({ ownBrowser: true, installs: true });
    await show('#/history');
    await visit.page.getByText('No updates yet').waitFor();
    await show('#/');
    await update();
    const fromUpdate = await saved('Save signed file');
    expect(fromUpdate.name).toMatch(/^slipway-(?:practice-device|übungsgerät)-.*-receipt\.json$/);

    await visit.reload();
    await show('#/history');
    const rows = visit.page.locator('.records a');
    await rows.first().waitFor();
    expect(await rows.count()).toBe(1);
    expect(await rows.innerText()).toMatch(/1\.0\.0 → 1\.1\.0[\s\S]*Practice device/);
    expect(await visit.page.locator('.receipt').innerText()).toMatch(/runs 1\.1\.0/);
    await visit.page.locator('.receipt svg.qr').waitFor();
    const fromHistory = await saved('Save signed file');
    const parts = /"sha256":"[0-9a-f]{64}"/g;
    expect(fromHistory.text.match(parts)).toEqual(fromUpdate.text.match(parts));
    const csv = await saved('CSV for spreadsheets');
    expect(csv.text.split('\r\n')[1]).toContain('practice');

    const pdf = await visit.page.pdf({ format: 'A4' });
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
    await visit.page.emulateMedia({ media: 'print' });
    expect(await rows.first().isVisible()).toBe(false);
    expect(await visit.page.locator('.receipt svg.qr').isVisible()).toBe(true);
    await visit.page.emulateMedia({ media: 'screen' });

    await visit.page.getByText('Ready offline').first().waitFor();
    await visit.page.context().setOffline(true);
    await visit.reload();
    await show('#/history/check');
    for (const { text } of [fromUpdate, fromHistory])
      expect(await checked(text)).toMatch(
        /^Genuine: nothing was changed\s+Signed with the key of this/,
      );
    const changed = fromUpdate.text.replace('"version":"1.1.0"', '"version":"1.1.9"');
    expect(changed).not.toBe(fromUpdate.text);
    expect(await checked(changed)).toMatch(/^Not genuine/);
    expect(await checked(fromUpdate.text.slice(0, -2))).toMatch(/^Not a genuine receipt/);
    expect(await visit.page.locator('.receipt').count()).toBe(0);
    await visit.page.context().setOffline(false);
    expect(visit.problems).toEqual([]);
  });

  it('takes a name for the next updates, and gives back what was removed', async () => {
    visit = await Visit.begin();
    await update();
    await visit.button('Set a name').click();
    await visit.page.keyboard.type('Ada');
    await visit.page.keyboard.press('Enter');
    await visit.page.getByText('Name on receipts: Ada').waitFor();
    await show('#/history');
    await visit.page.locator('.records a').first().waitFor();
    expect(await visit.page.locator('.receipt').innerText()).not.toContain('Ada');
    await visit.page.locator('.keep-record').getByRole('button', { name: 'Remove' }).click();
    await visit.page.getByText('No updates yet').waitFor();
    await visit.button('Undo').click();
    await visit.page.locator('.records a').first().waitFor();
    expect(visit.problems).toEqual([]);
  });
});
