import { describe, expect, it } from 'vitest';
import { readBroker } from '../../../../src/ui/state/broker-address.ts';

describe('the address of a broker', () => {
  it.each([
    [' wss://broker.example/mqtt/ ', 'mqtt+wss://broker.example/mqtt/'],
    ['ws://10.0.0.2:9001', 'mqtt+ws://10.0.0.2:9001/'],
    ['mqtt+ws://10.0.0.2//', 'mqtt+ws://10.0.0.2/'],
    ['mqtt+wss://broker.example/mqtt', 'mqtt+wss://broker.example/mqtt/'],
  ])('is read without a device: %s', (typed, address) => {
    expect(readBroker(typed)).toEqual({ kind: 'address', address });
  });

  it.each([
    ['', 'empty'],
    ['broker.example', 'no-broker'],
    ['ws://', 'no-broker'],
    ['wss://broker.example/mqtt?token=s', 'no-broker'],
    ['mqtt://broker.example', 'other-scheme'],
    ['http://broker.example', 'other-scheme'],
    ['wss://user:secret@broker.example', 'password'],
    ['mqtt+ws://localhost/?x', 'no-broker'],
    ['mqtt+ws://two words', 'no-broker'],
  ])('is none: %s', (typed, fault) => {
    expect(readBroker(typed)).toEqual({ kind: 'wrong', fault });
  });
});
