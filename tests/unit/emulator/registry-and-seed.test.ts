import { describe, expect, it } from 'vitest';
import {
  createJsonRegistry,
  parseRegistry,
  createMemoryRegistry,
} from '../../../src/emulator/firmware-registry.ts';
import {
  createMadeUpImage,
  madeUpBuildId,
  madeUpFirmware,
  seedChip,
} from '../../../src/emulator/seed-chip.ts';
import { openSlot } from '../../../src/ota-core/device/profile.ts';
import { isErasedIn } from '../../../src/ota-core/flash/flash-areas.ts';
import type { Flash } from '../../../src/ota-core/flash/flash.ts';
import { NorFlash } from '../../../src/ota-core/flash/nor-flash.ts';
import { nobleDigests } from '../../../src/ota-core/primitives/digest.ts';
import { nativeDigests, profileNamed } from '../../support/ota-core/device/test-device.ts';

const info = {
  name: 'demo',
  version: '1.0.0',
  buildId: 'b',
  sizeBytes: 4,
  sha256: '0'.repeat(64),
  behaviour: 'works',
} as const;

describe('the shelf beside a chip', () => {
  it('keeps the newest entry of a SHA-256', () => {
    const registry = createMemoryRegistry([info]);
    registry.remember({ ...info, version: '1.0.1' });
    expect(registry.list()).toEqual([{ ...info, version: '1.0.1' }]);
  });

  it('is saved before remember returns, and read back as it was', () => {
    let text: string | null = null;
    const save = (changed: string) => void (text = changed);
    createJsonRegistry({ text, save }).remember(info);
    expect(createJsonRegistry({ text, save }).list()).toEqual([info]);
  });

  it.each([
    ['no text', null],
    ['no JSON', '{"firmware":['],
    ['no list', '{"firmware":{}}'],
    ['null', 'null'],
    ['entries that are none', JSON.stringify({ firmware: [null, 1, { ...info, sha256: 'x' }] })],
    ['a behaviour nobody knows', JSON.stringify({ firmware: [{ ...info, behaviour: 'sings' }] })],
  ])('is empty when it holds %s', (_, text) => {
    expect(parseRegistry(text)).toEqual([]);
  });
});

describe('a firmware nobody built', () => {
  const words = { name: 'demo', version: '1.0.0', buildId: madeUpBuildId('1.0.0') };
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

  it('is the same on every machine and with every hash library', () => {
    const image = createMadeUpImage(words, nativeDigests);
    expect(hex(createMadeUpImage(words, nobleDigests))).toBe(hex(image));
    expect(image[0]).toBe(0xe9);
  });

  it.each([
    ['name', { ...words, name: 'lamp' }],
    ['version', { ...words, version: '1.0.1' }],
    ['build id', { ...words, buildId: 'other' }],
  ])('has other bytes with another %s', (_, other) => {
    const image = createMadeUpImage(words, nativeDigests);
    expect(hex(createMadeUpImage(other, nativeDigests))).not.toBe(hex(image));
  });
});

describe('a chip that leaves the factory', () => {
  const isBlankChip = (flash: Flash): boolean => isErasedIn(flash, 0, flash.geometry.size);
  const blank = () => {
    const profile = profileNamed('esp32');
    const registry = createMemoryRegistry();
    const flash = new NorFlash(profile.geometry);
    return { profile, registry, flash, digest: nativeDigests };
  };

  it('is blank, and is not any more once it was given a firmware', () => {
    const parts = blank();
    expect(isBlankChip(parts.flash)).toBe(true);
    const firmware = madeUpFirmware({ name: 'demo', version: '1.0.0' }, nativeDigests);
    expect(seedChip(parts, firmware)).toBeNull();
    expect(isBlankChip(parts.flash)).toBe(false);
  });

  it('holds the app and the filesystem it was given in slot 0', () => {
    const parts = blank();
    const app = Uint8Array.from({ length: 10_001 }, (_, at) => at * 7);
    const fs = Uint8Array.from({ length: 5000 }, (_, at) => at * 3);
    seedChip(parts, { name: 'demo', version: '1.0.0', buildId: 'b', app, fs });
    const slot = openSlot(parts.profile, parts.flash, 0);
    const found = { app: new Uint8Array(app.length), fs: new Uint8Array(fs.length) };
    slot.app.read(0, found.app);
    slot.fs.read(0, found.fs);
    expect(found).toEqual({ app, fs });
  });

  it.each(['app', 'fs'] as const)('is left blank when the %s does not fit', (part) => {
    const parts = blank();
    const firmware = { name: 'demo', version: '1', buildId: 'b', app: new Uint8Array(4), fs: null };
    const huge = { [part]: new Uint8Array(0x20_0000) };
    expect(seedChip(parts, { ...firmware, ...huge })).toBe(part);
    expect(isBlankChip(parts.flash)).toBe(true);
    expect(parts.registry.list()).toEqual([]);
  });
});
