/** The bench in real Chromium: emulated devices on pseudo-terminals, each with a line of 115,200 baud of its own. */
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Locator } from 'playwright-core';
import { LONG_MS, tasksAfterMark } from '../benchmarks/main-thread.ts';
import { beginTrace } from '../benchmarks/page-trace.ts';
import { SerialTestbed } from '../support/testbed/serial/serial-testbed.ts';
import { SerialDevice } from '../support/testbed/serial/serial-device.ts';
import { Visit } from '../support/e2e/visit.ts';
import { isFull } from '../support/sample.ts';
import { oneOfTests } from '../support/sampled-tests.ts';

/** Fewer where nothing is timed. */
const LANES = isFull ? 8 : 2;
/** Against one device alone, in the same run. Held, as the longest task is, where nothing else runs beside: in the full run. */
const MOST_TIMES = 1.2;
const MARK = 'eight-lanes';
/** Those that a page of this bench may use, from 0 on: the highest number that a test plugs in, and one. */
const ADAPTERS = (isFull ? 9 : 4) + 1;

let bench: SerialTestbed;
let visit: Visit;
const devices: SerialDevice[] = [];

beforeEach(() => {
  bench = new SerialTestbed();
});

afterEach(async () => {
  await visit.end();
  await bench.end();
  for (const device of devices.splice(0)) device.powerOff();
});

const adapterOf = (number: number): string => `ttyUSB${number}`;

/** One more device on the bench, at an adapter of its own. */
async function plug(number: number): Promise<SerialDevice> {
  const tail = `C0FFE${number}`;
  const device = new SerialDevice({ id: `esp32_${tail}`, mac: `30AEA4${tail}` });
  devices.push(device);
  device.powerOn();
  await bench.plug(adapterOf(number), device);
  return device;
}

async function plugAll(numbers: readonly number[]): Promise<readonly SerialDevice[]> {
  const all: SerialDevice[] = [];
  for (const number of numbers) all.push(await plug(number));
  return all;
}

const numbersFrom = (first: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, at) => first + at);

/** As the bar leads there, with a firmware for every batch slot: a tiny one is written in seconds. */
async function openBench(file = 'demo-esp32-1.1.0-tiny.zip'): Promise<void> {
  const adapters = numbersFrom(0, ADAPTERS).map(adapterOf);
  const prepare = (profile: string, origin: string): void => bench.grant(profile, origin, adapters);
  visit = await Visit.begin({ bench: { env: bench.env, prepare } });
  const bar = visit.page.getByRole('navigation', { name: 'Screens' });
  await bar.getByRole('link', { name: 'Bench' }).click();
  await visit.headlineSays(/^Bench$/);
  await visit.chooseFile(file);
  await visit.page.getByText('Will run', { exact: true }).waitFor();
}

const slot = (number: number): Locator =>
  visit.page.getByRole('listitem', { name: `Lane ${number}`, exact: true });

/** Wherever on the bench the device is. */
const cardOf = (device: SerialDevice): Locator =>
  visit.page.locator('.lane').filter({ hasText: device.snapshot().id });

/** Ports that are plugged in at once are seen in any order. */
async function laneOf(device: SerialDevice, lanes: number): Promise<number> {
  for (let lane = 1; lane <= lanes; lane += 1)
    if ((await slot(lane).innerText()).includes(device.snapshot().id)) return lane;
  throw new Error(`${device.snapshot().id} is in no lane`);
}

/** What every batch slot shows when one of them does not come to it tells why. */
async function says(place: Locator, words: RegExp, timeoutMs = 90_000): Promise<void> {
  await place
    .getByText(words)
    .first()
    .waitFor({ timeout: timeoutMs })
    .catch(async (cause: unknown) => {
      const cards = await visit.page.locator('.lane').allInnerTexts();
      const shown = cards.map((text) => text.replaceAll(/\s+/g, ' ')).join('\n');
      throw new Error(`no lane says ${String(words)}:\n${shown}`, { cause });
    });
}

async function startAll(count: number): Promise<void> {
  await visit.button(count === 1 ? 'Start 1 device' : `Start ${count} devices`).click();
}

/**
 * By the mark on its batch slot, and by what the device itself runs. On a machine with much other work a device can answer late
 * twice running, and its batch slot rightly takes the firmware back: that once is done over, as its button says.
 */
