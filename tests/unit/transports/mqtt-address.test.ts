import { describe, expect, it } from 'vitest';
import { readMqttAddress } from '../../../src/transports/mqtt/mqtt-address.ts';

const read = (text: string) => readMqttAddress(new URL(text));

describe('the address of a device at a broker', () => {
  it.each([
    ['mqtt://broker.local/esp32_0A1B2C', 'mqtt://broker.local:1883'],
    ['mqtt://10.0.0.7:1884/esp32_0A1B2C', 'mqtt://10.0.0.7:1884'],
    ['mqtts://broker.local/esp32_0A1B2C', 'mqtts://broker.local:8883'],
    ['mqtt+ws://[::1]:9001/esp32_0A1B2C', 'ws://[::1]:9001'],
    ['mqtt+wss://broker.local/a/mqtt/esp32_0A1B2C', 'wss://broker.local/a/mqtt'],
  ])('%s leads to %s', (address, broker) => {
    const found = { address, broker, device: 'esp32_0A1B2C', user: null, password: null };
    expect(read(address)).toEqual(found);
  });

  it('keeps user and password out of what may be shown', () => {
    const place = read('mqtt://me:p%40ss@h/dev');
    expect(place).toMatchObject({ user: 'me', password: 'p@ss' });
    expect(JSON.stringify([place?.address, place?.broker])).not.toMatch(/me:|p%40ss|p@ss/);
  });

  // Q6: nothing that a person types becomes another topic.
  it.each([
    'mqtt://h',
    'mqtt://h/',
    'mqtt://h/a/b',
    'mqtt://h/a%2Fb',
    'mqtt://h/%2B',
    'mqtt://h/%23',
    'mqtt://h/a%00b',
    'mqtt://h/%ff',
    `mqtt://h/${'a'.repeat(129)}`,
    'mqtt://h/dev?clientId=x',
    'mqtt+ws://h/mqtt/',
    'tcp://h/dev',
  ])('is not %s', (address) => {
    expect(read(address)).toBeNull();
  });
});
