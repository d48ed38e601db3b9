/**
 * `npm run bench -- rehearsal`: a rehearsal in real Chromium, from the press to its verdict: a device with files is read over a
 * WebSocket of this machine, its stand-in is updated, and the power is cut twice at each of its flash operations.
 */
import path from 'node:path';
import { chromium } from 'playwright-core';
import { DeviceProcess } from '../support/conformance/device-process.ts';
import { setup as buildApp } from '../support/e2e/build.ts';
import { chromiumPath } from '../support/e2e/browsers.ts';
import { servePlainly } from '../support/e2e/plain-server.ts';
import type { Figures } from './figure.ts';

const BUNDLE = path.resolve('tests/fixtures/bundles/demo-esp32-1.1.0.zip');
const FILES = 'tests/fixtures/filesystems/lfsuser.img';
/** What is asked: as long as people wait for an answer to a press before they do something else. */
const MOST_SECONDS = 10;

async function rehearse(address: string, host: string): Promise<{ seconds: number; cuts: number }> {
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const page = await browser.newPage();
    await page.goto(address);
    await page.getByRole('button', { name: /^Network/ }).click();
    const field = page.getByRole('textbox', { name: 'Address' });
    await field.fill(host);
    await field.press('Enter');
    await page.getByRole('heading', { level: 1, name: /Choose a firmware/ }).waitFor();
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Choose firmware' }).click();
    await (await chooser).setFiles(BUNDLE);
    await page.getByRole('button', { name: 'Rehearsal' }).click();
    const begin = performance.now();
    await page.getByRole('button', { name: 'Rehearse', exact: true }).click();
    const verdict = page.getByText(/^Safe: whole again after each of/);
    await verdict.waitFor({ timeout: 120_000 });
    const seconds = (performance.now() - begin) / 1_000;
    return {
      seconds,
      cuts: Number(/[\d,]+/.exec(await verdict.innerText())?.[0].replace(',', '')),
    };
  } finally {
    await browser.close();
  }
}

export async function benchRehearsal(): Promise<Figures> {
  buildApp();
  const device = new DeviceProcess([
    ...['--ws', '127.0.0.1:0', '--app', 'demo', '--fw-version', '1.0.0', '--fs', FILES],
  ]);
  const server = await servePlainly('dist');
  try {
    const { host } = new URL(String((await device.ready()).ws));
    const { seconds, cuts } = await rehearse(server.address, host);
    const lower = { better: 'lower', limit: null } as const;
    return {
      'rehearsal.seconds': { value: seconds, unit: 's', target: MOST_SECONDS, ...lower },
      'rehearsal.cut.ms': {
        ...{ value: (seconds * 1_000) / cuts, unit: 'ms', target: null, ...lower },
        note: `${cuts} cuts`,
      },
    };
  } finally {
    await server.close();
    await device.end('SIGKILL');
  }
}
