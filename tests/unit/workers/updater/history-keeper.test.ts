import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Bundle } from '../../../../src/bundle/bundle.ts';
import { OtaError, toFailure } from '../../../../src/contracts/failure.ts';
import type { UpdateEventBody, UpdateResult } from '../../../../src/update/events.ts';
import { UpdateHistoryKeeper } from '../../../../src/workers/updater/history-keeper.ts';
import { KnownDevices } from '../../../../src/workers/updater/known-devices.ts';
import { pastUpdate } from '../../../support/history/past-updates.ts';

const HERE = { browser: 'chrome', system: 'linux' };
const info = {
  ...{ id: 'esp32_0E70AB', mac: '3C71BF0E70AB', arch: 'esp32', app: 'demo' },
  ...{ fw_version: '1.0.0', fw_id: 'old', uptime: 10 },
};
const FIGURES = { from: '1.0.0', to: '1.1.0', bytes: 9, seconds: 3, writeSeconds: 1 };
const KEPT: UpdateResult = { ...FIGURES, result: 'committed' };
const LOST: UpdateResult = {
  ...{ ...FIGURES, result: 'unknown' },
  failure: toFailure(new OtaError('update/not-back', { waitedMs: 5 })),
};
const bundle = {
  ...{ sha256: 'ab'.repeat(32), fileName: 'demo.zip', sizeBytes: 9, parts: [] },
  manifest: { name: 'demo', platform: 'esp32', version: '1.1.0', buildId: 'new', parts: [] },
} as unknown as Bundle;

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

afterEach(() => {
  vi.unstubAllGlobals();
});

/** The thread of a page: a later one has nothing but the storage. */
const thread = (known = new KnownDevices(() => 1_000, HERE)) =>
  new UpdateHistoryKeeper({ known, wall: () => 5_000_000 });

/** Of a browser that keeps nothing for the page. */
const closed = () => {
  const failure = toFailure(new OtaError('storage/failed', { detail: 'closed' }));
  const known = new KnownDevices(() => 1_000, HERE);
  known.inStore = () => Promise.resolve({ ok: false, failure });
  return thread(known);
};

async function update(keeper: UpdateHistoryKeeper, sessionId = 's1', result = KEPT) {
  const note = keeper.follow(
    {
      ...{ sessionId, delivery: 'write', allowed: [], journal: null },
      way: () => ({ method: 'practice', link: 'loopback' }),
    },
    { bundle, signature: { verdict: { kind: 'unsigned' }, rules: [], isPackedAnew: false } },
  );
  const hear = (body: UpdateEventBody): void =>
    note.hear({
      ...{ sessionId, deviceId: null, bundleSha256: bundle.sha256, callId: null },
      ...{ acknowledgedBytes: 0, at: 0, ...body },
    });
  hear({ type: 'device', when: 'before', info, boot: null });
  hear({ type: 'phase', phase: 'preparing' });
  await note.end(result);
}

