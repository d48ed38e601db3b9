import { describe, expect, it } from 'vitest';
import { MOST_LISTED } from '../../../../../src/contracts/fleet-device.ts';
import { fleetRow } from '../../../../../src/ui/features/fleet/fleet-rows.ts';
import {
  LONGEST_LIST,
  readDeviceList,
} from '../../../../../src/ui/features/fleet/read-device-list.ts';
import {
  devicesAsCsv,
  devicesAsJson,
} from '../../../../../src/ui/features/fleet/write-device-list.ts';

const BROKER = 'mqtt+ws://localhost:9001/';

function read(text: string, broker: string | null = null) {
  const list = readDeviceList(text, broker);
  if (list.kind !== 'devices') throw new Error(list.kind);
  return list;
}

describe('a list of devices', () => {
  it('is ids, one a line, at the broker that is named beside', () => {
    expect(read('a\r\n\n# a comment\n b \n', BROKER).devices).toEqual([
      { id: 'a', address: `${BROKER}a` },
      { id: 'b', address: `${BROKER}b` },
    ]);
    expect(read('a').devices).toEqual([{ id: 'a' }]);
  });

  it.each([',', ';', '\t'])(
    'has id, address, group, name and tags in this order, parted by %j',
    (by) => {
      const line = ['a', 'ws://10.0.0.7/rpc', 'heating', 'Boiler room', '"x|y"'].join(by);
      expect(read(`${line}\n${['b', '', 'air'].join(by)}`).devices).toEqual([
        {
          ...{ id: 'a', address: 'ws://10.0.0.7/rpc', group: 'heating', alias: 'Boiler room' },
          tags: ['x', 'y'],
        },
        { id: 'b', group: 'air' },
      ]);
    },
  );

  it('may have a head, as spreadsheets and plans of roll-outs call the columns', () => {
    const text = '\uFEFFName;Platform;unknown;ID;URL\n"Boiler; 2";esp32;7;a;mqtt://broker/a';
    expect(read(text).devices).toEqual([
      { id: 'a', address: 'mqtt://broker/a', alias: 'Boiler; 2', arch: 'esp32' },
    ]);
  });

  it('may be an address alone of a device at a broker, which ends with its id', () => {
    expect(read(`${BROKER}esp32_A`).devices).toEqual([
      { id: 'esp32_A', address: `${BROKER}esp32_A` },
    ]);
  });

  it('names each line that is none, and takes the others', () => {
    const text = [
      'a',
      ',ws://10.0.0.7/rpc',
      'has/slash',
      'b,gopher://x',
      '"two',
      'lines",ws://x/rpc',
      'c,ws://user:secret@10.0.0.7/rpc',
      'ws://10.0.0.7/rpc',
      'a,ws://10.0.0.8/rpc',
      'd',
    ].join('\n');
    const { devices, bad, of } = read(text);
    expect(devices.map(({ id }) => id)).toEqual(['a', 'd']);
    expect([of, bad]).toEqual([
      'lines',
      [
        { at: 2, fault: 'no-id' },
        { at: 3, fault: 'bad-id' },
        { at: 4, fault: 'bad-address' },
        { at: 5, fault: 'bad-id' },
        { at: 7, fault: 'secret' },
        { at: 8, fault: 'no-id' },
        { at: 9, fault: 'twice' },
      ],
    ]);
  });

  it('is JSON: a list, or a plan of a roll-out, each entry judged by itself', () => {
    const entries = [{ id: 'a', url: 'ws://x/rpc', tags: ['p', 7, 'q'] }, 'b', 7, { group: 'x' }];
    const expected = {
      devices: [{ id: 'a', address: 'ws://x/rpc', tags: ['p', 'q'] }, { id: 'b' }],
      bad: [
        { at: 3, fault: 'no-entry' },
        { at: 4, fault: 'no-id' },
      ],
      of: 'entries',
    };
    expect(read(JSON.stringify(entries))).toMatchObject(expected);
    expect(read(JSON.stringify({ devices: entries, waves: [1] }))).toMatchObject(expected);
    expect(readDeviceList('[1', null)).toEqual({ kind: 'not-json' });
    expect(readDeviceList('{"bundles": []}', null)).toEqual({ kind: 'no-list' });
  });

  it('cannot name members of objects', () => {
    const { devices } = read('[{"id": "a", "__proto__": {"group": "x"}, "constructor": "y"}]');
    expect(devices).toEqual([{ id: 'a' }]);
  });

  it('is bounded in its length and its devices, and says so', () => {
    expect(readDeviceList(' '.repeat(LONGEST_LIST + 1), null)).toEqual({ kind: 'too-large' });
    const many = Array.from({ length: MOST_LISTED + 5 }, (_, at) => `d${at}`).join('\n');
    const { devices, isCut } = read(many);
    expect([devices.length, isCut]).toEqual([MOST_LISTED, true]);
    expect(read('a').isCut).toBe(false);
  });
});

describe('a list that is saved', () => {
  const row = fleetRow(
    {
      ...{ id: 'a', address: 'ws://10.0.0.7/rpc', alias: '=HYPERLINK("x")', group: '@SUM(1)' },
      ...{ tags: ['x', 'y'], arch: 'esp32', app: '-1', version: '1.0.0', buildId: '+b' },
      ...{ source: 'list', lastSeenMs: 1_000, link: null },
    },
    null,
    null,
  );

  it('holds no formula that a spreadsheet would compute', () => {
    const [head = '', line = ''] = devicesAsCsv([row]).split('\r\n');
    expect(head.slice(1).split(',').slice(0, 5)).toEqual([
      'id',
      'address',
      'group',
      'alias',
      'tags',
    ]);
    expect(line).toContain(`"'=HYPERLINK(""x"")"`);
    for (const cell of [`'@SUM(1)`, `'-1`, `'+b`]) expect(line).toContain(cell);
    expect(line.endsWith('1970-01-01T00:00:01.000Z')).toBe(true);
  });

  it('is read again as it was', () => {
    const named = { alias: 'B 2', group: 'air', app: 'x', buildId: 'b' };
    const plain = { ...row, device: { ...row.device, ...named } };
    const said = {
      ...{ id: 'a', address: 'ws://10.0.0.7/rpc', tags: ['x', 'y'] },
      ...{ arch: 'esp32', version: '1.0.0', ...named },
    };
    expect(read(devicesAsCsv([plain])).devices).toEqual([said]);
    expect(read(devicesAsJson([plain])).devices).toEqual([said]);
  });
});
