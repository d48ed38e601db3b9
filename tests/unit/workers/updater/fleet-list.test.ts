import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { beforeEach, describe, expect, it } from 'vitest';
import { OtaError, toFailure } from '../../../../src/contracts/failure.ts';
import type { Link } from '../../../../src/contracts/link.ts';
import { FleetList } from '../../../../src/workers/updater/fleet-list.ts';
import { KnownDevices } from '../../../../src/workers/updater/known-devices.ts';
import { valueOf } from '../../../../src/workers/comlink/calls.ts';

const closed = {
  ok: false,
  failure: toFailure(new OtaError('storage/failed', { detail: 'closed' })),
} as const;

let now = 0;
/** As a new thread finds it. */
function newThread({ isClosed = false } = {}) {
  const known = new KnownDevices(() => now, { browser: 'chrome', system: 'linux' });
  const own = isClosed ? { inStore: () => Promise.resolve(closed) } : known;
  return { known, fleet: new FleetList({ known: own, wall: () => now }) };
}

const rows = async () => (await newThread().fleet.all()).devices;
const info = (id: string, version = '1.0.0') => ({
  ...{ id, mac: `mac-${id}`, app: 'demo', arch: 'esp32', fw_version: version, fw_id: 'b1' },
  uptime: 1,
});
const over = (label: string): Link => ({ label }) as Link; // all that is read of it

beforeEach(async () => {
  now = 1_000;
  await newThread().fleet.all(); // makes the stores
  const database = await openDB('slipway');
  for (const store of database.objectStoreNames) await database.clear(store);
  database.close();
});

describe('the list of the fleet', () => {
  it('is there at the next visit, by ids, with what a list said', async () => {
    const { fleet } = newThread();
    const said = { id: 'b', address: 'ws://10.0.0.8/rpc', alias: ' Well\n4 ', tags: ['x', 'x'] };
    expect(await fleet.add([said, { id: 'a', group: 'heating', version: '1.4.2' }])).toEqual({
      ...{ added: 2, changed: 0, refused: 0 },
    });
    expect(await rows()).toMatchObject([
      { id: 'a', group: 'heating', version: '1.4.2', source: 'list', lastSeenMs: null },
      { id: 'b', address: said.address, alias: 'Well 4', tags: ['x'] },
    ]);
  });

  it('takes from a second list what that says, and keeps the rest', async () => {
    const { fleet } = newThread();
    await fleet.add([{ id: 'a', group: 'heating', alias: 'Well 4' }]);
    expect(await fleet.add([{ id: 'a', group: 'water' }])).toMatchObject({ added: 0, changed: 1 });
    expect(await rows()).toMatchObject([{ id: 'a', group: 'water', alias: 'Well 4' }]);
  });

  it('has the devices of this browser, at the address where they answered last', async () => {
    const { known } = newThread();
    await known.note(over('ws://10.0.0.7/rpc'), info('a'));
    await known.note(over('CP2102N'), info('b'));
    expect(await rows()).toMatchObject([
      { id: 'a', source: 'session', address: 'ws://10.0.0.7/rpc', lastSeenMs: 1_000 },
      { id: 'b', source: 'session', address: null, link: 'CP2102N', arch: 'esp32' },
    ]);
  });

  it('believes a device more than a list, and whoever heard of it later', async () => {
    const { fleet, known } = newThread();
    await fleet.add([{ id: 'a', version: '0.9.0' }]);
    await known.note(over('CP2102N'), info('a', '1.0.0'));
    expect(await rows()).toMatchObject([{ version: '1.0.0', source: 'list' }]);
    now += 1;
    await fleet.note([{ id: 'a', version: '1.1.0', buildId: 'b2', lastSeenMs: now }]);
    await fleet.add([{ id: 'a', version: '0.9.0' }]);
    expect(await rows()).toMatchObject([{ version: '1.1.0', buildId: 'b2', lastSeenMs: now }]);
  });

  it('gives groups, tags and names to many at once, the name to the sessions, too', async () => {
    const { fleet, known } = newThread();
    await known.note(over('CP2102N'), info('a'));
    await fleet.add([{ id: 'b', tags: ['old'] }]);
    await fleet.change(['a', 'b', 'nobody'], {
      ...{ group: 'air', addTags: ['roof'], dropTags: ['old'] },
    });
    await fleet.change(['a'], { alias: 'Roof unit' });
    expect(await rows()).toMatchObject([
      { id: 'a', group: 'air', tags: ['roof'], alias: 'Roof unit' },
      { id: 'b', group: 'air', tags: ['roof'], alias: null },
    ]);
    expect(valueOf(await known.seenDevices())).toMatchObject([{ alias: 'Roof unit' }]);
  });

  it('forgets who is taken out, and has them as they were when that is undone', async () => {
    const { fleet, known } = newThread();
    await known.note(over('CP2102N'), info('a'));
    await fleet.add([{ id: 'b', group: 'air' }]);
    const before = await rows();
    const removed = await fleet.remove(['a', 'b', 'nobody']);
    expect(removed).toEqual(before);
    expect(await rows()).toEqual([]);
    await fleet.putBack(removed);
    expect(await rows()).toEqual(before);
  });

  it('leaves out a device that was taken out until a session sees it again, whatever a broker hears', async () => {
    const { fleet, known } = newThread();
    await known.note(over('CP2102N'), info('a'));
    await fleet.note([{ id: 'c', lastSeenMs: now }]);
    await fleet.remove(['a', 'c']);
    await fleet.note([{ id: 'c', lastSeenMs: (now += 1) }]);
    expect(await rows()).toEqual([]);
    await known.note(over('CP2102N'), info('a'));
    expect(await rows()).toMatchObject([{ id: 'a' }]);
    await fleet.add([{ id: 'c' }]);
    expect((await rows()).map(({ id }) => id)).toEqual(['a', 'c']);
  });

  it('lasts as long as the page where the browser keeps nothing, and says so', async () => {
    const { fleet } = newThread({ isClosed: true });
    expect(await fleet.add([{ id: 'a' }, { id: 'b' }])).toMatchObject({ added: 2 });
    await fleet.remove(['b']);
    expect(await fleet.all()).toMatchObject({ isKept: false, devices: [{ id: 'a' }] });
  });
});
