/** A platform that exists only here: one value, one more element of the list, and a bundle of it. */
import { describe, expect, it } from 'vitest';
import { makeBundle } from '../../../../src/bundle/make-bundle.ts';
import { bootSafetyOf, factsOf, PLATFORM_FACTS } from '../../../../src/ota-core/platforms/facts.ts';
import { HARDENED, NEITHER } from '../../../../src/ota-core/boot/boot-scheme.ts';
import { ALL_PLATFORMS, createRegistry } from '../../../../src/ota-core/platforms/index.ts';
import type { Platform } from '../../../../src/ota-core/platforms/platform.ts';
import {
  COMMON,
  ofPlatform,
  serialFlash,
} from '../../../../src/ota-core/platforms/common-profile.ts';
import { slotPart } from '../../../../src/ota-core/platforms/platform.ts';
import { bootRecordCodec } from '../../../../src/ota-core/boot/boot-record.ts';
import { ReferenceScheme } from '../../../../src/ota-core/boot/reference-scheme.ts';
import type { PartitionTable } from '../../../../src/ota-core/device/profile.ts';
import { openSlot, windows } from '../../../../src/ota-core/device/profile.ts';
import {
  passTime,
  readImage,
  resultOf,
  startDevice,
} from '../../../support/ota-core/device/test-device.ts';

const PARTITIONS: PartitionTable = [
  { name: 'first', kind: 'boot-record', slot: null, offset: 0x1000, sizeBytes: 0x1000 },
  { name: 'second', kind: 'boot-record', slot: null, offset: 0x2000, sizeBytes: 0x1000 },
  { name: 'code_0', kind: 'app', slot: 0, offset: 0x1_0000, sizeBytes: 0x2_0000 },
  { name: 'data_0', kind: 'fs', slot: 0, offset: 0x3_0000, sizeBytes: 0x2_0000 },
  { name: 'code_1', kind: 'app', slot: 1, offset: 0x5_0000, sizeBytes: 0x2_0000 },
  { name: 'data_1', kind: 'fs', slot: 1, offset: 0x7_0000, sizeBytes: 0x2_0000 },
];

const FACTS: Platform['facts'] = {
  name: 'madeup',
  namePrefix: 'madeup_',
  parts: [slotPart('app', 'code'), slotPart('fs', 'data')],
  isGuess: false,
  vendorComparesSrc: 'whole',
  vendorComparesSha1: 'any-case',
  erasedAppBytes: null,
  safety: { madeup: HARDENED },
  vendorSafety: NEITHER,
};

const MADE_UP: Platform = {
  facts: FACTS,
  profiles: [
    {
      ...COMMON,
      ...ofPlatform(FACTS),
      geometry: serialFlash(0x10_0000),
      partitions: PARTITIONS,
      filesystem: 'mounted',
      ram: { size: 4_000, free: 1_000 },
      bootRecord: { kind: 'two-records', newer: 'smaller', codec: bootRecordCodec },
      createScheme(flash, { digest }) {
        const window = windows(flash, PARTITIONS);
        return new ReferenceScheme({
          records: [window('first'), window('second')],
          apps: [window('code_0'), window('code_1')],
          digest,
        });
      },
    },
  ],
};

const registry = createRegistry([...ALL_PLATFORMS, MADE_UP]);
const facts = [...PLATFORM_FACTS, FACTS];

const app = new Uint8Array(9_000).map((_, at) => at % 251);
const fs = readImage('lfs11.img');
const bundleFor = (platform: string): Uint8Array =>
  makeBundle({
    ...{ name: 'demo', platform, version: '1.1.0', buildId: '20261101-120000/made-up' },
    parts: [
      { name: 'code', type: 'app', src: 'code.bin', bytes: app },
      { name: 'data', type: 'fs', src: 'data.img', bytes: fs },
    ],
  });

describe('a platform that is added to the list', () => {
  const profile = registry.profileFor({ platform: 'madeup' });
  if (profile === null) throw new Error('it is not found');

  it('is known by its name, and leaves the others as they were', () => {
    expect(registry.platforms).toEqual([...createRegistry(ALL_PLATFORMS).platforms, 'madeup']);
    expect(registry.profileFor({})?.name).toBe('esp32');
    expect(registry.profileFor({ platform: 'esp32', profile: 'madeup' })).toBeNull();
    expect(factsOf('madeup', facts)).toBe(FACTS);
    expect(factsOf('madeup')).toBeNull();
  });

  it('has a device that is updated by its bundle, and keeps what its user wrote', () => {
    const { device, flash, call, push } = startDevice({ profile });
    const data = Buffer.from('ours').toString('base64');
    call('FS.Put', { filename: 'ours.txt', data });
    expect(push(bundleFor('madeup')).kind).toBe('result');
    expect(call('OTA.End').kind).toBe('result');
    passTime(device, 600);
    expect(device.running()).toMatchObject({
      firmware: { version: '1.1.0' },
      boot: { activeSlot: 1, revertSlot: 0, committed: false },
    });
    const written = new Uint8Array(app.length);
    openSlot(profile, flash, 1).app.read(0, written);
    expect(written).toEqual(app);
    expect(call('OTA.Commit', null, 700).kind).toBe('result');
    expect(device.powerOn(1_000)).toMatchObject({ kind: 'booted', slot: 1, committed: true });
    expect(resultOf(call('FS.Get', { filename: 'ours.txt' }, 1_000))['data']).toBe(data);
    expect(resultOf(call('Sys.GetInfo', null, 1_000))).toMatchObject({
      ...{ arch: 'madeup', ram_size: 4_000, ram_free: 1_000 },
    });
  });

  it('has a device that refuses the bundle of another', () => {
    const { push } = startDevice({ profile });
    expect(push(bundleFor('esp32'))).toMatchObject({ kind: 'error', message: '-1 Wrong platform' });
  });

  it('is as safe as it is said to be', () => {
    expect(bootSafetyOf({ arch: 'madeup', scheme: 'madeup' }, facts)).toEqual(HARDENED);
    expect(bootSafetyOf({ arch: 'madeup' }, facts)).toEqual(NEITHER);
  });
});
