/** Checks of a product that its firmware brings along: asked of the device on trial, in a browser. */
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProductCheck } from '../../src/contracts/product-check.ts';
import { MUCH_ROOM, PUMP, ROOM, withChecks } from '../support/bundle/with-checks.ts';
import { Visit } from '../support/e2e/visit.ts';

let visit: Visit;

beforeEach(async () => {
  visit = await Visit.begin();
});

afterEach(async () => {
  await visit.end();
});

async function updateTo(...checks: readonly ProductCheck[]): Promise<void> {
  const plain = readFileSync('tests/fixtures/bundles/demo-esp32-1.1.0.zip');
  const buffer = Buffer.from(withChecks(new Uint8Array(plain), checks));
  await visit.choosePractice();
  const chooser = visit.page.waitForEvent('filechooser');
  await visit
    .button(/^Choose (firmware|another) file$/)
    .first()
    .click();
  await (await chooser).setFiles({ name: 'fw.zip', mimeType: 'application/zip', buffer });
  await visit.headlineSays(/^Ready/);
  await visit.button('Update to 1.1.0').click();
}

const row = (text: string) =>
  visit.page.getByRole('list', { name: 'Health checks' }).getByRole('listitem').filter({
    hasText: text,
  });

describe('a firmware that brings checks along', () => {
  it('shows how each stands, and is kept by a press where all have passed', async () => {
    await updateTo(ROOM);
    await visit.headlineSays(/^1\.1\.0 is running\. Keep it\?/);
    await row('Log 12 kB').getByText('check of this product').waitFor();
    await expect.poll(() => row('Log 12 kB').textContent()).toMatch(/\d{5,}$/);
    await visit.button('Keep 1.1.0').click();
    await visit.headlineSays(/runs 1\.1\.0$/);
    expect(visit.problems).toEqual([]);
  });

  it('offers first to go back where one fails or is not answered, and says what was expected', async () => {
    await updateTo(MUCH_ROOM, PUMP);
    await visit.headlineSays(/^1\.1\.0 runs, but 2 checks failed/);
    const failed = visit.page.getByRole('list', { name: 'Failed checks' });
    await failed.getByText('at least 8000000').waitFor();
    await failed.getByText('refused by the device').waitFor();
    await visit.button('Go back to 1.0.0').click();
    await visit.headlineSays(/is back on 1\.0\.0/);
    expect(visit.problems).toEqual([]);
  });
});

describe('checks that people write', () => {
  it('are made of an answer of the device, tried, kept over a reload, asked on trial, and exported', async () => {
    await visit.choosePractice();
    await visit.button('Settings and files').click();
    const tab = visit.page.getByText('Checks', { exact: true });
    await tab.click();
    await visit.page.getByText(/^Asked of each firmware of .?demo.? on trial/).waitFor();
    await visit.button('New check').click();
    await visit.page.getByLabel('Name', { exact: true }).fill('Log 12 kB');
    await visit.page.getByLabel('Method').fill('Sys.GetInfo');
    await visit.button('Ask the device').click();
    await visit.page.getByRole('button', { name: /^\/fs_free/ }).click();
    await visit.page.getByLabel('Must be').selectOption('at least');
    await visit.page.getByRole('textbox', { name: /^Value/ }).fill('10000');
    await visit.button('Save check').click();
    await visit.button('Try Log 12 kB').click();
    await visit.page.getByText(/passes now/).waitFor();
    await visit.reload();
    await visit.choosePractice();
    await visit.button('Settings and files').click();
    await tab.click();
    const download = visit.page.waitForEvent('download');
    await visit.button('Export').click();
    const file = readFileSync(await (await download).path(), 'utf8');
    expect(JSON.parse(file)).toMatchObject({
      ...{ slipwayChecks: 1, app: 'demo' },
      checks: [{ method: 'Sys.GetInfo', path: '/fs_free', operator: '>=', value: 10_000 }],
    });
    await visit.button('Remove Log 12 kB').click();
    await visit.button('Undo').click();
    await visit.button('Try Log 12 kB').waitFor();
    await visit.chooseFile('demo-esp32-1.1.0.zip');
    await visit.headlineSays(/^Ready/);
    await visit.button('Update to 1.1.0').click();
    await visit.headlineSays(/^1\.1\.0 is running\. Keep it\?/);
    await row('Log 12 kB').getByText('check of this product').waitFor();
    expect(visit.problems).toEqual([]);
  });
});
