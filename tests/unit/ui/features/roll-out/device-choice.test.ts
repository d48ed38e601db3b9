import { describe, expect, it } from 'vitest';
import type { ListedDevice } from '../../../../../src/contracts/fleet-device.ts';
import {
  chosenDevices,
  groupsOf,
  namesOf,
} from '../../../../../src/ui/features/roll-out/device-choice.ts';
import type { DeviceChoice } from '../../../../../src/ui/features/roll-out/device-choice.ts';

const device = (
  id: string,
  group: string | null,
  own: Partial<ListedDevice> = {},
): ListedDevice => ({
  ...{ id, address: `ws://${id}/rpc`, alias: null, group, tags: [], source: 'list', link: null },
  ...{ arch: null, app: null, version: null, buildId: null, lastSeenMs: null },
  ...own,
});

const FLEET = [
  device('a', 'water', { alias: 'Pump' }),
  device('b', 'air'),
  device('c', null, { address: null }),
  device('d', 'water', { address: 'mqtt://10.0.0.1/d' }),
];

const choose = (own: Partial<DeviceChoice>) => {
  const { devices, ...rest } = chosenDevices({ mode: 'all', groups: [], list: '', ...own }, FLEET);
  return { ids: devices.map(({ id }) => id), ...rest };
};

describe('the devices of a roll-out', () => {
  it('are all of the fleet that a page can reach', () => {
    expect(choose({})).toEqual({ ids: ['a', 'b'], unreachable: 2, bad: [] });
  });

  it('are those of some groups, of which each is named with its number', () => {
    expect(choose({ mode: 'groups', groups: ['water'] })).toMatchObject({
      ids: ['a'],
      unreachable: 1,
    });
    expect(choose({ mode: 'groups', groups: [null] })).toMatchObject({ ids: [], unreachable: 1 });
    expect(choose({ mode: 'groups' })).toMatchObject({ ids: [] });
    expect(groupsOf(FLEET)).toEqual([
      { group: 'air', devices: 1 },
      { group: 'water', devices: 2 },
      { group: null, devices: 1 },
    ]);
  });

  it('are those of a list, each once; others come with their address, and lines that are neither are named', () => {
    const list =
      ' b \r\n\na\nb\nnew ws://10.0.0.9/rpc\nnobody\nx/y ws://a/rpc\nz not-a-url\nq ws://a b c\n';
    expect(choose({ mode: 'list', list })).toEqual({
      ids: ['b', 'a', 'new'],
      unreachable: 0,
      bad: ['nobody', 'x/y ws://a/rpc', 'z not-a-url', 'q ws://a b c'],
    });
    const { devices } = chosenDevices({ mode: 'list', groups: [], list: 'a ws://b/rpc' }, FLEET);
    expect(devices).toEqual([{ id: 'a', url: 'ws://b/rpc', group: 'water' }]);
    expect(choose({ mode: 'list', list: 'd' })).toMatchObject({ ids: [], unreachable: 1 });
  });

  it('have the names that people gave them', () => {
    const names = namesOf(
      [
        { id: 'a', url: '', group: 'water' },
        { id: 'new', url: '', group: null },
      ],
      FLEET,
    );
    expect([...names]).toEqual([
      ['a', { alias: 'Pump', group: 'water' }],
      ['new', { alias: null, group: null }],
    ]);
  });
});
