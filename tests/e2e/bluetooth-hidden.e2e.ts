/** A tab behind another one still moves at full speed: nothing in the way of the bytes waits for a timer. */
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Outcome } from '../../src/contracts/failure.ts';
import type { UpdateResult } from '../../src/workers/api.ts';
import { radioSeconds } from '../benchmarks/radio-formulas.ts';
import { LONG_MS, mainThreadTasks, TRACE_CATEGORIES } from '../benchmarks/main-thread.ts';
import {
  BluetoothTestbed,
  BLUETOOTH_FLAGS,
  chooseInList,
} from '../support/testbed/bluetooth/bluetooth-testbed.ts';
import { BluetoothDevice } from '../support/testbed/bluetooth/bluetooth-device.ts';
import { BluetoothPageServer } from '../support/e2e/bluetooth-visit.ts';
import { RawBrowser } from '../support/e2e/raw-browser.ts';
import type { RawTab } from '../support/e2e/raw-browser.ts';
import { isFull } from '../support/sample.ts';

const WHOLE = 'demo-esp32-1.1.0.zip';
const TOTAL_BYTES = 173_873;
const MTU = 247;
/** The whole bundle takes five minutes, or some seconds. */
const INTERVAL_MS = isFull ? 260 : 6;

let server: BluetoothPageServer;
let bench: BluetoothTestbed;
let browser: RawBrowser;
let device: BluetoothDevice;

beforeAll(async () => {
  server = await BluetoothPageServer.begin();
  bench = await BluetoothTestbed.begin();
  browser = await RawBrowser.begin(BLUETOOTH_FLAGS, bench.env);
  device = new BluetoothDevice({ peerMtu: MTU, intervalMs: INTERVAL_MS });
  device.powerOn();
  bench.bring(device);
});

afterAll(async () => {
  await browser.end();
  await bench.end();
  device.powerOff();
  await server.end();
});

/** A real press, in the middle of it. */
async function press(tab: RawTab, selector: string): Promise<void> {
  const at = (await tab.evaluate(
    `(({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2 }))(document.querySelector('${selector}').getBoundingClientRect())`,
  )) as { x: number; y: number };
  for (const type of ['mousePressed', 'mouseReleased'])
    await tab.send('Input.dispatchMouseEvent', { type, ...at, button: 'left', clickCount: 1 });
}

async function chooseFile(tab: RawTab, fixture: string): Promise<void> {
  const { result } = (await tab.send('Runtime.evaluate', {
    expression: "document.querySelector('#file')",
  })) as { result: { objectId: string } };
  const files = [path.resolve('tests/fixtures/bundles', fixture)];
  await tab.send('DOM.setFileInputFiles', { files, objectId: result.objectId });
}

/** What the browser's threads do while `work` goes on. */
async function traced(work: () => Promise<void>): Promise<Buffer> {
  const events: unknown[] = [];
  browser.on('Tracing.dataCollected', ({ value }: { value: unknown[] }) => events.push(...value));
  const over = new Promise<void>((resolve) =>
    browser.on('Tracing.tracingComplete', () => resolve()),
  );
  const traceConfig = { recordMode: 'recordUntilFull', includedCategories: TRACE_CATEGORIES };
  await browser.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig });
  await work();
  await browser.send('Tracing.end');
  await over;
  return Buffer.from(JSON.stringify({ traceEvents: events }));
}

it(
  'a hidden tab updates at the speed of its radio, and its window is never busy for long',
  { timeout: 600_000 },
  async () => {
    const trace = await traced(async () => {
      const tab = await browser.openTab(server.address);
      const isThere = (): Promise<unknown> =>
        tab.evaluate('typeof window.bench').catch(() => 'no document yet');
      await expect.poll(isThere, { timeout: 30_000 }).toBe('object');
      await chooseInList(tab, () => press(tab, '#list'), device.name);
      expect(await tab.evaluate('window.bench.chosen')).toMatchObject({ ok: true });
      await chooseFile(tab, WHOLE);
      await browser.openTab('about:blank');
      await expect.poll(() => tab.evaluate('document.visibilityState')).toBe('hidden');
      const outcome = (await tab.evaluate('window.bench.update()')) as Outcome<UpdateResult>;
      expect(await tab.evaluate('document.visibilityState')).toBe('hidden');
      expect(outcome).toMatchObject({ ok: true, value: { result: 'committed' } });
      if (!outcome.ok) return;
      const { writeSeconds } = outcome.value;
      const physics = radioSeconds({
        totalBytes: TOTAL_BYTES,
        chunkBytes: 3000,
        intervalMs: INTERVAL_MS,
        mtu: MTU,
      });
      console.log(`hidden: ${writeSeconds.toFixed(1)} s, the radio alone ${physics.toFixed(1)} s`);
      // A timer of a hidden page is rounded up to a second, and after five minutes to a minute: were there one in the
      // way of each frame, it would take as many seconds as there are frames, more than a busy machine adds.
      const frames = TOTAL_BYTES / 3000;
      expect(writeSeconds).toBeLessThan(isFull ? 1.25 * physics : physics + 0.75 * frames);
    });
    const tasks = mainThreadTasks(trace, server.address);
    const longest = Math.max(...tasks.map(({ cpuMs }) => cpuMs));
    console.log(`window: ${tasks.length} tasks, the longest ${longest.toFixed(1)} ms of CPU`);
    expect(tasks.length).toBeGreaterThan(100);
    expect(longest).toBeLessThan(LONG_MS);
  },
);
