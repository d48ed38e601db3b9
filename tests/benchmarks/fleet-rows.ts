/**
 * `npm run bench -- fleet-rows`: the fleet with 10,000 devices in real Chromium, the page's main thread slowed four times. A wheel
 * turns through the table: how many of the frames that were due were drawn, and in how many a row was missing in the window.
 *
 * Chromium scrolls what is painted without the main thread, which then brings the rows that come into the window: it needs not be
 * done in each frame, but before the rows ahead are used up. What it works in a frame of its own is shown beside.
 *
 * Chromium slows a thread by pausing it: the trace counts the pauses as CPU time.
 */
import { chromium } from 'playwright-core';
import type { CDPSession, Page } from 'playwright-core';
import { setup as buildApp } from '../support/e2e/build.ts';
import { chromiumPath } from '../support/e2e/browsers.ts';
import { servePlainly } from '../support/e2e/plain-server.ts';
import type { Figures } from './figure.ts';
import {
  countBetweenMarks,
  FRAME_CATEGORIES,
  tasksAfterMark,
  TRACE_CATEGORIES,
} from './main-thread.ts';

const DEVICES = 10_000;
const SLOWER = 4;
const FRAME_MS = 1_000 / 60;
const FRAMES = 300;
/** One row a frame, sixty a second: a free wheel, or a fling. Twice as fast nobody sees what is on a row. */
const PX_A_FRAME = { fast: 60, twice: 120 } as const;
const MARK = 'slipway-scrolls';
const END_MARK = 'slipway-has-scrolled';

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

interface Counts {
  isOver: boolean;
  readonly frames: number;
  readonly missing: number;
  readonly mostRows: number;
}

interface Scrolled {
  readonly dueFrames: number;
  readonly drawnFrames: number;
  /** Frames of the main thread. */
  readonly ownFrames: number;
  /** Between how many of these the window came past the last row that was there. */
  readonly missing: number;
  readonly mostRows: number;
  readonly cpuMs: number;
}

/** Counts from now on, in each frame of the main thread: after its rows have followed, and before the next does so. */
const watch = (page: Page): Promise<void> =>
  page.evaluate((mark) => {
    performance.mark(mark);
    const body = document.querySelector('tbody');
    if (body === null) throw new Error('no table');
    const topPx = body.getBoundingClientRect().top + scrollY;
    const counts = { isOver: false, frames: 0, missing: 0, mostRows: 0 };
    Object.assign(globalThis, { counts });
    let untilPx = Number.POSITIVE_INFINITY;
    const step = (): void => {
      counts.frames += 1;
      if (scrollY + innerHeight - topPx > untilPx) counts.missing += 1;
      const rows = [...body.children].filter((row) => row instanceof HTMLElement);
      counts.mostRows = Math.max(counts.mostRows, rows.length);
      const tops = rows.map((row) => Number.parseFloat(row.style.top));
      untilPx = Math.max(...tops) + Number.parseFloat(body.style.getPropertyValue('--row-height'));
      if (!counts.isOver) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }, MARK);

async function scroll(page: Page, session: CDPSession, px: number): Promise<Scrolled> {
  await page.evaluate(() => scrollTo(0, 0));
  await page.mouse.move(600, 400);
  await page.waitForTimeout(500);
  const browser = page.context().browser();
  if (browser === null) throw new Error('no browser');
  await browser.startTracing(page, { categories: [...TRACE_CATEGORIES, ...FRAME_CATEGORIES] });
  await watch(page);
  await session.send('Input.synthesizeScrollGesture', {
    ...{ x: 600, y: 400, yDistance: -px * FRAMES, speed: px * 60 },
    ...{ gestureSourceType: 'mouse', preventFling: true },
  });
  const { frames, missing, mostRows } = await page.evaluate((mark) => {
    performance.mark(mark);
    const { counts } = globalThis as unknown as { counts: Counts };
    counts.isOver = true;
    return counts;
  }, END_MARK);
  const trace = await browser.stopTracing();
  const marks = { from: MARK, until: END_MARK };
  const due = countBetweenMarks(trace, marks, 'BeginFrame');
  const drawn = countBetweenMarks(trace, marks, 'DrawFrame');
  const cpuMs = tasksAfterMark(trace, MARK).reduce((sum, task) => sum + task.cpuMs, 0);
  return { dueFrames: due, drawnFrames: drawn, ownFrames: frames, missing, mostRows, cpuMs };
}

const lower = { better: 'lower', limit: null } as const;

function figuresOf(name: string, scrolled: Scrolled, isAsked: boolean): Figures {
  const { dueFrames, drawnFrames, ownFrames, missing, mostRows, cpuMs } = scrolled;
  const target = (value: number): number | null => (isAsked ? value : null);
  return {
    [`fleet-rows.${name}.drawn`]: {
      ...{ value: drawnFrames / dueFrames, unit: '', target: target(0.95), better: 'higher' },
      ...{ limit: null, note: `of 60 frames a second; ${drawnFrames} frames` },
    },
    [`fleet-rows.${name}.missing`]: {
      ...{ value: missing / ownFrames, unit: '', target: target(0.05), ...lower },
      note: 'of the frames had a row missing',
    },
    [`fleet-rows.${name}.on-page`]: { value: mostRows, unit: 'rows', target: 60, ...lower },
    [`fleet-rows.${name}.main-thread.ms`]: {
      ...{ value: cpuMs / ownFrames, unit: 'ms', target: null, better: 'lower', limit: FRAME_MS },
      note: `a frame of its own, ${ownFrames} of them`,
    },
  };
}

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
    const fast = await scroll(page, session, PX_A_FRAME.fast);
    const twice = await scroll(page, session, PX_A_FRAME.twice);
    return { ...figuresOf('fast', fast, true), ...figuresOf('twice', twice, false) };
  } finally {
    await browser.close();
    await server.close();
  }
}
