import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FleetNews, ListedDevice } from '../../../../../src/contracts/fleet-device.ts';
import { begunHere } from '../../../../../src/ui/features/fleet/begun-here.ts';
import {
  bucketsOf,
  canReach,
  FIRST_VIEW,
  fleetRow,
  foundRows,
  sortedRows,
} from '../../../../../src/ui/features/fleet/fleet-rows.ts';
import type { ColumnName } from '../../../../../src/ui/features/fleet/fleet-rows.ts';
import { KeptViews } from '../../../../../src/ui/features/fleet/kept-views.svelte.ts';
import { progressWords } from '../../../../../src/ui/features/fleet/row-words.ts';
import { RowCache, withHeard } from '../../../../../src/ui/features/fleet/row-cache.ts';

const device = (id: string, more: Partial<ListedDevice> = {}): ListedDevice => ({
  ...{ id, address: `ws://${id}/rpc`, alias: null, group: null, tags: [] },
  ...{ arch: 'esp32', app: 'demo', version: '1.0.0', buildId: 'b' },
  ...{ source: 'list', lastSeenMs: null, link: null },
  ...more,
});
const news = (id: string, more: Partial<FleetNews> = {}): FleetNews => ({
  ...{ id, standing: 'idle', percent: null, sentBytes: null, startedBy: null, from: null },
  ...{
    detail: null,
    heardAtMs: 5,
    arch: null,
    app: null,
    version: null,
    buildId: null,
    address: null,
  },
  ...more,
});
const row = (id: string, more: Partial<ListedDevice> = {}, heard: FleetNews | null = null) =>
  fleetRow(device(id, more), heard, null);

describe('a row of the fleet', () => {
  it('shows what was heard later than what the list says', () => {
    const told = {
      standing: 'trial',
      from: '1.0.0',
      version: '1.1.0',
      startedBy: 'shadow',
    } as const;
    expect(row('a', { alias: 'Well' }, news('a', told))).toMatchObject({
      ...{ name: 'Well', version: '1.1.0', from: '1.0.0', startedBy: 'shadow', lastSeenMs: 5 },
    });
    expect(row('a', {}, news('a', { from: '0.9.0', startedBy: 'client' }))).toMatchObject({
      ...{ standing: 'idle', from: null, startedBy: null, version: '1.0.0' },
    });
  });

  it('is written to by this page where that is so, whatever is heard of it', () => {
    const own = { id: 'a', percent: 40 };
    const heard = news('a', { standing: 'writing', percent: 38, startedBy: 'client' });
    expect(fleetRow(device('a'), heard, own)).toMatchObject({ startedBy: 'page', percent: 40 });
    expect(fleetRow(device('a'), null, own)).toMatchObject({
      ...{ standing: 'writing', startedBy: 'page', percent: 40 },
    });
    expect(fleetRow(device('b'), null, own).startedBy).toBeNull();
  });

  it('is still this page’s when its update has ended, until somebody else begins one', () => {
    const heard = (standing: FleetNews['standing']) => news('a', { standing, startedBy: 'client' });
    const writing = begunHere(heard('writing'), undefined, true);
    const kept = begunHere(heard('kept'), writing, false);
    const next = begunHere(heard('writing'), kept, false);
    expect([writing, kept, next].map(({ startedBy }) => startedBy)).toEqual([
      ...['page', 'page', 'client'],
    ]);
    expect(begunHere(news('a'), kept, true).startedBy).toBeNull();
    expect(begunHere(heard('kept'), undefined, true).startedBy).toBe('client');
  });

  it('says how far it is as far as that is told', () => {
    const said = (more: Partial<FleetNews>) => progressWords(row('a', {}, news('a', more)));
    expect(said({ standing: 'writing', percent: 62, sentBytes: 9 })).toBe('62 %');
    expect(said({ standing: 'writing', sentBytes: 312_000 })).toBe('312 kB');
    expect(said({ standing: 'writing', sentBytes: 0 })).toBe('not told');
    expect(said({ standing: 'writing' })).toBe('not told');
    expect(said({ standing: 'written' })).toBeNull();
  });

  it('can be asked by this page only at addresses that it opens links to', () => {
    expect(
      ['ws://x/rpc', 'mqtt+ws://b/a', 'https://x/rpc'].map((address) =>
        canReach(row('a', { address })),
      ),
    ).toEqual([true, true, true]);
    expect(
      [null, 'mqtt://b/a', 'serial:///dev/x'].map((address) => canReach(row('a', { address }))),
    ).toEqual([false, false, false]);
  });

  it('stays the same object until it changes', () => {
    const cache = new RowCache();
    const devices = [device('a'), device('b')];
    const before = cache.rows(devices, {}, null);
    const after = cache.rows(devices, { b: news('b') }, { id: 'a', percent: 1 });
    expect(cache.rows(devices, {}, null)[1]).not.toBe(after[1]);
    expect([after[0] === before[0], after[1] === before[1]]).toEqual([false, false]);
    const again = cache.rows(devices, {}, null);
    expect(cache.rows(devices, {}, null).every((one, at) => one === again[at])).toBe(true);
  });

  it('is made for a device that only a broker knows', () => {
    const devices = [device('a')];
    expect(withHeard(devices, [news('a')])).toBe(devices);
    expect(withHeard(devices, [news('c', { address: 'mqtt+ws://b/c' })])[1]).toMatchObject({
      ...{ id: 'c', source: 'broker', address: 'mqtt+ws://b/c', lastSeenMs: 5 },
    });
  });
});

