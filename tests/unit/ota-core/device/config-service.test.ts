import { describe, expect, it } from 'vitest';
import { decodeBase64, encodeBase64 } from '../../../../src/ota-core/primitives/base64.ts';
import {
  passTime,
  readImage,
  resultOf,
  startDevice,
  tinyBundle,
  type TestDevice,
} from '../../../support/ota-core/device/test-device.ts';

const result = (value: unknown) => ({ kind: 'result', result: value });
const error = (code: number, message: string) => ({ kind: 'error', code, message });
const SAVED = result({ saved: true });

const fileOf = ({ call }: TestDevice, filename: string): unknown => {
  const { data } = resultOf(call('FS.Get', { filename }));
  return JSON.parse(new TextDecoder().decode(decodeBase64(String(data)) ?? undefined));
};
const valueOf = ({ call }: TestDevice, key: string, now = 0): unknown => {
  const reply = call('Config.Get', { key }, now);
  return reply.kind === 'result' ? reply.result : reply;
};
const put = ({ call }: TestDevice, filename: string, value: unknown): void => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  call('FS.Put', { filename, data: encodeBase64(new TextEncoder().encode(text)) });
};

describe('Config.Get', () => {
  it('gives all, a part of it, or one value', () => {
    const { call } = startDevice();
    expect(resultOf(call('Config.Get'))).toMatchObject({
      device: { id: 'esp32_0A1B2C', mac: '30AEA40A1B2C' },
      rpc: { max_frame_size: 4096, max_queue_length: 25, auth_domain: 'RPC', acl: '' },
      update: { timeout: 600, commit_timeout: 0, sig_req_mask: -1, key7: '', enable_post: true },
      wifi: { sta: { enable: false, ssid: '', pass: '' } },
    });
    expect(call('Config.Get', { key: 'wifi.sta' })).toEqual(
      result({ enable: false, ssid: '', pass: '' }),
    );
    expect(call('Config.Get', { key: 'update.timeout' })).toEqual(result(600));
    expect(call('Config.Get', { key: '', level: -1 })).toEqual(call('Config.Get'));
  });

  it.each(['nothing', 'update.none', 'update.timeout.more', '.', '__proto__', 'constructor.name'])(
    'knows no key %j, whatever the level',
    (key) => {
      const { call } = startDevice();
      expect(call('Config.Get', { key, level: 99 })).toEqual(error(404, 'invalid config key'));
    },
  );

  it('has levels 0 to 9', () => {
    const device = startDevice();
    put(device, 'conf3.json', { update: { timeout: 33 } });
    const at = (level: unknown) => device.call('Config.Get', { key: 'update.timeout', level });
    expect(at(2)).toEqual(result(600));
    expect(at('3')).toEqual(result(33));
    expect(at(9)).toEqual(result(33));
    expect(at(10)).toEqual(error(400, 'failed to load config'));
    expect(at(-1)).toEqual(result(600)); // in force until the restart
  });

  it('reads the files of a used device at its start, each over the one before', () => {
    const device = startDevice({ image: readImage('lfsuser.img') });
    expect(resultOf(device.call('Config.Get'))).toMatchObject({
      device: { id: 'demo_0A1B2C' },
      mqtt: { enable: true, server: 'broker.local:1883' },
      wifi: { sta: { enable: true, ssid: 'Field', pass: 'secret-pass' } },
    });
  });

  it.each([
    ['no JSON', '{"update":'],
    ['a list', '[1]'],
    ['another type', { update: { timeout: '5' }, wifi: 7 }],
    ['unknown keys', { other: { deep: 1 }, update: { none: 2 } }],
    ['names of its prototype', '{"__proto__":{"timeout":5},"update":{"__proto__":{"timeout":5}}}'],
  ])('is not changed by a conf9.json with %s', (_, content) => {
    const device = startDevice();
    const before = device.call('Config.Get');
    put(device, 'conf9.json', content);
    device.device.powerOn(10);
    expect(device.call('Config.Get')).toEqual(before);
  });
});

