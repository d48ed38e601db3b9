/** The form of a new roll-out in the app, filled in as a person does, and the report that is saved at its end. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import type { Visit } from './visit.ts';

export async function openRollOutForm(visit: Visit): Promise<void> {
  const { page } = visit;
  await page.goto(`${page.url().replace(/#.*/, '')}#/fleet/new`);
  await visit.headlineSays(/^New roll-out$/);
}

/** Devices at the broker of this address (`ws://host:port`), each a line of the list. */
export async function listDevices(
  page: Page,
  webUrl: string,
  ids: readonly string[],
): Promise<void> {
  await page.getByText('By list', { exact: true }).click();
  await page
    .getByRole('textbox', { name: 'Device ids, one a line' })
    .fill(ids.map((id) => `${id} mqtt+${webUrl}/${id}`).join('\n'));
}

/** Devices at the broker of this address are added to the fleet, all of them chosen there, and the form opened with them. */
export async function chooseOnDashboard(
  visit: Visit,
  webUrl: string,
  ids: readonly string[],
): Promise<void> {
  const { page } = visit;
  await page.getByRole('link', { name: 'Fleet' }).click();
  await visit.headlineSays(/^Fleet$/);
  await visit.button('Add devices').first().click();
  await page.getByRole('textbox', { name: 'List' }).fill(ids.join('\n'));
  await page.getByRole('textbox', { name: /^Broker of/ }).fill(`mqtt+${webUrl}`);
  await visit.button(`Add ${ids.length} devices`).click();
  await page.getByText(`Showing ${ids.length} of ${ids.length}`).waitFor();
  await page.getByRole('checkbox', { name: 'Choose all that are shown' }).check();
  await visit.button(/^Roll out$/).click();
  await visit.headlineSays(/^New roll-out$/);
  await page.getByText(`${ids.length} of ${ids.length} devices`).waitFor();
}

export async function addFirmware(page: Page, file: string): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Add a file' }).click();
  await (await chooser).setFiles(file);
}

export async function chooseRule(page: Page, name: string, option: string): Promise<void> {
  const group = page.getByRole('radiogroup', { name });
  await group.getByText(option, { exact: true }).click();
}

/** By the file that the page saves; without the names of the columns. */
export async function savedReport(page: Page): Promise<readonly (readonly string[])[]> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as CSV' }).click();
  const file = await (await download).path();
  const [, ...lines] = readFileSync(file, 'utf8').replace('\ufeff', '').trim().split('\r\n');
  return lines.map((line) => line.split(','));
}