describe('the rows that are shown', () => {
  const rows = [
    row('b', { group: 'air', version: '1.10.0', tags: ['roof'] }),
    row('a', { alias: 'Zeta', version: '1.9.0' }),
    row('c', { version: null }, news('c', { standing: 'writing' })),
  ];

  it('hold every word that is searched, in any of their texts', () => {
    const found = (typed: string) => foundRows(rows, typed).map(({ id }) => id);
    expect(found(' ROOF air ')).toEqual(['b']);
    expect(found('1.9')).toEqual(['a']);
    expect(found('roof zeta')).toEqual([]);
    expect(foundRows(rows, '  ')).toBe(rows);
  });

  it('are in order, numbers in versions as numbers, those without a value last either way', () => {
    const order = (column: ColumnName, isDown = false) =>
      sortedRows(rows, { column, isDown }).map(({ id }) => id);
    expect(order('device')).toEqual(['b', 'c', 'a']);
    expect(order('version')).toEqual(['a', 'b', 'c']);
    expect(order('version', true)).toEqual(['b', 'a', 'c']);
    expect(order('standing')).toEqual(['c', 'a', 'b']);
    expect(order('tags')).toEqual(['b', 'a', 'c']);
  });

  it('are counted by their states; an empty one is left out, unless it is the one that is shown', () => {
    expect(bucketsOf(rows, null)).toEqual([
      { name: null, count: 3 },
      { name: 'moving', count: 1 },
      { name: 'unknown', count: 2 },
    ]);
    expect(bucketsOf(rows, 'failed')).toContainEqual({ name: 'failed', count: 0 });
  });
});

describe('views of the fleet', () => {
  const kept = new Map<string, string>();
  beforeEach(() => {
    kept.clear();
    vi.stubGlobal('localStorage', {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value),
      removeItem: (key: string) => kept.delete(key),
    });
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('are there at the next visit: named ones whole, the last one without its search', () => {
    const views = new KeptViews();
    const view = { ...FIRST_VIEW, find: 'air', columns: ['device', 'standing', 'tags'] } as const;
    views.remember({ ...view, sort: { column: 'seen', isDown: true } });
    views.save(' Air ', view);
    const later = new KeptViews();
    expect(later.all).toEqual([{ ...view, name: 'Air' }]);
    expect(later.restore()).toEqual({
      ...{ ...FIRST_VIEW, columns: view.columns },
      sort: { column: 'seen', isDown: true },
    });
    later.remove('Air');
    expect(new KeptViews().all).toEqual([]);
  });

  it.each(['{', '7', '[1, null, {"name": ""}]', '[{"name": "x", "sort": {}, "columns": 7}]'])(
    'that another hand wrote are left out: %s',
    (text) => {
      kept.set('slipway-fleet-views', text);
      kept.set('slipway-fleet-view', text);
      expect(new KeptViews().all).toEqual([]);
      expect(new KeptViews().restore()).toEqual(FIRST_VIEW);
    },
  );
});