describe('the history of this browser', () => {
  it('has each update that is over, with who did it and what the device is called', async () => {
    const known = new KnownDevices(() => 1_000, HERE);
    await known.note({ label: 'CP2102N' }, info);
    await known.nameDevice('3C71BF0E70AB', 'Pump 7');
    const keeper = thread(known);
    expect(await keeper.setWho('  Ada  ')).toBe('Ada');
    await update(keeper);
    const { updates, who, isKept } = await thread().all();
    expect({ who, isKept }).toEqual({ who: 'Ada', isKept: true });
    expect(updates).toMatchObject([
      {
        ...{ id: 's1', who: 'Ada', result: 'committed', device: { name: 'Pump 7' } },
        firmware: { version: '1.1.0', signature: 'unsigned' },
        way: { method: 'practice', link: 'loopback' },
      },
    ]);
  });

  it('has one record of an update that was lost first and carried on', async () => {
    await update(thread(), 's1', LOST);
    await update(thread(), 's1', KEPT);
    expect((await thread().all()).updates.map(({ result }) => result)).toEqual(['committed']);
  });

  it('gives back what was removed', async () => {
    const keeper = thread();
    await update(keeper, 's1');
    await update(keeper, 's2');
    const removed = await keeper.remove(['s1', 'none']);
    expect((await thread().all()).updates.map(({ id }) => id)).toEqual(['s2']);
    await keeper.putBack(removed);
    expect(new Set((await thread().all()).updates.map(({ id }) => id))).toEqual(
      new Set(['s1', 's2']),
    );
  });

  it('lasts as long as the page where the browser keeps nothing, and says so', async () => {
    const keeper = closed();
    await keeper.setWho('Ada');
    await update(keeper);
    const { updates, who, isKept } = await keeper.all();
    expect({ count: updates.length, who, isKept }).toEqual({ count: 1, who: 'Ada', isKept: false });
    const sealed = await keeper.seal('s1');
    expect(sealed?.isKept).toBe(false);
    expect(await keeper.check(sealed?.text ?? '')).toMatchObject({ kind: 'genuine', isOwn: true });
    expect(await keeper.remove(['s1'])).toHaveLength(1);
    expect((await keeper.all()).updates).toEqual([]);
  });
});

describe('a receipt of this browser', () => {
  it('is signed with one key, over threads and tabs, and known as its own', async () => {
    await update(thread());
    const [one, other] = await Promise.all([thread().seal('s1'), thread().seal('s1')]);
    expect(one).toMatchObject({ algorithm: 'Ed25519', isKept: true });
    expect(other?.fingerprint).toBe(one?.fingerprint);
    expect(await thread().check(one?.text ?? '')).toMatchObject({
      ...{ kind: 'genuine', isOwn: true, fingerprint: one?.fingerprint, digest: one?.digest },
      receipt: { id: 's1', madeBy: { version: 'development' } },
    });
    globalThis.indexedDB = new IDBFactory();
    expect(await thread().check(one?.text ?? '')).toMatchObject({ kind: 'genuine', isOwn: false });
  });

  it('is signed with P-256 where the browser has no Ed25519', async () => {
    const { subtle } = crypto;
    const curve = { name: 'ECDSA', namedCurve: 'P-256' };
    const pair = await subtle.generateKey(curve, false, ['sign', 'verify']);
    const spy = vi.spyOn(subtle, 'generateKey');
    spy.mockImplementation((algorithm) => {
      const isOld = JSON.stringify(algorithm) === JSON.stringify(curve);
      if (isOld) return Promise.resolve(pair as never);
      return Promise.reject(new DOMException('no', 'NotSupportedError'));
    });
    try {
      const keeper = thread();
      await update(keeper);
      const sealed = await keeper.seal('s1');
      expect(sealed?.algorithm).toBe('P-256');
      expect(await keeper.check(sealed?.text ?? '')).toMatchObject({
        kind: 'genuine',
        algorithm: 'P-256',
      });
    } finally {
      spy.mockRestore();
    }
  });

  it('cannot be signed by a page that came over http, and can be checked there', async () => {
    await update(thread());
    const { text = '' } = (await thread().seal('s1')) ?? {};
    vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) });
    globalThis.indexedDB = new IDBFactory();
    await update(thread());
    expect(await thread().seal('s1')).toBeNull();
    expect((await thread().check(text)).kind).toBe('genuine');
  });

  it('is none of an update that nobody knows', async () => {
    expect(await thread().seal('none')).toBeNull();
  });

  it('fits a code where it is one of an ordinary update', async () => {
    const keeper = thread();
    await keeper.putBack([pastUpdate({ who: 'Ada Lovelace' })]);
    const code = (await keeper.seal('session-1'))?.code ?? '';
    expect(code.length).toBeGreaterThan(500);
    expect(await keeper.check(code)).toMatchObject({ kind: 'genuine', isOwn: true });
  });
});
