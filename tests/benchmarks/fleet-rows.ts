/**
 * `npm run bench -- fleet-rows`: the fleet with 10,000 devices in real Chromium, the page's CPU slowed four times. The wheel
 * turns through the table; how long each frame's work took is read from the trace, by the thread's own CPU time, so that what
 * else this machine does does not count. A frame whose work takes longer than 16.7 ms is missed.
 *
 * Chromium slows a thread by pausing it: the trace counts the pauses as CPU time.
 */
import { chromium } from 'playwright-core';
import type { Page } from 'playwright-core';
import { setup as buildApp } from '../support/e2e/build.ts';
import { chromiumPath } from '../support/e2e/browsers.ts';
import { servePlainly } from '../support/e2e/plain-server.ts';
import type { Figures } from './figure.ts';
import { tasksAfterMark, TRACE_CATEGORIES } from './main-thread.ts';

const DEVICES = 10_000;
const SLOWER = 4;
const FRAME_MS = 1_000 / 60;
const FRAMES = 300;
/** Seven thousand a second, two rows a frame: nobody reads that fast. */
const PX_A_FRAME = 120;
const MARK = 'slipway-scrolls';

async function fillFleet(page: Page, address: string): Promise<void> {
  await page.goto(`${address}#/fleet`);
  await page.getByRole('button', { name: 'Add devices' }).first().click();
  const ids = Array.from({ length: DEVICES }, (_, at) => `device-${String(at).padStart(5, '0')}`);
  await page.getByRole('textbox', { name: 'List' }).waitFor();
  const file = { name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.from(ids.join('\n')) };
  await page.locator('dialog input[type=file]').setInputFiles(file);
  await page.getByRole('button', { name: /^Add 10,000/ }).click();
  await page.getByText('Showing 10,000 of 10,000').waitFor({ timeout: 90_000 });
}

/** Scrolls so far in every frame; how many frames a second were drawn, and the most rows that were there. */
const scroll = (page: Page): Promise<{ readonly perSecond: number; readonly mostRows: number }> =>
  page.evaluate(
    ({ frames, px, mark }) =>
      new Promise((resolve) => {
        performance.mark(mark);
        const begin = performance.now();
        let [left, mostRows] = [frames, 0];
        const step = (): void => {
          mostRows = Math.max(mostRows, document.querySelectorAll('tbody tr').length);
          if (left === 0) {
            const perSecond = (frames * 1_000) / (performance.now() - begin);
            resolve({ perSecond, mostRows });
            return;
          }
          left -= 1;
          scrollBy(0, px);
          requestAnimationFrame(step);
        };
        requestAnimationFrame(step);
      }),
    { frames: FRAMES, px: PX_A_FRAME, mark: MARK },
  );

export async function benchFleetRows(): Promise<Figures> {
  buildApp();
  const server = await servePlainly('dist');
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    args: ['--no-sandbox'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    // The loader of these files gives functions their names by a helper of its own, which no page has.
    await page.addInitScript('globalThis.__name = (named) => named');
    await fillFleet(page, server.address);
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
    await browser.startTracing(page, { categories: [...TRACE_CATEGORIES] });
    const { perSecond, mostRows } = await scroll(page);
    const tasks = tasksAfterMark(await browser.stopTracing(), MARK);
    const cpuMs = tasks.reduce((sum, task) => sum + task.cpuMs, 0);
    const missed = tasks.filter((task) => task.cpuMs > FRAME_MS).length;
    const lower = { better: 'lower', limit: null } as const;
    return {
      'fleet-rows.frame.cpu.ms': { value: cpuMs / FRAMES, unit: 'ms', target: FRAME_MS, ...lower },
      'fleet-rows.missed.share': { value: missed / FRAMES, unit: '', target: 0.05, ...lower },
      'fleet-rows.on-page': { value: mostRows, unit: 'rows', target: 60, ...lower },
      'fleet-rows.frames': {
        ...{ value: perSecond, unit: '/s', target: null, better: 'higher', limit: 60 },
        note: 'as this machine drew them',
      },
    };
  } finally {
    await browser.close();
    await server.close();
  }
}
