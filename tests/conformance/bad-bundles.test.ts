import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { openBundle } from '../../src/bundle/open-bundle.ts';
import type { FactoryFirmware } from '../../src/emulator/seed-chip.ts';
import {
  profileNamed,
  readBundle,
  resultOf,
  startDevice,
  writeParams,
  type TestDevice,
} from '../support/ota-core/device/test-device.ts';

/**
 * Bundles pushed by a client that checks nothing and stops at nothing: every write is sent whatever the
 * device says, then End. The device is on its own.
 */
const BAD = readdirSync(new URL('../fixtures/bundles', import.meta.url)).filter(
  (name) => name.startsWith('bad-') && name !== 'bad-signature-manifest-changed.zip',
);

let factory: FactoryFirmware;
beforeAll(async () => {
  const bytes = readBundle('demo-esp32-1.0.0.zip');
  const bundle = await openBundle(new Blob([bytes.slice()]), {
    fileName: 'demo-esp32-1.0.0.zip',
    signal: new AbortController().signal,
  });
  const part = (name: string): Uint8Array => {
    const found = bundle.parts.find((entry) => entry.part.name === name);
    if (found === undefined) throw new Error(`no part ${name}`);
    return bytes.slice(found.dataOffset, found.dataOffset + found.sizeBytes);
  };
  factory = { ...bundle.manifest, app: part('app'), fs: part('fs') };
});

/** Every error on the way, the one of End last. */
function pushBlindly({ call }: TestDevice, bundle: Uint8Array, chunk: number) {
  const replies = [call('OTA.Begin', { size: bundle.length, timeout: 600, commit_timeout: 300 })];
  for (let offset = 0; offset < bundle.length; offset += chunk)
    replies.push(call('OTA.Write', writeParams(bundle, offset, chunk)));
  replies.push(call('OTA.End'));
  return replies.flatMap((reply) => (reply.kind === 'error' ? [reply] : []));
}

/** Bytes outside the inactive slot that differ. */
function strayBytes(profile: string, before: Uint8Array, after: Uint8Array): number {
  const target = profileNamed(profile).partitions.filter(({ slot }) => slot === 1);
  return after.reduce((strays, byte, at) => {
    if (byte === before[at]) return strays;
    const inside = target.some((area) => at >= area.offset && at < area.offset + area.sizeBytes);
    return inside ? strays : strays + 1;
  }, 0);
}

/** The device keeps what it had, and starts it after the power was cut. */
function expectOldVersion({ device }: TestDevice): void {
  expect(device.nextDeadline()).toBeNull();
  expect(device.powerOn(1000)).toMatchObject({ kind: 'booted', slot: 0, committed: true });
  expect(device.running()).toMatchObject({
    firmware: { name: 'demo', version: '1.0.0', buildId: factory.buildId },
    hung: false,
  });
}

it('there are bad bundles to push', () => {
  expect(BAD).toHaveLength(8);
});

describe.each(['esp32', 'reference'])('a device of profile %s', (profile) => {
  describe.each(BAD)('given %s by a client that checks nothing', (name) => {
    it.each([512, 3000])('refuses it in writes of %i bytes and keeps all it had', (chunk) => {
      const test = startDevice({ profile, firmware: factory });
      const before = test.flash.image();
      const errors = pushBlindly(test, readBundle(name), chunk);
      expect(errors.length).toBeGreaterThan(0);
      expect(errors[0]).toMatchObject({ message: expect.stringMatching(/^-\d+ \w/) as string });
      expect(resultOf(test.call('OTA.Status'))).toMatchObject({ state: 2, is_committed: true });
      expect(strayBytes(profile, before, test.flash.image())).toBe(0);
      expectOldVersion(test);
      expect(strayBytes(profile, before, test.flash.image())).toBe(0);
    });
  });

  it('takes the good bundle after a bad one', () => {
    const test = startDevice({ profile, firmware: factory });
    pushBlindly(test, readBundle('bad-app-byte-flipped.zip'), 3000);
    expect(pushBlindly(test, readBundle('demo-esp32-1.1.0.zip'), 3000)).toEqual([]);
    test.device.tick(500);
    expect(test.device.running()).toMatchObject({ firmware: { version: '1.1.0' } });
  });
});

describe('a bundle of another platform', () => {
  it.each([
    ['esp32c3', 'demo-esp32-1.1.0.zip'],
    ['esp32', 'demo-esp32c3-1.1.0.zip'],
    ['esp8266', 'demo-esp32-1.1.0.zip'],
    ['esp32', 'demo-esp8266-1.1.0.zip'],
    ['esp8266', 'demo-esp32c3-1.1.0.zip'],
    ['reference', 'demo-esp32c3-1.1.0.zip'],
    ['reference', 'demo-esp8266-1.1.0.zip'],
  ])('%s refuses %s, and not a byte of the chip changes', (profile, name) => {
    const test = startDevice({ profile, firmware: factory });
    const before = test.flash.operations;
    const errors = pushBlindly(test, readBundle(name), 2048);
    expect(errors[0]).toEqual({ kind: 'error', code: -1, message: '-1 Wrong platform' });
    expect(test.flash.operations).toBe(before);
    expectOldVersion(test);
  });
});
