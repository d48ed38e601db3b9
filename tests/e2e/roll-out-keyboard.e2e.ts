/** A roll-out by keys alone, from an empty fleet to its report: every stop on the way is seen and named. */
import { afterEach, describe, expect, it } from 'vitest';
import { pressByKey, seenFocus, tabUntil } from '../support/e2e/by-keyboard.ts';
import { Visit } from '../support/e2e/visit.ts';
import { idsOf, startDevices } from '../support/fleet/emulated-fleet.ts';
import { startBroker } from '../support/testbed/broker/mosquitto.ts';

/** Devices that start, restart and are written side by side on a slow machine. */
const PATIENCE_MS = 240_000;
const FIRMWARE = 'tests/fixtures/bundles/demo-esp32-1.1.0-tiny.zip';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function begin(): Promise<Visit> {
  const visit = await Visit.begin();
  closers.push(() => visit.end());
  return visit;
}

describe('a roll-out by keyboard alone', () => {
  it('over devices that are chosen on the dashboard halts, goes on as it is told, and is reported', async () => {
    const broker = await startBroker();
    closers.push(() => broker.stop());
    const bad = idsOf('fan', 1);
    const good = idsOf('lamp', 2, 0x100);
    for (const [ids, args] of [
      [bad, ['--fault', 'crash-loop']],
      [good, []],
    ] as const) {
      const devices = await startDevices(broker.url, ids, ...args);
      closers.push(() => devices.end('SIGKILL'));
    }
    const visit = await begin();
    const { page } = visit;
    const key = (name: string): Promise<void> => page.keyboard.press(name);
    const press = (name: RegExp, by: 'Enter' | 'Space' = 'Enter') => pressByKey(visit, name, by);
    const stateIs = (state: string): Promise<void> =>
      page.locator(`[data-roll-out-state="${state}"]`).waitFor({ timeout: PATIENCE_MS });

    await visit.practiceSays('demo 1.0.0');
    await page.locator('[aria-keyshortcuts="d"]').waitFor(); // what listens for keys
    await key('g');
    await key('f');
    await visit.headlineSays(/^Fleet$/);
    await visit.button('Add devices').first().waitFor();
    await press(/^Add devices$/);
    await page.getByRole('dialog').waitFor();
    expect(await seenFocus(visit)).toMatch(/^List/);
    await page.keyboard.insertText([...bad, ...good].join('\n'));
    await tabUntil(visit, /^Broker of/);
    await page.keyboard.insertText(`mqtt+${broker.webUrl}`);
    await press(/^Add 3 devices$/);
    await page.getByText(/^Listening at/).waitFor();

    await press(/^Choose all that are shown$/, 'Space');
    await page.getByText('3 chosen').waitFor();
    await press(/^Roll out$/);
    await visit.headlineSays(/^New roll-out$/);
    const chooser = page.waitForEvent('filechooser');
    await press(/^Add a file$/);
    await (await chooser).setFiles(FIRMWARE);
    await visit.button('Change waiting time').waitFor();
    await press(/^Change waiting time$/);
    // A radio group is one stop of the keyboard; arrows choose in it.
    for (let turns = 0; turns < 8 && !/^Not at all/.test(await seenFocus(visit)); turns += 1)
      await key('ArrowRight');
    expect(await seenFocus(visit)).toMatch(/^Not at all/);
    await press(/^Start roll-out$/);
    await visit.headlineSays(/^1\.1\.0 to 3 devices$/);

    // The first one by name goes back.
    await stateIs('halted');
    await page.getByRole('heading', { name: /^Stopped by itself/ }).waitFor();
    await tabUntil(visit, /^To go on all the same, type 1/);
    await page.keyboard.type('1');
    await key('Enter');
    await stateIs('completed');
    await page.getByRole('button', { name: /^\s*2\s*Committed/ }).waitFor();
    const saved = page.waitForEvent('download');
    await press(/^Save as CSV$/);
    expect((await saved).suggestedFilename()).toMatch(/\.csv$/);
    // The dashboard knows what became of each.
    await key('g');
    await key('f');
    await visit.headlineSays(/^Fleet$/);
    await page.getByRole('button', { name: /^2\s*Committed/ }).waitFor();
    await page
      .getByRole('row')
      .filter({ hasText: 'lamp_000100' })
      .getByText('1.0.0 → 1.1.0')
      .waitFor();
    await page.getByRole('button', { name: /^1\s*Went back/ }).waitFor();
    expect(
      visit.problems.filter((problem) => !/WebSocket|net::ERR_|^failed: /.test(problem)),
    ).toEqual([]);
  });
});
