/**
 * `npm run bench -- fleet`: what a roll-out costs for each device, from 10 to 2,000 of them, from the command line, and from 10 to
 * 500 in real Chromium. Each device is an emulated one with its own chip, at a real Mosquitto, all on this machine: the seconds
 * are those of all of them together, the CPU time and the memory are those of what leads the roll-out alone.
 *
 * Linear is: the line of cost = start + devices × cost of one that fits best, and how far from it the figures are.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import { setup as buildApp } from '../support/e2e/build.ts';
import { chromiumPath } from '../support/e2e/browsers.ts';
import { servePlainly } from '../support/e2e/plain-server.ts';
import { addFirmware, chooseRule, listDevices } from '../support/e2e/roll-out-form.ts';
import { idsOf, startDevices } from '../support/fleet/emulated-fleet.ts';
import { startBroker } from '../support/testbed/broker/mosquitto.ts';
import type { TestBroker } from '../support/testbed/broker/mosquitto.ts';
import type { Figure, Figures } from './figure.ts';
import { PageMemory } from './page-memory.ts';

const BUNDLE = path.resolve('tests/fixtures/bundles/demo-esp32-1.1.0-tiny.zip');
const HEADLESS = [10, 100, 500, 2_000] as const;
const IN_PAGE = [10, 100, 500] as const;
/** A process of the device command runs so many. */
const A_PROCESS = 500;
const OFF_THE_LINE = 0.2;
const BYTES_A_DEVICE = 64 * 1024;

interface Cost {
  readonly devices: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly bytes: number;
}

/** A broker with so many devices, for as long as `work` takes. */
async function withFleet<T>(
  count: number,
  work: (broker: TestBroker, ids: readonly string[]) => Promise<T>,
): Promise<T> {
  const broker = await startBroker();
  const ids = idsOf('lamp', count);
  const running = [];
  try {
    for (let at = 0; at < count; at += A_PROCESS)
      running.push(await startDevices(broker.url, ids.slice(at, at + A_PROCESS)));
    return await work(broker, ids);
  } finally {
    for (const devices of running) await devices.end('SIGKILL');
    await broker.stop();
  }
}

/** Seconds of CPU, and the most memory, of a process of this machine that runs still. Linux counts in hundredths (proc(5)). */
function processCost(pid: number): { readonly cpuSeconds: number; readonly peakBytes: number } {
  const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const [user = 0, system = 0] = fields.split(' ').slice(11, 13).map(Number);
  const peak = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return { cpuSeconds: (user + system) / 100, peakBytes: Number(peak) * 1024 };
}

async function headless(count: number): Promise<Cost> {
  return withFleet(count, async (broker, ids) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'slipway-fleet-'));
    const plan = {
      devices: ids.map((id) => ({ id, url: `${broker.url}/${id}` })),
      bundles: [BUNDLE],
      waves: ['rest'],
    };
    const file = path.join(folder, 'plan.json');
    writeFileSync(file, JSON.stringify(plan));
    const args = ['--import', 'tsx', 'src/cli/push.ts', '--fleet', file, '--json'];
    const push = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let outcome: { readonly committed?: number; readonly seconds?: number } = {};
    let cost = { cpuSeconds: 0, peakBytes: 0 };
    createInterface({ input: push.stdout }).on('line', (line) => {
      const read = JSON.parse(line) as { event?: string; result?: string; state?: string };
      if ('result' in read && !('event' in read)) outcome = read as typeof outcome;
      if (read.event === 'device') cost = processCost(push.pid ?? 0);
    });
    await once(push, 'close');
    rmSync(folder, { recursive: true });
    if (outcome.committed !== count) throw new Error(`${count}: ${JSON.stringify(outcome)}`);
    return {
      devices: count,
      seconds: outcome.seconds ?? Number.NaN,
      cpuSeconds: cost.cpuSeconds,
      bytes: cost.peakBytes,
    };
  });
}

