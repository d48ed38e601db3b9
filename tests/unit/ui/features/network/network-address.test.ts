import { isLoopback } from '../../../../../src/contracts/transport.ts';
import { describe, expect, it } from 'vitest';
import { networkWords } from '../../../../../src/messages/network-words.ts';
import {
  isOfHttp,
  isOfLocalNetwork,
  isPlain,
  readAddress,
  shortAddress,
} from '../../../../../src/ui/features/network/network-address.ts';

describe('an address that a person types', () => {
  it.each([
    ['192.168.1.7', 'ws://192.168.1.7/rpc'],
    ['  192.168.1.7 ', 'ws://192.168.1.7/rpc'],
    ['192.168.1.7:8080', 'ws://192.168.1.7:8080/rpc'],
    ['192.168.1.7/rpc', 'ws://192.168.1.7/rpc'],
    ['pump.local', 'ws://pump.local/rpc'],
    ['Pump.Local/', 'ws://pump.local/rpc'],
    ['pump', 'ws://pump/rpc'],
    ['localhost:8910', 'ws://localhost:8910/rpc'],
    ['fe80::1', 'ws://[fe80::1]/rpc'],
    ['[fe80::1]:81', 'ws://[fe80::1]:81/rpc'],
    ['ws://192.168.1.7/rpc', 'ws://192.168.1.7/rpc'],
    ['WS://192.168.1.7', 'ws://192.168.1.7/rpc'],
    ['wss://pump.example', 'wss://pump.example/rpc'],
    ['wss://pump.example/api/rpc?token=1', 'wss://pump.example/api/rpc?token=1'],
    ['ws://192.168.1.7/rpc#top', 'ws://192.168.1.7/rpc'],
    ['http://192.168.1.7/', 'ws://192.168.1.7/rpc'],
    ['https://pump.example', 'wss://pump.example/rpc'],
    ['http://192.168.1.7:8080/rpc', 'http://192.168.1.7:8080/rpc'],
    ['HTTPS://pump.example/api/rpc', 'https://pump.example/api/rpc'],
    ['mqtt+wss://broker.example/mqtt/pump-7', 'mqtt+wss://broker.example/mqtt/pump-7'],
    ['mqtt+ws://broker.local:9001/pump-7#x', 'mqtt+ws://broker.local:9001/pump-7'],
  ])('may be %s', (typed, address) => {
    expect(readAddress(typed)).toEqual({ kind: 'address', address });
  });

  it.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['192.168.1.700', 'not-an-address'],
    ['192.168.1', 'not-an-address'],
    ['7', 'not-an-address'],
    ['192.168.1.7.', 'not-an-address'],
    ['pump house', 'not-an-address'],
    ['ws://', 'not-an-address'],
    [':8080', 'not-an-address'],
    ['192.168.1.7:99999', 'not-an-address'],
    ['mqtt+ws://broker.local', 'not-an-address'],
    ['mqtt+ws://broker.local/mqtt/', 'not-an-address'],
    ['mqtt+wss://me:secret@broker.local/pump-7', 'password'],
    ['mqtt://broker.local/pump-7', 'other-scheme'],
    ['ftp://192.168.1.7', 'other-scheme'],
    ['serial:///dev/ttyUSB0', 'other-scheme'],
    ['javascript://alert(1)', 'other-scheme'],
    ['admin:secret@192.168.1.7', 'password'],
    ['ws://admin@192.168.1.7/rpc', 'password'],
  ] as const)('is refused with one sentence: %j', (typed, fault) => {
    expect(readAddress(typed)).toEqual({ kind: 'wrong', fault });
    expect(networkWords.faults[fault]).toMatch(/^[A-Z][^!?]+\.$/);
  });

  it.each([
    ['ws://192.168.1.7/rpc', '192.168.1.7'],
    ['ws://[fe80::1]:81/rpc', '[fe80::1]:81'],
    ['wss://pump.example/rpc', 'wss://pump.example'],
    ['ws://pump.local/api', 'pump.local/api'],
    ['ws://pump.local/a?x=/rpc', 'ws://pump.local/a?x=/rpc'],
  ])('is shown as short as it may be typed: %s', (address, short) => {
    expect(shortAddress(address)).toBe(short);
    expect(readAddress(short)).toEqual({ kind: 'address', address });
  });

  it('is read the same again', () => {
    const all = ['192.168.1.7', 'fe80::1', 'wss://pump.example/api?x=1', 'http://192.168.1.7/rpc'];
    for (const typed of all) {
      const read = readAddress(typed);
      expect(read.kind === 'address' && readAddress(read.address)).toEqual(read);
    }
  });
});

it('tells what is encrypted, what is this computer, and what is of the local network', () => {
  const schemes = ['ws://a/rpc', 'wss://a/rpc', 'http://a/rpc', 'https://a/rpc'];
  expect(schemes.map(isPlain)).toEqual([true, false, true, false]);
  expect(schemes.map(isOfHttp)).toEqual([false, false, true, true]);
  const loopback = ['localhost', 'a.localhost', '127.0.0.1', '127.9.9.9', '[::1]'];
  const local = ['10.0.0.1', '172.16.0.1', '172.31.0.1', '192.168.9.9', '169.254.1.1'];
  const named = ['[fe80::1]', '[fd00::1]', 'pump.local'];
  const others = ['172.32.0.1', '11.0.0.1', '8.8.8.8', 'slipway.example', '[2001:db8::1]'];
  expect(loopback.filter((host) => !isLoopback(host))).toEqual([]);
  expect([...local, ...named].filter((host) => !isOfLocalNetwork(host))).toEqual([]);
  expect([...local, ...named, ...others].filter(isLoopback)).toEqual([]);
  expect([...loopback, ...others].filter(isOfLocalNetwork)).toEqual([]);
});
