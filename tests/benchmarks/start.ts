/**
 * `npm run bench -- start`: how long the built app takes until it can be used, in real Chromium with the
 * page's CPU slowed four times, and how much of the screen moves by itself.
 *
 * Interactive is the first moment from which on
 *   1. a press of "Choose firmware file" has its effect (it is pressed in every frame), and
 *   2. the main thread is quiet: no task of 50 ms of its own CPU time begins within the next second.
 *
 * Chromium slows the page's main thread only; the workers run at the machine's speed. Every round has a
 * profile on disk of its own, as people's browsers have: a private window keeps no compiled code.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import type { BrowserContext, Page } from 'playwright-core';
import { setup as buildApp } from '../support/e2e/build.ts';
import { chromiumPath } from '../support/e2e/browsers.ts';
import { servePlainly, type PlainServer } from '../support/e2e/plain-server.ts';
import { median, type Figure, type Figures } from './figure.ts';
import { LONG_MS, mainThreadTasks, QUIET_MS, quietFrom, TRACE_CATEGORIES } from './main-thread.ts';
import { installProbe, readProbe, sumOf, type Shift } from './page-probe.ts';

const ROUNDS = 5;
const SLOWER = 4;
const SIZES = [
  { width: 1280, height: 800 },
  { width: 360, height: 740 },
] as const;

interface Start {
  readonly interactiveMs: number;
  readonly paintMs: number;
  readonly longestTaskMs: number;
  /** What the main thread did until then: the same however busy the machine is. */
  readonly cpuMs: number;
  readonly shifts: readonly Shift[];
}

/** A tab that is as slow as the bench asks for, with the probe in it. */
async function openTab(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  await installProbe(page);
  return page;
}

/** A browser that has never been here, in a profile that is deleted afterwards. */
async function withFreshBrowser<T>(
  viewport: (typeof SIZES)[number],
  work: (context: BrowserContext) => Promise<T>,
): Promise<T> {
  const profile = mkdtempSync(path.join(tmpdir(), 'slipway-start-'));
  const options = { executablePath: chromiumPath(), args: ['--no-sandbox'], viewport };
  try {
    const context = await chromium.launchPersistentContext(profile, options);
    try {
      return await work(context);
    } finally {
      await context.close();
    }
  } finally {
    rmSync(profile, { recursive: true, force: true });
  }
}

async function measureStart(page: Page, address: string): Promise<Start> {
  const browser = page.context().browser();
  if (browser === null) throw new Error('nothing to trace with');
  await browser.startTracing(page, { categories: [...TRACE_CATEGORIES] });
  await page.goto(address);
  await page.waitForFunction(() => typeof window.slipwayProbe?.reactsAt === 'number');
  await page.waitForTimeout(2 * QUIET_MS);
  const all = mainThreadTasks(await browser.stopTracing(), address);
  const tasks = all.filter(({ cpuMs }) => cpuMs >= LONG_MS);
  const { reactsAt, firstPaintAt, shifts } = await readProbe(page);
  if (reactsAt === null || firstPaintAt === null) throw new Error('the page never reacted');
  const interactiveMs = quietFrom(tasks, reactsAt);
  const before = all.filter(({ from }) => from < interactiveMs);
  return {
    interactiveMs,
    cpuMs: before.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    paintMs: firstPaintAt,
    longestTaskMs: Math.max(0, ...tasks.map(({ cpuMs }) => cpuMs)),
    shifts,
  };
}

/** First without anything on this machine, then from the service worker with the server gone. */
async function startTwice(
  viewport: (typeof SIZES)[number],
): Promise<{ readonly cold: Start; readonly offline: Start }> {
  const server = await servePlainly('dist');
  try {
    return await withFreshBrowser(viewport, async (context) => {
      const first = await openTab(context);
      const cold = await measureStart(first, server.address);
      await first.getByText('Ready offline', { exact: true }).waitFor({ timeout: 60_000 });
      await first.close();
      await server.close();
      await context.setOffline(true);
      return { cold, offline: await measureStart(await openTab(context), server.address) };
    });
  } finally {
    await server.close();
  }
}

/** From the first visit to the kept firmware, as a person goes. */
async function updateShifts(
  server: PlainServer,
  viewport: (typeof SIZES)[number],
): Promise<readonly Shift[]> {
  return withFreshBrowser(viewport, async (context) => {
    const page = await openTab(context);
    const press = async (name: RegExp): Promise<void> => {
      await page.getByRole('button', { name }).click({ timeout: 90_000 });
      await page.waitForTimeout(1_000); // what comes more than half a second after a press counts
    };
    await page.goto(server.address);
    for (const name of [/^Try it on/, /^Update to/, /^Keep 1/, /^Finish$/]) await press(name);
    return (await readProbe(page)).shifts;
  });
}

/** Tells what moved, so that it can be mended. */
function worst(runs: readonly (readonly Shift[])[], what: string): number {
  const all = [...runs].sort((a, b) => sumOf(b) - sumOf(a))[0] ?? [];
  for (const { value, at, under, moved } of all)
    console.log(
      `  ${what}: ${value.toFixed(4)} at ${at.toFixed(0)} ms, “${under}”: ${moved.join(', ')}`,
    );
  return sumOf(all);
}

const lower = (value: number, unit: string, target: number | null): Figure => ({
  value,
  unit,
  target,
  better: 'lower',
  limit: null,
});

export async function benchStart(): Promise<Figures> {
  buildApp();
  const server = await servePlainly('dist');
  try {
    const starts: Awaited<ReturnType<typeof startTwice>>[] = [];
    for (let round = 0; round < ROUNDS; round++)
      starts.push(await startTwice(SIZES[round % SIZES.length] ?? SIZES[0]));
    const updates: (readonly Shift[])[] = [];
    for (const size of SIZES) updates.push(await updateShifts(server, size));
    for (const [index, { width }] of SIZES.entries())
      console.log(`  update at ${width} px: ${sumOf(updates[index] ?? []).toFixed(4)}`);
    const all = starts.flatMap(({ cold, offline }) => [cold, offline]);
    const seconds = (pick: (start: (typeof starts)[number]) => number): number =>
      median(starts.map(pick)) / 1_000;
    return {
      'start.cold.seconds': lower(
        seconds(({ cold }) => cold.interactiveMs),
        's',
        2,
      ),
      'start.cold.paint.seconds': lower(
        seconds(({ cold }) => cold.paintMs),
        's',
        null,
      ),
      'start.cold.cpu.seconds': lower(
        seconds(({ cold }) => cold.cpuMs),
        's',
        null,
      ),
      'start.offline.cpu.seconds': lower(
        seconds(({ offline }) => offline.cpuMs),
        's',
        null,
      ),
      'start.offline.seconds': lower(
        seconds(({ offline }) => offline.interactiveMs),
        's',
        1,
      ),
      'start.offline.paint.seconds': lower(
        seconds(({ offline }) => offline.paintMs),
        's',
        null,
      ),
      'start.longestTask.cpuMs': lower(median(all.map((one) => one.longestTaskMs)), 'ms', null),
      'start.shift': lower(
        worst(
          all.map(({ shifts }) => shifts),
          'load',
        ),
        '',
        0.02,
      ),
      'start.update.shift': lower(worst(updates, 'update'), '', 0.02),
    };
  } finally {
    await server.close();
  }
}