async function inPage(browser: Browser, address: string, count: number): Promise<Cost> {
  return withFleet(count, async (broker, ids) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    try {
      await page.goto(`${address}#/fleet/new`);
      await listDevices(page, broker.webUrl, ids);
      await addFirmware(page, BUNDLE);
      await chooseRule(page, 'Run before the next wave', 'Not at all');
      await page.getByRole('button', { name: 'Start roll-out' }).waitFor();
      const memory = await PageMemory.begin(browser, page);
      const before = await memory.read();
      if (memory.workers === 0) throw new Error('the thread of the roll-out is not measured');
      const begin = performance.now();
      await page.getByRole('button', { name: 'Start roll-out' }).click();
      const completed = page.locator('[data-roll-out-state="completed"]');
      let most = before.bytes;
      for (;;) {
        const isOver = await completed.waitFor({ timeout: 2_000 }).then(
          () => true,
          () => false,
        );
        most = Math.max(most, (await memory.read()).bytes);
        if (isOver) break;
      }
      const seconds = (performance.now() - begin) / 1_000;
      const after = await memory.read();
      return {
        devices: count,
        seconds,
        cpuSeconds: after.cpuSeconds - before.cpuSeconds,
        bytes: most - before.bytes,
      };
    } finally {
      await context.close();
    }
  });
}

interface Line {
  readonly start: number;
  readonly each: number;
  /** The farthest figure's share of what the line says. */
  readonly off: number;
}

/** The line that is nearest by the squares of the shares that the figures are off it. */
function lineThrough(costs: readonly Cost[], of: (cost: Cost) => number): Line {
  let [w, wx, wxx, wy, wxy] = [0, 0, 0, 0, 0];
  for (const cost of costs) {
    const [x, y] = [cost.devices, of(cost)];
    const weight = 1 / (y * y);
    w += weight;
    wx += weight * x;
    wxx += weight * x * x;
    wy += weight * y;
    wxy += weight * x * y;
  }
  const each = (w * wxy - wx * wy) / (w * wxx - wx * wx);
  const start = (wy - each * wx) / w;
  const off = Math.max(
    ...costs.map((cost) => {
      const said = start + each * cost.devices;
      return Math.abs(of(cost) - said) / said;
    }),
  );
  return { start, each, off };
}

const lower = (value: number, unit: string, target: number | null, note?: string): Figure => ({
  ...{ value, unit, target, better: 'lower', limit: null },
  ...(note === undefined ? {} : { note }),
});

function figuresOf(name: string, costs: readonly Cost[], memory: Figure): Figures {
  for (const { devices, seconds, cpuSeconds, bytes } of costs)
    console.log(
      `  ${name}, ${devices} devices: ${seconds.toFixed(1)} s, ${((seconds * 1_000) / devices).toFixed(0)} ms each; ` +
        `CPU ${cpuSeconds.toFixed(1)} s, ${((cpuSeconds * 1_000) / devices).toFixed(0)} ms each; ${(bytes / 1_048_576).toFixed(1)} MiB`,
    );
  const time = lineThrough(costs, ({ seconds }) => seconds);
  const cpu = lineThrough(costs, ({ cpuSeconds }) => cpuSeconds);
  return {
    [`fleet.${name}.time.each.ms`]: lower(time.each * 1_000, 'ms', null),
    [`fleet.${name}.time.off`]: lower(time.off, '', OFF_THE_LINE, 'of the line'),
    [`fleet.${name}.cpu.each.ms`]: lower(cpu.each * 1_000, 'ms', null),
    [`fleet.${name}.cpu.off`]: lower(cpu.off, '', OFF_THE_LINE, 'of the line'),
    [`fleet.${name}.memory`]: memory,
  };
}

async function benchHeadless(): Promise<Figures> {
  const costs: Cost[] = [];
  for (const count of HEADLESS) costs.push(await headless(count));
  const [least] = costs;
  const most = costs.at(-1);
  if (least === undefined || most === undefined) throw new Error('nothing was measured');
  const grown = (most.bytes - least.bytes) / (most.devices - least.devices) / 1_024;
  const memory = lower(Math.max(0, grown), 'KiB', BYTES_A_DEVICE / 1_024, 'a device');
  return figuresOf('headless', costs, memory);
}

async function benchInPage(): Promise<Figures> {
  buildApp();
  const server = await servePlainly('dist');
  const args = ['--no-sandbox', '--disable-gpu'];
  const browser = await chromium.launch({ executablePath: chromiumPath(), args });
  try {
    const costs: Cost[] = [];
    for (const count of IN_PAGE) costs.push(await inPage(browser, server.address, count));
    const most = costs.at(-1);
    if (most === undefined) throw new Error('nothing was measured');
    const allowed = statSync(BUNDLE).size + most.devices * BYTES_A_DEVICE;
    const memory = lower(most.bytes / allowed, '', 1, 'of the bundle and 64 KiB a device');
    return figuresOf('page', costs, memory);
  } finally {
    await browser.close();
    await server.close();
  }
}

export const benchFleet = async (): Promise<Figures> => ({
  ...(await benchHeadless()),
  ...(await benchInPage()),
});
