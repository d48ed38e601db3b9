import { describe, expect, it } from 'vitest';
import type { DeviceEvent } from '../../support/conformance/device-process.ts';
import { mayStart, startOf } from './expected.ts';
import { explain } from './known.ts';

const begin: DeviceEvent = { event: 'update', state: 'begin' };
const end: DeviceEvent = { event: 'rpc', method: 'OTA.End' };
const firstBoot: DeviceEvent = { event: 'boot', version: '1.1.0', first: true, committed: false };
const commit: DeviceEvent = { event: 'rpc', method: 'OTA.Commit' };
const committed: DeviceEvent = { event: 'committed', version: '1.1.0' };
const boot = (version: string, isCommitted: boolean): DeviceEvent => ({
  event: 'boot',
  version,
  committed: isCommitted,
});

describe('what a killed device may start', () => {
  it('is the old firmware until OTA.End is called, and the new one once it was committed', () => {
    expect(mayStart([])).toEqual(['old']);
    expect(mayStart([begin])).toEqual(['old']);
    expect(mayStart([begin, end])).toEqual(['old', 'returned', 'trial']);
    expect(mayStart([begin, end, firstBoot])).toEqual(['returned']);
    expect(mayStart([begin, end, firstBoot, commit])).toEqual(['returned', 'kept']);
    expect(mayStart([begin, end, firstBoot, commit, committed])).toEqual(['kept']);
  });

  it('is told by its events', () => {
    const reverted: DeviceEvent = { event: 'reverted', from: 1, to: 0 };
    expect(startOf([boot('1.0.0', true)])).toBe('old');
    expect(startOf([reverted, boot('1.0.0', true)])).toBe('returned');
    expect(startOf([boot('1.1.0', false)])).toBe('trial');
    expect(startOf([boot('1.1.0', true)])).toBe('kept');
  });

  it.each([
    [[]],
    [[{ event: 'bricked', why: 'no-config' }]],
    [[boot('', true)]],
    [[boot('1.0.0', false)]],
    [[{ event: 'reverted' }, boot('1.1.0', true)]],
  ])('is nothing else: %j', (events) => {
    expect(startOf(events)).toHaveProperty('wrong');
  });

  it('may be wrong only where a documented weakness of the vendor is at work', () => {
    expect(explain('esp8266', [begin, end])).toBe('rboot-one-sector');
    expect(explain('esp8266', [begin])).toBeNull();
    expect(explain('esp8266', [begin, end, firstBoot, commit, committed])).toBeNull();
    expect(explain('esp8266-hardened', [begin, end])).toBeNull();
    expect(explain('esp32', [begin, end])).toBeNull();
  });
});
