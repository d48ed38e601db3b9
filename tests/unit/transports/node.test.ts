import { describe, expect, it } from 'vitest';
import { STREAM_FRAME_BYTES } from '../../../src/contracts/link.ts';
import { LINE_MAX_FRAME_BYTES } from '../../../src/rpc/line-codec.ts';
import { NODE_TRANSPORTS } from '../../../src/transports/node.ts';

const read = (address: string) => {
  const url = new URL(address);
  return NODE_TRANSPORTS[url.protocol]?.(url)?.place ?? null;
};

describe('what Node opens', () => {
  it.each([
    ['tcp://[::1]:33', { address: 'tcp://::1:33', host: '::1', port: 33 }],
    ['udp://h:1234', { address: 'udp://h:1234', host: 'h', port: 1234 }],
    ['ws://h/rpc', { address: 'ws://h/rpc' }],
    ['wss://h/rpc', { address: 'wss://h/rpc' }],
    ['http://h/rpc?x=1#y', { address: 'http://h/rpc' }],
    ['https://h:8443/rpc', { address: 'https://h:8443/rpc' }],
    [
      'serial:///dev/ttyS0?baud=9600',
      { address: 'serial:///dev/ttyS0', path: '/dev/ttyS0', baudRate: 9600 },
    ],
    ['serial:///COM3', { address: 'serial://COM3', path: 'COM3', baudRate: 115_200 }],
  ])('is the place of %s', (address, place) => {
    expect(read(address)).toEqual(place);
  });

  it.each([
    'tcp://h',
    'udp://h',
    'mqtt://h',
    'http://joe:pw@h/rpc',
    'serial://ttyUSB0',
    'serial:///dev/ttyS0?parity=odd',
    'bluetooth:a',
  ])('is nothing at %s', (address) => {
    expect(read(address)).toBeNull();
  });
});

it('the longest frame of a stream fits the buffer of a device together with its CRC', () => {
  expect(STREAM_FRAME_BYTES).toBe(LINE_MAX_FRAME_BYTES);
});
