import { describe, expect, it } from 'vitest';
import {
  isFileAddress,
  postAddressOf,
  takesPoll,
  takesPull,
} from '../../../../../src/ui/features/update/delivery-choice.ts';

describe('the ways that a device takes', () => {
  it.each([
    ['ws://192.168.1.7', 'http://192.168.1.7/update'],
    ['wss://pump.local:8443', 'https://pump.local:8443/update'],
    ['http://192.168.1.7:8080', 'http://192.168.1.7:8080/update'],
    ['mqtt+wss://broker.example', null],
    [undefined, null],
  ])('at %s an upload goes to %s', (place, address) => {
    expect(postAddressOf(place)).toBe(address);
  });

  it('fetching is one where it has OTA.Update, or does not tell', () => {
    expect(takesPull({ methods: ['ota.update'] })).toBe(true);
    expect(takesPull({ methods: ['OTA.Begin'] })).toBe(false);
    expect(takesPull({ methods: null })).toBe(true);
  });

  it('looking for it itself is one where its settings can be changed, or it does not tell', () => {
    expect(takesPoll({ methods: ['Config.Get', 'config.set'] })).toBe(true);
    expect(takesPoll({ methods: ['Config.Get'] })).toBe(false);
    expect(takesPoll({ methods: null })).toBe(true);
  });

  it.each([
    ['http://192.168.1.20/fw.zip', true],
    ['  HTTPS://files.example/fw.zip ', true],
    ['192.168.1.20/fw.zip', false],
    ['ftp://192.168.1.20/fw.zip', false],
    ['http:///fw.zip', false],
    ['http://a b/fw.zip', false],
    ['', false],
  ])('%s is an address to fetch from: %s', (text, is) => {
    expect(isFileAddress(text)).toBe(is);
  });
});
