import { describe, expect, it } from 'vitest';
import { MOST_AT_BROKER } from '../../../../src/contracts/broker-devices.ts';
import { encodeUtf8 } from '../../../../src/ota-core/primitives/utf8.ts';
import { HeardDevices } from '../../../../src/workers/updater/heard-devices.ts';
import { seededRandom } from '../../../support/chunking.ts';

const OWN = 'slipway/0123456789abcdef';

function setUp() {
  const devices = new HeardDevices(OWN);
  let now = 100;
  const hear = (topic: string, payload: unknown, isRetained = false): void => {
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
    devices.hear({ topic, payload: encodeUtf8(text), isRetained, atMs: (now += 1) });
  };
  const signs = () => devices.list().map(({ id, sign, heardAtMs }) => [id, sign, heardAtMs]);
  return { devices, hear, signs };
}

const INFO = {
  ...{ id: 'a', app: 'demo', fw_version: '1.0.0', fw_id: 'x', mac: 'M', arch: 'esp32', uptime: 1 },
};

describe('devices at a broker', () => {
  it('show by their log, by their replies and by what they report to a shadow', () => {
    const { hear, signs } = setUp();
    hear('esp32_A/log', 'esp32_A 12 1.5 1|booted');
    hear('web1/rpc', { id: 7, src: 'esp32_B', dst: 'web1', result: {} });
    hear('$aws/things/esp32_C/shadow/update', { state: { reported: {} } });
    expect(signs()).toEqual([
      ['esp32_A', 'published', 101],
      ['esp32_B', 'published', 102],
      ['esp32_C', 'published', 103],
    ]);
  });

  it('are not taken to be there for what others send them, or for what is retained', () => {
    const { hear, signs } = setUp();
    hear('esp32_A/rpc', { id: 1, src: 'web1', method: 'Sys.GetInfo' });
    hear('esp32_B/log', 'old', true);
    expect(signs()).toEqual([
      ['esp32_A', 'addressed', null],
      ['esp32_B', 'retained', null],
    ]);
    hear('esp32_A/log', 'new');
    hear('esp32_A/rpc', { id: 2, src: 'web1', method: 'Sys.GetInfo' });
    hear('esp32_A/log', 'old', true);
    expect(signs()[0]).toEqual(['esp32_A', 'published', 103]);
  });

  it('are none for our own questions, for noise, and for ids that no topic can name', () => {
    const { devices, hear, signs } = setUp();
    hear('esp32_A/rpc', { id: 1, src: OWN, method: 'Sys.GetInfo' });
    for (const noise of ['', '{', '[]', '7', 'null', '{"id":{}}', '['.repeat(10_000)])
      hear('web1/rpc', noise);
    hear('web1/rpc', { id: 1, src: 'a/b', result: null });
    hear('web1/rpc', { id: 1, src: 'x'.repeat(129), result: null });
    hear('/log', 'nobody');
    devices.know('a#');
    expect(signs()).toEqual([]);
  });

  it('keep what they answered, whatever is heard of them later', () => {
    const { devices, hear } = setUp();
    devices.know('a');
    devices.answer('a', 'answered', INFO);
    hear('a/log', 'x');
    devices.know('a');
    expect(devices.list()).toEqual([
      {
        ...{ id: 'a', sign: 'published', heardAtMs: 101, answer: 'answered' },
        ...{ app: 'demo', version: '1.0.0', arch: 'esp32' },
      },
    ]);
  });

  it('are as many as are kept: those that are in it stay, and that there are more is said', () => {
    const { devices, hear } = setUp();
    for (let at = 0; at < MOST_AT_BROKER; at += 1) hear(`d${at}/log`, '');
    expect(devices.isFull).toBe(false);
    hear('one-more/log', '');
    hear('d0/log', '');
    expect([devices.isFull, devices.list().length]).toEqual([true, MOST_AT_BROKER]);
  });

  it('take any bytes at any topic', () => {
    const { devices } = setUp();
    const random = seededRandom(20_261_130);
    for (let round = 0; round < 2_000; round += 1) {
      const payload = Uint8Array.from({ length: random() * 40 }, () => random() * 256);
      const topic = ['a/rpc', 'a/log', 'rpc', '', '$aws', '$aws/things'][Math.floor(random() * 6)];
      devices.hear({ topic: topic ?? '', payload, isRetained: random() < 0.5, atMs: 1 });
    }
    expect(devices.list().every(({ id }) => id === 'a')).toBe(true);
  });
});
