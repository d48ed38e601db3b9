/** Recordings in the app: an update that failed is saved, opened again, and gone through state by state. */
import { readFileSync, writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseRecording } from '../../src/recorder/parse-recording.ts';
import { Visit } from '../support/e2e/visit.ts';

let visit: Visit;
let folder: string;

beforeEach(async () => {
  visit = await Visit.begin();
  folder = mkdtempSync(path.join(tmpdir(), 'slipway-recording-'));
});

afterEach(async () => {
  await visit.end();
  rmSync(folder, { recursive: true });
});

const panel = () => visit.page.locator('[data-recording]');
/** With spaces of any kind as one. */
const shownHeadline = async (): Promise<string> =>
  (await card().locator('h3').innerText()).replaceAll('\u00a0', ' ');
const card = () => visit.page.locator('[data-replayed]');

/** Letters of the file: more than any line of it has. */
const COMPARED = 20_000;

/** Looks at the recording of the update that has ended, and saves it. */
async function saved(): Promise<string> {
  await visit.button('Save recording').click();
  const dialog = visit.page.getByRole('dialog');
  const shown = await dialog.getByRole('region', { name: 'Contents of the file' }).textContent();
  const download = visit.page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Save this file' }).click();
  const text = readFileSync(await (await download).path(), 'utf8');
  expect(text).toContain('slipway-recording');
  expect(shown?.slice(0, COMPARED)).toBe(text.slice(0, COMPARED));
  return text;
}

/** Opens it in a page that knows nothing of the update, goes through all of it, and gives what the card said, in order. */
async function goneThrough(text: string): Promise<readonly string[]> {
  const { states } = parseRecording(text, 'x');
  const file = path.join(folder, 'slipway-recording.json');
  writeFileSync(file, text);
  await visit.page.goto(`${visit.page.url().replace(/#.*/, '')}#/emulator`);
  await visit.reload();
  await panel().locator('input[type=file]').setInputFiles(file);
  await panel().getByText(`went through the same ${states.length} states`).waitFor();
  const last = await shownHeadline();
  const headlines: string[] = [];
  await visit.page.getByRole('slider', { name: 'State' }).focus();
  await visit.page.keyboard.press('Home');
  for (let at = 0; at < states.length; at += 1) {
    headlines.push(await shownHeadline());
    await visit.page.keyboard.press('ArrowRight');
  }
  expect(headlines.at(-1)).toBe(last);
  return headlines;
}

describe('a recording of an update', () => {
  it('of an update that was stopped is saved after a look at it, and its states are gone through again', async () => {
    await visit.choosePractice();
    await visit.chooseFile('demo-esp32-2.0.0.zip');
    await visit.headlineSays(/^Ready to update/);
    await visit.button(/^Update to 2\.0\.0$/).click();
    await visit.hasWritten(20);
    await visit.button('Cancel').click();
    await visit.button('Stop the update').click();
    const ended = await visit.headlineSays(/^Cancelled/);
    const headlines = await goneThrough(await saved());
    expect(headlines.at(-1)).toBe(ended);
    expect(headlines.join('\n')).toMatch(/Comparing file and device[^]*Making room[^]*Writing/);
    expect(await panel().locator('[data-frames] li').count()).toBeGreaterThan(3);
  });

  it('whose new firmware froze shows how the device went back', async () => {
    await visit.page.getByRole('link', { name: 'Emulator', exact: true }).click();
    const faults = visit.page.getByRole('region', { name: 'Break the next update' });
    await faults.getByRole('button', { name: 'Freeze', exact: true }).click();
    await faults.getByRole('button', { name: 'Will freeze', exact: true }).waitFor();
    await visit.page.getByText('100×', { exact: true }).click();
    await visit.page.getByRole('link', { name: 'Update', exact: true }).click();
    await visit.choosePractice();
    await visit.chooseFile('demo-esp32-1.1.0.zip');
    await visit.headlineSays(/^Ready/);
    await visit.button('Update to 1.1.0').click();
    const ended = await visit.headlineSays(/is back on 1\.0\.0/);
    const text = await saved();
    expect(parseRecording(text, 'x').result).toBe('reverted');
    const headlines = await goneThrough(text);
    expect(headlines.at(-1)).toBe(ended);
    expect(headlines.join('\n')).toMatch(/Writing 1\.1\.0[^]*Restarting[^]*is back on 1\.0\.0/);
  });

  it('that is none says so, and keeps nothing open', async () => {
    await visit.page.goto(`${visit.page.url().replace(/#.*/, '')}#/emulator`);
    const file = path.join(folder, 'other.json');
    writeFileSync(file, '{"x": 1}');
    await panel().locator('input[type=file]').setInputFiles(file);
    await panel().getByText('other.json is not a recording of an update.').waitFor();
    expect(await card().count()).toBe(0);
  });
});
