import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBundle } from '../../../../src/bundle/open-bundle.ts';
import type { KeptRoute, KeptRouteFile } from '../../../../src/contracts/firmware-route.ts';
import { MOST_ROUTES, putRoute, routesIn } from '../../../../src/store/routes.ts';
import { openStore } from '../../../../src/store/schema.ts';
import type { SlipwayStore } from '../../../../src/store/schema.ts';
import { outcomeOf } from '../../../../src/workers/comlink/calls.ts';
import { KeptRoutes } from '../../../../src/workers/updater/kept-routes.ts';
import { routeFile } from '../../../support/bundle/route-bundle.ts';

const signal = new AbortController().signal;
let store: SlipwayStore;
let stores = 0;
let files: Map<string, Blob>;

beforeEach(async () => {
  store = await openStore(`routes-${(stores += 1)}`);
  files = new Map();
});
afterEach(() => store.close());

const kept = () =>
  new KeptRoutes({
    known: { inStore: (work) => outcomeOf(() => work(store, () => undefined)) },
    files: () =>
      Promise.resolve({
        firmware: (id: string) => Promise.resolve(files.get(id) ?? null),
        keepFirmware: (id: string, bytes: Uint8Array) => {
          files.set(id, new Blob([bytes.slice()]));
          return Promise.resolve(true);
        },
      }),
  });

async function fileOf(version: string): Promise<KeptRouteFile> {
  const file = routeFile(version);
  const { sha256, manifest } = await openBundle(file, { fileName: file.name, signal });
  return { id: sha256, fileName: file.name, version, buildId: manifest.buildId, file };
}

const routeOf = (left: readonly KeptRouteFile[], device = 'A4CF12000001'): KeptRoute => ({
  ...{ device, name: 'Pump 7', keptAtMs: 5, of: 3, left },
});

describe('what is left of a route', () => {
  it('is found again with its files, bit for bit, and forgotten at its end', async () => {
    const left = [await fileOf('1.1.0'), await fileOf('2.0.0')];
    await kept().keep(routeOf(left), signal);
    const [found] = await kept().all();
    expect(found).toMatchObject({ device: 'A4CF12000001', name: 'Pump 7', of: 3 });
    expect(found?.left.map(({ version }) => version)).toEqual(['1.1.0', '2.0.0']);
    const bytes = await found?.left[1]?.file.arrayBuffer();
    expect(new Uint8Array(bytes ?? new ArrayBuffer())).toEqual(
      new Uint8Array((await left[1]?.file.arrayBuffer()) ?? new ArrayBuffer(1)),
    );
    await kept().forget('A4CF12000001');
    expect(await kept().all()).toEqual([]);
  });

  it('is not offered where one of its files is gone', async () => {
    const left = [await fileOf('1.1.0'), await fileOf('2.0.0')];
    await kept().keep(routeOf(left), signal);
    files.delete(left[1]?.id ?? '');
    expect(await kept().all()).toEqual([]);
  });

  it('is not kept under the name of other bytes', async () => {
    const other = { ...(await fileOf('1.1.0')), file: routeFile('2.0.0') };
    await expect(kept().keep(routeOf([other]), signal)).rejects.toMatchObject({
      code: 'file/replaced',
    });
    expect(files.size).toBe(0);
  });

  it('is of a few devices, and the oldest make room', async () => {
    for (let at = 0; at <= MOST_ROUTES; at += 1)
      await putRoute(store, { ...routeOf([], `device-${at}`), keptAtMs: at, left: [] });
    const devices = (await routesIn(store)).map(({ device }) => device);
    expect(devices).toHaveLength(MOST_ROUTES);
    expect(devices).not.toContain('device-0');
    expect(devices[0]).toBe(`device-${MOST_ROUTES}`);
  });

  it.each([
    ['name', 7],
    ['keptAtMs', -1],
    ['of', Number.NaN],
    ['left', [{ id: 'short', fileName: 'a', version: '1', buildId: 'b' }]],
    ['left', 'none'],
  ])('is passed over where its %s is damaged', async (member, value) => {
    const damaged = { ...routeOf([]), [member]: value };
    await store.put('routes', damaged);
    expect(await routesIn(store)).toEqual([]);
  });
});
