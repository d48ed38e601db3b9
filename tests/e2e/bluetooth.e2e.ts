/** Chromium's own Web Bluetooth before a fake BlueZ, with the emulated device behind it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BluetoothDevice } from '../support/testbed/bluetooth/bluetooth-device.ts';
import { BluetoothVisit } from '../support/e2e/bluetooth-visit.ts';
import { isFull, sampleOf, seedFor } from '../support/sample.ts';
import { oneOfTests } from '../support/sampled-tests.ts';

const WHOLE = 'demo-esp32-1.1.0.zip';
const TINY = 'demo-esp32-1.1.0-tiny.zip';
const WHOLE_BYTES = 173_873;

const byTurns = oneOfTests('weak notifications', 2);

let here: BluetoothVisit;

beforeAll(async () => {
  here = await BluetoothVisit.begin();
});

afterAll(() => here.end());

/** Updates to the end: the new firmware is kept, and nobody crashed or complained. */
async function keepsIt(device: BluetoothDevice, fixture: string): Promise<void> {
  const outcome = await here.update(fixture);
  expect(outcome).toMatchObject({ ok: true, value: { result: 'committed', to: '1.1.0' } });
  expect(device.snapshot().running).toMatchObject({ version: '1.1.0', slot: 1, committed: true });
  expect(device.starts).toBe(2);
  expect(device.crashes).toBe(0);
  expect(here.visit.problems).toEqual([]);
}

describe('updating over Bluetooth', () => {
  const mtus = [
    [23, TINY],
    [185, WHOLE],
    [247, WHOLE],
    [500, WHOLE],
    [517, WHOLE],
  ] as const;
  it.each(sampleOf(mtus, { matrix: 'MTUs', oneOf: 5 }))(
    'chooses, connects, updates, finds the device again after its restart, verifies and commits, at an MTU of %d',
    async (mtu, fixture) => {
      const device = await here.choose({ peerMtu: mtu, deviceMtu: mtu });
      await keepsIt(device, fixture);
    },
  );

  byTurns('works without a single notification', async () => {
    const device = await here.choose();
    device.air.faults.spoil({ kind: 'lose', op: 'notify', times: Infinity });
    await keepsIt(device, TINY);
  });

  it.runIf(isFull)('works when every third notification is lost', async () => {
    const device = await here.choose();
    for (let after = 0; after < 400; after += 3)
      device.air.faults.spoil({ kind: 'lose', op: 'notify', after });
    await keepsIt(device, TINY);
  });

  byTurns(
    'waits for a device that opens its session late, and is not deaf afterwards',
    async () => {
      const device = await here.choose({ exchangeMs: 1500 });
      await keepsIt(device, TINY);
    },
  );

  it.runIf(isFull)('works with a BlueZ that keeps nothing over a disconnection', async () => {
    await keepsIt(await here.choose({ gattCache: false }), TINY);
  });

  it.each(isFull ? [true, false] : [true])(
    'goes on by itself when the link is lost at 40 percent, with the cache of BlueZ %s',
    async (gattCache) => {
      const device = await here.choose({ gattCache });
      // In base64, and with a frame around every block.
      device.air.faults.spoil({ kind: 'disconnect', op: 'write', afterBytes: 0.55 * WHOLE_BYTES });
      await keepsIt(device, WHOLE);
      const events = await here.events();
      expect(events.filter(({ type }) => type === 'paused')).toHaveLength(1);
      expect(events.find(({ type }) => type === 'went-on')).toBeDefined();
    },
  );
});

describe('a short session', () => {
  it('hurt by a GATT error at any operation gets its answer, or ends with a name', async () => {
    const device = await here.choose();
    expect(await here.ask()).toMatchObject({ ok: true });
    const { faults } = device.air;
    const before = faults.operations;
    expect(await here.ask()).toMatchObject({ ok: true });
    const operations = faults.operations - before;
    expect(operations).toBeGreaterThan(10);
    const step = isFull ? 1 : Math.ceil(operations / 6);
    const answered: number[] = [];
    for (let after = seedFor('gatt-errors') % step; after < operations; after += step) {
      faults.spoil({ kind: 'error', after });
      const outcome = await here.ask();
      faults.clear();
      if (outcome.ok) answered.push(after);
      else expect(outcome.failure.code).toMatch(/^(link|rpc)\//);
      expect(await here.ask(), `after an error at operation ${after}`).toMatchObject({ ok: true });
    }
    expect(answered.length).toBeGreaterThan(0);
    expect(device.crashes).toBe(0);
    expect(device.starts).toBe(1);
  });
});
