import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { NO_TRUST } from '../../../../src/contracts/signature.ts';
import type { RollOutNews, RollOutOrder } from '../../../../src/workers/api.ts';
import { createHistoryService } from '../../../../src/workers/updater/history-service.ts';
import { KnownDevices } from '../../../../src/workers/updater/known-devices.ts';
import { RollOutLead } from '../../../../src/workers/updater/roll-out.ts';
import { recordUpdate, rememberDevice } from '../../../../src/store/device-records.ts';
import { rollOutPlan } from '../../../support/fleet/plan.ts';

const HERE = { browser: 'chrome', system: 'linux' };
const fixture = (name: string): Blob =>
  new Blob([readFileSync(path.join('tests/fixtures/bundles', name))]);

/** Nobody is at its devices: no address of theirs can be opened. */
const orderOf = (count: number, own: Partial<RollOutOrder['plan']> = {}): RollOutOrder => ({
  plan: {
    ...rollOutPlan(count, own),
    devices: rollOutPlan(count).devices.map((device) => ({ ...device, url: 'gopher://nobody/' })),
  },
  commitTimeoutMs: 300_000,
  skipsWentBack: true,
  keptAt: null,
});

function setUp() {
  const known = new KnownDevices(() => 1_000, HERE);
  const lead = new RollOutLead({
    known,
    history: createHistoryService({ known, wall: () => 1_000 }),
    trusted: () => NO_TRUST,
    wall: () => Date.now(),
    browser: 'test',
  });
  return { known, lead };
}

/** Of a browser: who holds a lock keeps it until its work is done. */
function stubLocks(others: readonly string[] = []): void {
  const held = new Set(others);
  const request = async (
    name: string,
    _options: object,
    run: (lock: object | null) => Promise<unknown>,
  ): Promise<void> => {
    if (held.has(name)) {
      await run(null);
      return;
    }
    held.add(name);
    await run({});
    held.delete(name);
  };
  vi.stubGlobal('navigator', { locks: { request } });
}

/** What is kept is there for every test of this process. */
async function forget(): Promise<void> {
  const database = await openDB('slipway');
  for (const store of database.objectStoreNames) await database.clear(store);
  database.close();
}

beforeEach(() => stubLocks());
afterEach(() => {
  vi.unstubAllGlobals();
});

describe('a thread that leads a roll-out', () => {
  it('keeps one file for each chip and application, the last one', async () => {
    const { lead } = setUp();
    const gets = async (): Promise<number> => (await lead.summarize(orderOf(1), {})).gets.length;
    const esp32 = await lead.addFile(fixture('demo-esp32-1.1.0.zip'), 'one.zip');
    expect(esp32).toMatchObject({ platform: 'esp32', version: '1.1.0', fileName: 'one.zip' });
    await lead.addFile(fixture('demo-esp32c3-1.1.0.zip'), 'two.zip');
    expect(await gets()).toBe(2);
    await lead.addFile(fixture('demo-esp32-1.1.0-tiny.zip'), 'three.zip');
    expect(await gets()).toBe(2);
    lead.dropFile(esp32.id); // has made room before
    expect(await gets()).toBe(2);
    await expect(lead.addFile(new Blob(['no zip']), 'x.zip')).rejects.toMatchObject({
      code: 'bundle/not-a-zip',
    });
    expect(await gets()).toBe(2);
  });

  it('tells each row, in few messages, and that nobody could be reached', async () => {
    const { lead } = setUp();
    await lead.addFile(fixture('demo-esp32-1.1.0.zip'), 'one.zip');
    const news: RollOutNews[] = [];
    const last = new Map<string, RollOutNews['rows'][number]>();
    const running = lead.run(orderOf(3), (latest) => {
      news.push(latest);
      for (const row of latest.rows) last.set(row.id, row);
      // The second look at who is away is due after a while: nobody waits for it here.
      const away = [...last.values()].filter(({ record }) => record.state === 'offline');
      if (away.length === 3) void lead.control({ stopped: true });
    });
    expect(await running).toBe('stopped');
    expect(news[0]).toMatchObject({ waves: [3], failureLimit: 3 });
    expect(news[0]?.rows.map(({ id }) => id)).toEqual(['d0', 'd1', 'd2']);
    expect(last.get('d0')).toMatchObject({
      record: { state: 'offline', failure: { code: 'link/refused', trace: '' } },
      phase: null,
      percent: null,
    });
    expect(news.at(-1)).toMatchObject({ state: 'stopped', control: { stopped: true } });
    expect(news.length).toBeLessThanOrEqual(3);
  });

  it('leaves a device alone that a page of this browser updates: its turn comes again', async () => {
    stubLocks(['slipway-device-id:d1']);
    const { lead } = setUp();
    await lead.addFile(fixture('demo-esp32-1.1.0.zip'), 'one.zip');
    const records = new Map<string, string>();
    const running = lead.run(orderOf(3), ({ rows }) => {
      for (const { id, record } of rows) records.set(id, record.state);
      if ([...records.values()].filter((state) => state === 'offline').length === 2)
        void lead.control({ stopped: true });
    });
    expect(await running).toBe('stopped');
    expect(Object.fromEntries(records)).toEqual({ d0: 'offline', d1: 'waiting', d2: 'offline' });
  });

  it('leads none while another page does, and begins none twice', async () => {
    const [one, other] = [setUp(), setUp()];
    for (const { lead } of [one, other])
      await lead.addFile(fixture('demo-esp32-1.1.0.zip'), 'one.zip');
    const running = one.lead.run(orderOf(1), () => undefined);
    expect(await other.lead.run(orderOf(1), () => undefined)).toBeNull();
    vi.stubGlobal('navigator', {});
    expect(await one.lead.run(orderOf(1), () => undefined)).toBeNull();
    stubLocks();
    one.lead.leave();
    expect(await running).toBe('stopped');
    const again = other.lead.run(orderOf(1), () => other.lead.leave());
    expect(await again).toBe('stopped');
  });

  it('leaves out who went back from this firmware before, and not who kept it since', async () => {
    onTestFinished(forget);
    const { lead, known } = setUp();
    const { id: bundle } = await lead.addFile(fixture('demo-esp32-1.1.0.zip'), 'one.zip');
    const seen = { app: 'demo', arch: 'esp32', version: '1.0.0', adapter: '', seenAtMs: 1 };
    const tried = (device: string, end: 'reverted' | 'committed', startedAtMs: number) => ({
      ...{ sessionId: `${device}${end}`, device, startedAtMs, from: '1.0.0', to: '1.1.0' },
      ...{ bundle, end, why: null, seconds: 1 },
    });
    await known.inStore(async (store) => {
      await rememberDevice(store, { ...seen, key: 'M0', id: 'd0' }, () => undefined);
      await rememberDevice(store, { ...seen, key: 'M1', id: 'd1' }, () => undefined);
      await recordUpdate(store, tried('M0', 'reverted', 5));
      await recordUpdate(store, tried('M1', 'reverted', 5));
      await recordUpdate(store, tried('M1', 'committed', 6));
    });
    const order = orderOf(3);
    const { skipped } = await lead.summarize(order, {});
    expect(skipped.map(({ device, why }) => [device.id, why])).toEqual([
      ['d0', 'went-back-before'],
    ]);
    expect((await lead.summarize({ ...order, skipsWentBack: false }, {})).skipped).toEqual([]);
  });
});
