import { describe, expect, it } from 'vitest';
import {
  appsIn,
  daysOf,
  devicesIn,
  methodsIn,
  shownUpdates,
  WHOLE_HISTORY,
} from '../../../../../src/ui/features/history/past-rows.ts';
import type { HistoryView } from '../../../../../src/ui/features/history/past-rows.ts';
import { PAST_AT, pastUpdate } from '../../../../support/history/past-updates.ts';

const { device, firmware } = pastUpdate();
const DAY_MS = 24 * 60 * 60_000;

const ALL = [
  pastUpdate({ id: 'kept', who: 'Ada' }),
  pastUpdate({
    ...{ id: 'back', result: 'reverted', endedAtMs: PAST_AT - DAY_MS },
    device: { ...device, mac: 'B', id: 'esp32_B', name: null },
    way: { method: 'network', delivery: 'write', link: 'mqtt' },
  }),
  pastUpdate({
    ...{ id: 'refused', result: 'refused', endedAtMs: PAST_AT - DAY_MS - 1 },
    firmware: { ...firmware, name: 'gate', version: '3.1.0' },
    device: { ...device, name: 'Old name' },
  }),
];

const idsOf = (view: Partial<HistoryView>) =>
  shownUpdates(ALL, { ...WHOLE_HISTORY, ...view }).map(({ id }) => id);

describe('the history', () => {
  it.each<[string, Partial<HistoryView>, readonly string[]]>([
    ['nothing', {}, ['kept', 'back', 'refused']],
    ['words that are all in it', { find: 'BOILER  2.0.0' }, ['kept']],
    ['a word that is not', { find: 'boiler 9.9.9' }, []],
    ['who did it', { find: 'ada' }, ['kept']],
    ['a day', { find: '2026-11-19' }, ['back', 'refused']],
    ['a device, whatever it was called', { device: device.mac }, ['kept', 'refused']],
    ['an app', { app: 'gate' }, ['refused']],
    ['an outcome', { outcome: 'stopped' }, ['refused']],
    ['a connection', { method: 'network' }, ['back']],
    ['several of them', { outcome: 'kept', method: 'network' }, []],
  ])('is filtered by %s', (_what, view, ids) => {
    expect(idsOf(view)).toEqual(ids);
  });

  it('offers the devices by their last names, the apps and the connections that are in it', () => {
    expect(devicesIn(ALL)).toEqual([
      { value: device.mac, text: 'Boiler room 2' },
      { value: 'B', text: 'esp32_B' },
    ]);
    expect(appsIn(ALL).map(({ value }) => value)).toEqual(['demo', 'gate']);
    expect(methodsIn(ALL)).toEqual(['cable', 'network']);
  });

  it('is parted into days', () => {
    expect(daysOf(ALL).map(({ updates }) => updates.map(({ id }) => id))).toEqual([
      ['kept'],
      ['back', 'refused'],
    ]);
    expect(daysOf([])).toEqual([]);
  });
});
