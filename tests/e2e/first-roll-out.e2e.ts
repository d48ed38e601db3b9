/** From the command that the page shows to the report of a roll-out over ten practice devices, by the words of the page alone. */
import { spawn } from 'node:child_process';
import { afterEach, describe, expect, it } from 'vitest';
import { ensureBroker } from '../../scripts/ensure.mjs';
import { ROOT } from '../support/conformance/commands.ts';
import { addFirmware, chooseRule } from '../support/e2e/roll-out-form.ts';
import { Visit } from '../support/e2e/visit.ts';
import { freePort } from '../support/testbed/server-ports.ts';

/** Of somebody who reads, too: README.md promises it. The machine's part of it is what is measured here. */
const FIVE_MINUTES_MS = 300_000;

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** `shown`: the command as the page shows it. On a port that is free. */
async function run(shown: string): Promise<number> {
  ensureBroker();
  const port = await freePort();
  const [program = '', ...args] = shown.split(' ');
  const child = spawn(program, [...args, '--', String(port)], {
    ...{ cwd: ROOT, detached: true, stdio: ['ignore', 'pipe', 'inherit'] },
  });
  closers.push(() => process.kill(-(child.pid ?? 0), 'SIGTERM'));
  let said = '';
  child.stdout.on('data', (data: Buffer) => (said += data.toString()));
  await expect.poll(() => said, { timeout: 60_000 }).toContain('Add these ten');
  return port;
}

/** In the page. */
const focusedRule = (): string | null | undefined =>
  document.activeElement?.closest('[role="radiogroup"]')?.getAttribute('aria-label');

describe('the first roll-out', () => {
  it('over ten practice devices needs nothing but what the page says', async () => {
    const began = performance.now();
    const visit = await Visit.begin();
    closers.push(() => visit.end());
    const { page } = visit;
    await page.getByRole('link', { name: 'Fleet' }).click();
    const shown = await page.getByRole('code').textContent();
    const port = await run(shown ?? '');
    await visit.button('Add these ten').click();
    await page.getByRole('textbox', { name: /^Broker of/ }).fill(`ws://localhost:${port}`);
    await visit.button('Add 10 devices').click();
    await page.getByText(/^Listening at/).waitFor();
    await page.getByRole('link', { name: 'New roll-out' }).click();
    await visit.headlineSays(/^New roll-out$/);
    await addFirmware(page, 'tests/fixtures/bundles/demo-esp32-1.1.0.zip');
    // Half an hour after each wave is for devices that matter; what it costs is said, and the rule is one press away.
    await page.getByText(/^Takes about 2 h .* 2 hours of it is waiting time/).waitFor();
    await visit.button('Change waiting time').click();
    expect(await page.evaluate(focusedRule)).toBe('Run before the next wave');
    await chooseRule(page, 'Run before the next wave', 'Not at all');
    await visit.button('Change waiting time').waitFor({ state: 'detached' });
    await page.getByText('1 device, then 1, 3, 5.', { exact: false }).first().waitFor();
    await visit.button('Start roll-out').click();
    await page.locator('[data-roll-out-state="completed"]').waitFor({ timeout: FIVE_MINUTES_MS });
    await page.getByRole('button', { name: /^\s*10\s*Committed/ }).waitFor();
    await page.getByRole('link', { name: 'Fleet' }).click();
    await page.getByText('Showing 10 of 10').waitFor();
    await page.getByRole('link', { name: 'History' }).click();
    const records = page.locator('.records a');
    await records.nth(9).waitFor();
    expect(await records.filter({ hasText: 'Roll-out' }).count()).toBe(10);
    const tookMs = performance.now() - began;
    console.info(`The first roll-out took ${(tookMs / 1_000).toFixed(0)} s.`);
    expect(tookMs).toBeLessThan(FIVE_MINUTES_MS);
  });
});
