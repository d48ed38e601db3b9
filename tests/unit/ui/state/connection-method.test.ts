import { afterEach, describe, expect, it } from 'vitest';
import german from '../../../../src/messages/de/screen.ts';
import { locale } from '../../../../src/messages/locale.ts';
import { CONNECTION_METHODS } from '../../../../src/ui/state/connection-method.ts';

afterEach(() => locale.speak('en', null));

describe('a way to a device', () => {
  it('is called in the language that is spoken when it is shown, not when its table was made', () => {
    expect(CONNECTION_METHODS.cable.name).toBe('USB cable');
    locale.speak('de', german);
    expect(Object.values(CONNECTION_METHODS).map(({ name, hint }) => [name, hint])).toEqual([
      ['Übungsgerät', german.screen.idle.practiceWay],
      ['USB-Kabel', german.screen.idle.cableWay],
      ['Bluetooth', german.screen.idle.bluetoothWay],
      ['Netzwerk', german.screen.idle.networkWay],
    ]);
    expect([
      CONNECTION_METHODS.practice.over,
      CONNECTION_METHODS.cable.over,
      CONNECTION_METHODS.network.over,
    ]).toEqual([null, 'USB', 'Netzwerk']);
  });
});
