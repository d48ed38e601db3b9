/** A fleet of 500 in the app: each an emulated device of its own with its own chip at a real Mosquitto, 5 % of them faulty. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LONG_MS, tasksAfterMark } from '../benchmarks/main-thread.ts';
import { beginTrace } from '../benchmarks/page-trace.ts';
import type { DeviceProcess } from '../support/conformance/device-process.ts';
import {
  addFirmware,
  chooseOnDashboard,
  chooseRule,
  savedReport,
} from '../support/e2e/roll-out-form.ts';
import { Visit } from '../support/e2e/visit.ts';
import { begun, droppingLine, idsOf, startDevices } from '../support/fleet/emulated-fleet.ts';
import { isFull } from '../support/sample.ts';
import { startBroker } from '../support/testbed/broker/mosquitto.ts';

const FLEET = 500;
/** As the form proposes. */
const AT_ONCE = 20;
const MARK = 'fleet-of-many';
/** 500 devices that are written, restart and are asked again, on a slow machine that runs them all. */
const PATIENCE_MS = 1_200_000;

vi.setConfig({ testTimeout: 2 * PATIENCE_MS });

let visit: Visit;
const closers: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  visit = await Visit.begin();
});
afterEach(async () => {
  await visit.end();
  for (const close of closers.splice(0).reverse()) await close();
});

/** Spread over the list, so that each wave has some. */
function mixed(good: readonly string[], faulty: readonly string[]): readonly string[] {
  const every = Math.ceil(good.length / faulty.length);
  return faulty.flatMap((id, at) => [...good.slice(at * every, (at + 1) * every), id]);
}

describe('a roll-out to a large fleet', () => {
  it.runIf(isFull)(
    'updates all healthy devices, names the faulty ones with their cause, halts where it must, and the page stays quick',
    async () => {
      const broker = await startBroker();
      closers.push(() => broker.stop());
      const fleet = {
        good: idsOf('lamp', 475),
        healed: idsOf('again', 3, 0x1000),
        hung: idsOf('hung', 8, 0x1100),
        strange: idsOf('other', 5, 0x1200),
        cut: idsOf('cut', 3, 0x1300),
        gone: idsOf('gone', 6, 0x1400),
      };
      const processes: DeviceProcess[] = [];
      const start = async (url: string, ids: readonly string[], ...args: readonly string[]) => {
        const devices = await startDevices(url, ids, ...args);
        closers.push(() => devices.end('SIGKILL'));
        processes.push(devices);
      };
      await start(broker.url, fleet.good);
      await start(broker.url, fleet.hung, '--fault', 'crash-loop');
      await start(broker.url, fleet.strange, '--platform', 'esp32c3');
      for (const [ids, drops] of [
        // A third of the firmware comes through: found again, it is gone on with.
        [fleet.healed, { afterBytes: 16_384, times: 3 }],
        // No write comes through.
        [fleet.cut, { afterBytes: 2_400, times: Number.POSITIVE_INFINITY }],
      ] as const) {
        const { url, stretch } = await droppingLine(broker, drops);
        closers.push(() => stretch.end());
        await start(url, ids);
      }

      const { page } = visit;
      const faulty = Object.values(fleet).slice(1).flat();
      const ids = mixed(fleet.good, faulty);
      expect(ids).toHaveLength(FLEET);
      await chooseOnDashboard(visit, broker.webUrl, ids);
      await addFirmware(page, 'tests/fixtures/bundles/demo-esp32-1.1.0-tiny.zip');
      await chooseRule(page, 'Run before the next wave', 'Not at all');

      const trace = await beginTrace(page, MARK);
      await visit.button('Start roll-out').click();
      const state = (name: string) => page.locator(`[data-roll-out-state="${name}"]`);
      await state('halted').waitFor({ timeout: PATIENCE_MS });
      const typed = page.getByRole('textbox', { name: /^New limit of failures/ });
      // Those that are under way by then may fail as well.
      const why = page.getByRole('heading', { name: /^Stopped by itself after \d+ failures/ });
      const failures = Number(/\d+/.exec(await why.innerText())?.[0]);
      expect(failures).toBeGreaterThanOrEqual(3);
      expect(failures).toBeLessThanOrEqual(3 + AT_ONCE - 1);
      await typed.fill(String(FLEET));
      await visit.button('Raise the limit').click();
      await state('completed').waitFor({ timeout: PATIENCE_MS });
      const tasks = tasksAfterMark(await trace.end(), MARK);

      // The dashboard has counted each of them by what became of it.
      await page.getByRole('link', { name: 'Fleet' }).click();
      const committed = fleet.good.length + fleet.healed.length;
      await page.getByRole('button', { name: new RegExp(`^${committed}\\s*Committed`) }).waitFor();
      await page.goBack();

      const rows = await savedReport(page);
      expect(rows).toHaveLength(FLEET);
      const outcomes = new Map(
        rows.map(([id = '', , , , tries, , , result, why]) => [
          id,
          { tries: Number(tries), result, why },
        ]),
      );
      const endsOf = (kind: keyof typeof fleet) => [
        ...new Set(fleet[kind].map((id) => outcomes.get(id)?.result)),
      ];
      expect(
        Object.fromEntries(
          (Object.keys(fleet) as (keyof typeof fleet)[]).map((kind) => [kind, endsOf(kind)]),
        ),
      ).toEqual({
        good: ['committed'],
        healed: ['committed'],
        hung: ['went back'],
        strange: ['skipped'],
        cut: ['failed'],
        gone: ['offline'],
      });
      for (const id of faulty)
        if (!fleet.healed.includes(id)) expect(outcomes.get(id)?.why, id).toMatch(/\w/);
      // No device was begun more often than it was tried: on a slow machine a try may end in a time-out.
      const told = processes.flatMap(begun);
      const begunTimes = (id: string) => told.filter((it) => it === id).length;
      expect(fleet.good.map((id) => [id, begunTimes(id)])).toEqual(
        fleet.good.map((id) => [id, outcomes.get(id)?.tries]),
      );

      const longestMs = Math.max(...tasks.map(({ cpuMs }) => cpuMs));
      console.log(`  ${FLEET} devices, longest task ${longestMs.toFixed(1)} ms`);
      expect(longestMs).toBeLessThanOrEqual(LONG_MS);
    },
  );
});
