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

describe('a recording of an update', () => {
  it('of an update that was stopped is saved after a look at it, and its states are gone through again', async () => {
    await visit.choosePractice();
    await visit.chooseFile('demo-esp32-1.1.0.zip');
    await visit.headlineSays(/^Ready to update/);
    await visit.button(/^Update to 1\.1\.0$/).click();
    await visit.hasWritten(20);
    await visit.button('Cancel').click();
    await visit.button('Stop the update').click();
    await visit.button('Save recording').click();
    const ended = await visit.headlineSays(/./);
    const dialog = visit.page.getByRole('dialog');
    const shown = await dialog.getByRole('region', { name: 'Contents of the file' }).innerText();
    expect(shown).toContain('slipway-recording');
    const download = visit.page.waitForEvent('download');
    await dialog.getByRole('button', { name: 'Save this file' }).click();
    const saved = readFileSync(await (await download).path(), 'utf8');
    const { states } = parseRecording(saved, 'x');

    const file = path.join(folder, 'slipway-recording.json');
    writeFileSync(file, saved);
    await visit.page.goto(`${visit.page.url().replace(/#.*/, '')}#/emulator`);
    const input = panel().locator('input[type=file]');
    await input.setInputFiles(file);
    await panel().getByText(`went through the same ${states.length} states`).waitFor();
    expect(await shownHeadline()).toBe(ended);
    const headlines = new Set<string>();
    await visit.page.getByRole('slider', { name: 'State' }).focus();
    await visit.page.keyboard.press('Home');
    for (let at = 0; at < states.length; at += 1) {
      headlines.add(await shownHeadline());
      await visit.page.keyboard.press('ArrowRight');
    }
    const said = [...headlines].join('\n');
    expect(said).toMatch(/Comparing file and device/);
    expect(said).toMatch(/Making room/);
    expect(headlines.size).toBeGreaterThan(3);
    expect(await panel().locator('[data-frames] li').count()).toBeGreaterThan(3);
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