async function passed(device: SerialDevice): Promise<void> {
  const card = cardOf(device);
  await says(card, /^(Pass: runs 1\.1\.0|Fail: back on 1\.0\.0)$/);
  if (await card.getByText(/^It answers slowly, so the device went back\./).isVisible())
    await card.getByRole('button', { name: /^Try once more/ }).click();
  await says(card, /^Pass: runs 1\.1\.0$/);
  expect(device.snapshot().running).toMatchObject({ version: '1.1.0', slot: 1, committed: true });
}

/** From the press to the last mark. */
async function secondsOf(all: readonly SerialDevice[]): Promise<number> {
  for (const device of all) await says(cardOf(device), /^Ready$/);
  const startedAt = performance.now();
  await startAll(all.length);
  await Promise.all(all.map(passed));
  return (performance.now() - startedAt) / 1_000;
}

/** The batch slot is free again afterwards. */
async function secondsOfOneAlone(): Promise<number> {
  const seconds = await secondsOf([await plug(0)]);
  await bench.unplug(adapterOf(0));
  await visit.page.keyboard.press('Space');
  await says(slot(1), /^Waits for a device$/);
  return seconds;
}

/** The list of results, as it is saved: its rows, by the first cell that tells a device. */
async function savedResults(): Promise<readonly string[]> {
  const download = visit.page.waitForEvent('download');
  await visit.button('Save as CSV').click();
  const saved = await download;
  expect(saved.suggestedFilename()).toMatch(/^slipway-bench-\d{4}-\d\d-\d\d-\d{4}\.csv$/);
  const [head, ...rows] = readFileSync(await saved.path(), 'utf8').split('\r\n');
  expect(head).toMatch(/^\ufeffEnded \(UTC\),Lane,Device id,/);
  return rows.slice(0, -1);
}

const written = (device: SerialDevice): number =>
  device.events.filter((event) => event.event === 'update' && event.state === 'progress').length;

const has = (device: SerialDevice, state: string): boolean =>
  device.events.some((event) => event.event === 'update' && event.state === state);

