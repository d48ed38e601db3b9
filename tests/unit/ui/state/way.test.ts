import { afterEach, describe, expect, it } from 'vitest';
import german from '../../../../src/messages/de/screen.ts';
import { locale } from '../../../../src/messages/locale.ts';
import { WAYS } from '../../../../src/ui/state/way.ts';

afterEach(() => locale.speak('en', null));

describe('a way to a device', () => {
  it('is called in the language that is spoken when it is shown, not when its table was made', () => {
    expect(WAYS.cable.name).toBe('USB cable');
    locale.speak('de', german);
    expect(Object.values(WAYS).map(({ name, hint }) => [name, hint])).toEqual([
      ['Übungsgerät', german.screen.idle.practiceWay],
      ['USB-Kabel', german.screen.idle.cableWay],
      ['Bluetooth', german.screen.idle.bluetoothWay],
      ['Netzwerk', german.screen.idle.networkWay],
    ]);
    expect([WAYS.practice.over, WAYS.cable.over, WAYS.network.over]).toEqual([
      null,
      'USB',
      'Netzwerk',
    ]);
  });
});