describe('Config.Set', () => {
  it.each([
    ['nothing', {}, error(400, 'value is required')],
    ['no value at level 0', { level: 0, key: 'none' }, error(400, 'value is required')],
    ['level 0', { level: 0, key: 'none', value: 'x' }, error(400, 'not allowed')],
    ['a key that is not there', { key: 'none', value: {} }, error(404, 'invalid config key')],
    ['a level too high', { level: 10, value: {} }, error(400, 'failed to load config')],
    [
      'a text for a number',
      { config: { update: { timeout: '5' } } },
      error(400, 'invalid config value: update.timeout'),
    ],
    [
      'a number for a text',
      { key: 'wifi.sta.ssid', value: 5 },
      error(400, 'invalid config value: wifi.sta.ssid'),
    ],
    [
      'a number for a switch',
      { key: 'wifi', value: { sta: { enable: 1 } } },
      error(400, 'invalid config value: wifi.sta.enable'),
    ],
    [
      'a number of more than 32 bits',
      { key: 'update.timeout', value: 2 ** 31 },
      error(400, 'invalid config value: update.timeout'),
    ],
    [
      'a scalar for a group',
      { key: 'update', value: 5 },
      error(400, 'invalid config value: update'),
    ],
    ['null', { key: 'update', value: null }, error(400, 'invalid config value: update')],
  ])('refuses %s, and changes nothing', (_, params, refusal) => {
    const device = startDevice();
    const before = device.call('Config.Get');
    expect(device.call('Config.Set', { ...params, save: true, reboot: true })).toEqual(refusal);
    expect(device.call('Config.Get')).toEqual(before);
    expect(device.call('FS.List')).toEqual(result([]));
    expect(device.device.nextDeadline()).toBeNull();
  });

  it('is in force at once and gone with the restart, unless it is saved', () => {
    const device = startDevice();
    const params = { config: { wifi: { sta: { ssid: 'Hall' } }, other: 1 } };
    expect(device.call('Config.Set', params)).toEqual(result({ saved: false }));
    expect(valueOf(device, 'wifi.sta.ssid')).toBe('Hall');
    device.device.powerOn(10);
    expect(valueOf(device, 'wifi.sta.ssid')).toBe('');
    expect(device.call('Config.Set', { ...params, save: true })).toEqual(SAVED);
    expect(fileOf(device, 'conf9.json')).toEqual({ wifi: { sta: { ssid: 'Hall' } } });
    device.device.powerOn(20);
    expect(valueOf(device, 'wifi.sta.ssid')).toBe('Hall');
  });

  it('takes what mos sends, and restarts half a second later when it is asked to', () => {
    const device = startDevice();
    const config = { update: { timeout: 120 } };
    const params = { config, level: -1, save: true, try_once: false, reboot: true };
    expect(device.call('Config.Set', params)).toEqual(SAVED);
    expect(device.device.nextDeadline()).toBe(500);
    expect(device.call('Config.Get', null, 401)).toEqual(error(418, 'shutting down in 99 ms'));
    passTime(device.device, 500);
    expect(valueOf(device, 'update.timeout', 600)).toBe(120);
  });

  it('at a level of its own is for the next start, below what the user set', () => {
    const device = startDevice();
    const at5 = { key: 'update.timeout', value: 55, level: 5, save: true };
    expect(device.call('Config.Set', at5)).toEqual(SAVED);
    expect(fileOf(device, 'conf5.json')).toEqual({ update: { timeout: 55 } });
    expect(valueOf(device, 'update.timeout')).toBe(600);
    device.device.powerOn(10);
    expect(valueOf(device, 'update.timeout')).toBe(55);
    device.call('Config.Set', { key: 'update.timeout', value: 99, save: true });
    device.device.powerOn(20);
    expect(valueOf(device, 'update.timeout')).toBe(99);
    device.call('Config.Set', { key: 'update.timeout', value: 55, save: true });
    expect(fileOf(device, 'conf9.json')).toEqual({});
  });
});

describe('Config.Save', () => {
  it('keeps what is in force', () => {
    const device = startDevice();
    device.call('Config.Set', { key: 'debug.level', value: 3 });
    expect(device.call('Config.Save', { reboot: false })).toEqual(SAVED);
    expect(device.device.nextDeadline()).toBeNull();
    expect(fileOf(device, 'conf9.json')).toEqual({ debug: { level: 3 } });
    expect(device.call('Config.Save', { reboot: true })).toEqual(SAVED);
    expect(device.device.nextDeadline()).toBe(500);
  });

  it('fails where there is no room, and where no filesystem is mounted, and does not restart', () => {
    const full = startDevice();
    const data = encodeBase64(new Uint8Array(4096));
    while (full.call('FS.Put', { filename: 'x', data, append: true }).kind === 'result');
    full.call('Config.Set', { key: 'wifi.sta.ssid', value: 'x'.repeat(5000) });
    expect(full.call('Config.Save', { reboot: true })).toEqual(
      error(-1, 'error saving config: full'),
    );
    const opaque = startDevice({ profile: 'cc3200' });
    expect(opaque.call('Config.Set', { config: {}, save: true, reboot: true })).toEqual(
      error(-1, 'error saving config: no filesystem'),
    );
    for (const { device } of [full, opaque]) expect(device.nextDeadline()).toBeNull();
  });
});

describe('settings in force', () => {
  it('update.timeout ends an update that nobody feeds, unless OTA.Begin says otherwise', () => {
    const { call, device } = startDevice();
    call('Config.Set', { key: 'update.timeout', value: 7 });
    call('OTA.Begin');
    expect(device.nextDeadline()).toBe(7000);
    passTime(device, 7000);
    call('OTA.Begin', { timeout: 3 }, 7000);
    expect(device.nextDeadline()).toBe(10_000);
  });

  it('update.commit_timeout is the time of an update that names none', () => {
    const { call, device, push } = startDevice();
    call('Config.Set', { key: 'update.commit_timeout', value: 42 });
    push(tinyBundle, { commit_timeout: 0 });
    call('OTA.End');
    passTime(device, 500);
    expect(resultOf(call('OTA.Status', null, 500))).toMatchObject({
      is_committed: false,
      commit_timeout: 42,
    });
  });

  it('are carried over by an update, and a way back has what was saved before', () => {
    const device = startDevice();
    const set = (value: number, now: number) =>
      device.call('Config.Set', { key: 'update.timeout', value, save: true }, now);
    set(111, 0);
    device.push(tinyBundle);
    device.call('OTA.End');
    passTime(device.device, 500);
    expect(valueOf(device, 'update.timeout', 500)).toBe(111);
    set(222, 500);
    device.device.powerOn(1000); // not committed: back
    expect(resultOf(device.call('Sys.GetInfo', null, 1000))).toMatchObject({ fw_version: '1.0.0' });
    expect(valueOf(device, 'update.timeout', 1000)).toBe(111);
  });
});