describe(`${LANES} devices on the bench`, () => {
  it('are updated in at most 1.2 times the time of one, in a page that stays quick', async () => {
    await openBench();
    const alone = isFull ? await secondsOfOneAlone() : null;
    const all = await plugAll(numbersFrom(1, LANES));
    for (const device of all) await says(cardOf(device), /^Ready$/);
    const trace = await beginTrace(visit.page, MARK);
    const together = await secondsOf(all);
    const longestMs = Math.max(
      ...tasksAfterMark(await trace.end(), MARK).map(({ cpuMs }) => cpuMs),
    );
    console.log(`  ${LANES} in ${together.toFixed(1)} s, longest task ${longestMs.toFixed(1)} ms`);
    if (alone !== null) {
      console.log(`  one ${alone.toFixed(1)} s`);
      expect(together / alone).toBeLessThanOrEqual(MOST_TIMES);
      expect(longestMs).toBeLessThanOrEqual(LONG_MS);
    }
    const [first, second] = await Promise.all([1, 2].map((number) => slot(number).boundingBox()));
    expect(second?.y, 'the lanes stand side by side').toBe(first?.y);
    const saved = await savedResults();
    for (const device of all) {
      const rows = saved.filter((row) => row.includes(device.snapshot().id));
      expect(rows.pop()).toMatch(/,1\.0\.0,[^,]+,1\.1\.0,[^,]+,Passed,/);
      // That once (see `passed`) stands in the list too.
      expect(rows.length).toBeLessThanOrEqual(1);
      for (const row of rows)
        expect(row).toMatch(/,Went back,"Fail: back on 1\.0\.0\. It answers slowly/);
    }
    expect(visit.problems).toEqual([]);
  }, 300_000);
});

describe('a lane', () => {
  const long = oneOfTests('batch', 4);

  long('that is unplugged in mid-write fails alone, and the others pass', async () => {
    await openBench();
    const [gone, ...others] = await plugAll(numbersFrom(1, 3));
    if (gone === undefined) throw new Error('three were plugged in');
    for (const device of [gone, ...others]) await says(cardOf(device), /^Ready$/);
    await startAll(3);
    while (!has(gone, 'progress')) await visit.page.waitForTimeout(20);
    const lane = await laneOf(gone, 3);
    await bench.unplug(adapterOf(1));
    await says(slot(lane), /^Lost its device$/);
    await Promise.all(others.map(passed));
    await visit.button(`Cancel, Lane ${lane}`).click();
    await says(slot(lane), /^Cancelled$/);
    expect(gone.snapshot().running).toMatchObject({ version: '1.0.0', slot: 0, committed: true });
    expect(visit.problems).toEqual([]);
  });

  long(
    'starts by itself on an armed bench, and takes the next device without a press',
    async () => {
      await openBench();
      const first = await plug(1);
      await says(cardOf(first), /^Ready$/);
      await bench.unplug(adapterOf(1));
      await says(slot(1), /^Waits for a device$/);
      await visit.button('Arm the bench').click();
      await visit.page.getByText(/A device plugged in starts by itself: demo 1\.1\.0/).waitFor();
      await bench.plug(adapterOf(1), first);
      await passed(first);
      await bench.unplug(adapterOf(1));
      const second = await plug(2);
      await says(slot(1), /^Writing$/);
      expect(second.snapshot().running).toMatchObject({ version: '1.0.0' });
    },
  );

  it('is there for each of two adapters that come in one moment, and stays with another firmware', async () => {
    await openBench();
    for (const number of [1, 2]) bench.plugHeld(adapterOf(number));
    for (const number of [1, 2]) await slot(number).waitFor();
    const chooser = visit.page.waitForEvent('filechooser');
    await visit.button('Change firmware').click();
    await (await chooser).setFiles('tests/fixtures/bundles/demo-esp32-2.0.0.zip');
    await visit.page.getByText('demo-esp32-2.0.0.zip').waitFor();
    expect(await visit.page.locator('.lane:not(.more)').count()).toBe(2);
    expect(visit.problems).toEqual([]);
  });

  long(
    'pauses with all others, has written no more when it goes on, and is saved as it ended',
    async () => {
      // Large enough that a busy machine is not at its end before somebody pauses, goes on and stops.
      await openBench('demo-esp32-1.1.0.zip');
      const all = await plugAll([1, 2]);
      for (const device of all) await says(cardOf(device), /^Ready$/);
      await startAll(2);
      for (const device of all)
        while (!has(device, 'progress')) await visit.page.waitForTimeout(20);
      await visit.button('Pause all').click();
      for (const device of all) await says(cardOf(device), /^Paused at \d+ %$/);
      await says(visit.page.locator('.held'), /2 devices wait; each card says until when\./);
      const before = all.map(written);
      await visit.page.waitForTimeout(1_000);
      expect(all.map(written)).toEqual(before);
      await visit.button('Go on').click();
      for (const [at, device] of all.entries())
        while (written(device) <= (before[at] ?? 0)) await visit.page.waitForTimeout(20);
      await visit.button('Stop all').click();
      await visit.button('Stop all lanes').click();
      for (const device of all) await says(cardOf(device), /^Cancelled$/);
      expect(await savedResults()).toEqual([
        expect.stringMatching(/,Cancelled,/),
        expect.stringMatching(/,Cancelled,/),
      ]);
      expect(visit.problems).toEqual([]);
    },
  );

  it.runIf(isFull)(
    'waits in line behind eight, and starts when one of them is written',
    async () => {
      await openBench();
      const all = await plugAll(numbersFrom(1, 9));
      for (const device of all) await says(cardOf(device), /^Ready$/);
      await startAll(9);
      await says(slot(9), /^In line, number 1$/);
      await says(slot(9), /^Writing$/);
      await Promise.all(all.map(passed));
      expect(visit.problems).toEqual([]);
    },
    300_000,
  );

  long('gets its own device back, however alike the adapters are', async () => {
    await openBench();
    const [one, two] = await plugAll([1, 2]);
    if (one === undefined || two === undefined) throw new Error('two were plugged in');
    for (const device of [one, two]) await says(cardOf(device), /^Ready$/);
    await startAll(2);
    while (!has(one, 'progress') || !has(two, 'progress')) await visit.page.waitForTimeout(20);
    for (const number of [1, 2]) await bench.unplug(adapterOf(number));
    for (const number of [1, 2]) await says(slot(number), /^Lost its device$/);
    // The other way round, as nobody at a bench minds the sockets.
    await bench.plug(adapterOf(3), two);
    await bench.plug(adapterOf(4), one);
    await Promise.all([one, two].map(passed));
    expect(await slot(1).textContent()).toContain(one.snapshot().id);
    expect(visit.problems).toEqual([]);
  });
});
