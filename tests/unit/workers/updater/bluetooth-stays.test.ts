import { describe, expect, it } from 'vitest';
import { OtaError } from '../../../../src/contracts/failure.ts';
import { bluetoothStays } from '../../../../src/workers/updater/bluetooth-stays.ts';
import { browserName } from '../../../../src/workers/updater/browser-name.ts';

const { signal } = new AbortController();

/** A device with these settings; one that it has not is an error, as a device answers. */
const told = (settings: Readonly<Record<string, unknown>>) => ({
  ask(method: string, params: unknown): Promise<unknown> {
    const { key } = params as { readonly key: string };
    if (method === 'Config.Get' && key in settings) return Promise.resolve(settings[key]);
    return Promise.reject(
      new OtaError('rpc/remote', { method, remoteCode: 404, remoteMessage: '' }),
    );
  },
});

describe('a device that is reached over Bluetooth', () => {
  const methods = ['Sys.GetInfo', 'Config.Get'];

  it.each([
    ['switches it off', { 'bt.keep_enabled': false, 'wifi.sta.enable': true }, false],
    ['stays, without Wi-Fi', { 'bt.keep_enabled': false, 'wifi.sta.enable': false }, true],
    ['stays, when it is told to', { 'bt.keep_enabled': true, 'wifi.sta.enable': true }, true],
    ['stays, when it does not tell', {}, true],
  ])('%s', async (_, settings, stays) => {
    expect(await bluetoothStays(told(settings), { methods, signal })).toBe(stays);
  });

  it('is not asked for what it has no method for', async () => {
    const mute = { ask: () => Promise.reject(new Error('was asked')) };
    expect(await bluetoothStays(mute, { methods: ['Sys.GetInfo'], signal })).toBe(true);
    expect(await bluetoothStays(mute, { methods: null, signal })).toBe(true);
  });
});

describe('the name of a browser', () => {
  it.each([
    [
      'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/152.0.0.0 Mobile Safari/537.36',
      'chrome',
      'android',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/152.0.0.0 Safari/537.36 Edg/152.0.0.0',
      'edge',
      'windows',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/152.0.0.0 Safari/537.36',
      'chrome',
      'mac',
    ],
    [
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36',
      'chrome',
      'linux',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Bluefy/3.9',
      'bluefy',
      'ios',
    ],
    ['curl/8', 'other', 'other'],
  ])('of %s is %s on %s', (userAgent, browser, system) => {
    expect(browserName(userAgent)).toEqual({ browser, system });
  });
});
