import { describe, expect, it } from 'vitest';
import type { Bundle } from '../../../src/bundle/bundle.ts';
import { partsOutsideSlots, requirePlatform, requireSlotParts } from '../../../src/bundle/check.ts';
import { fixtureNames, readFixture } from '../../support/bundle/fixture.ts';
import { open, refusalOf } from '../../support/bundle/refusal.ts';
import { forgeZip, utf8 } from '../../support/bundle/zip-forge.ts';

/** A bundle of nothing but a manifest. */
const withParts = (platform: string, parts: object): Promise<Bundle> => {
  const manifest = { platform, version: '1', build_id: 'b', parts };
  const entries = [{ name: 'manifest.json', bytes: utf8(JSON.stringify(manifest)) }];
  const files = Object.values(parts).flatMap((part: { src?: string }) =>
    part.src === undefined ? [] : [{ name: part.src, bytes: utf8('x') }],
  );
  return open(new Uint8Array(forgeZip([...entries, ...files])));
};

describe('requirePlatform', () => {
  it.each([
    ['esp32', 'esp32c3'],
    ['esp32c3', 'esp32'],
    ['esp32', 'ESP32'],
    ['stm32', 'stm32f'],
  ])('a bundle for %s is not for a device that is %s', async (platform, arch) => {
    const bundle = await withParts(platform, { app: { size: 1 } });
    expect(refusalOf(() => requirePlatform(bundle, arch))).toEqual({
      code: 'bundle/wrong-platform',
      facts: { bundle: platform, device: arch },
    });
    expect(refusalOf(() => requirePlatform(bundle, platform))).toBe(null);
  });
});

describe('requireSlotParts', () => {
  it.each(fixtureNames('demo-').filter((name) => !name.includes('compressed')))(
    'finds in %s what its platform needs',
    async (name) => {
      const bundle = await open(readFixture(name));
      expect(refusalOf(() => requireSlotParts(bundle))).toBe(null);
      expect(partsOutsideSlots(bundle)).toEqual([]);
    },
  );

  const sha1 = '11f6ad8ec52a2984abaafd7c3b516503785c2072'; // of "x"
  it.each<readonly [string, string, object]>([
    ['parts.app', 'esp32', { fs: { src: 'fs' } }],
    ['parts.fs', 'esp32', { app: { src: 'a', cs_sha1: sha1 } }],
    ['parts.app.src', 'esp32', { app: { size: 1 }, fs: { src: 'fs', cs_sha1: sha1 } }],
    ['parts.app.cs_sha1', 'esp32c3', { app: { src: 'a' }, fs: { src: 'fs', cs_sha1: sha1 } }],
    ['parts.fw', 'esp8266', { app: { src: 'a' }, fs: { src: 'fs' } }],
    ['parts.app', 'stm32', { fs: { src: 'fs' } }],
    ['parts.app1', 'rs14100', { app0: { src: 'a', cs_sha1: sha1 } }],
    ['parts.app', 'cc3200', { 'demo.bin.0': { type: 'fs', src: 'a' } }],
    [
      'parts.demo.bin.0.load_addr',
      'cc3200',
      { 'demo.bin.0': { type: 'app', src: 'a', cs_sha1: sha1 } },
    ],
  ])('misses %s for %s', async (field, platform, parts) => {
    const bundle = await withParts(platform, parts);
    expect(refusalOf(() => requireSlotParts(bundle))).toEqual({
      code: 'bundle/manifest-incomplete',
      facts: { field },
    });
  });

  it('leaves a platform that nobody described to its device', async () => {
    const bundle = await withParts('cc3235', { app: { size: 1 } });
    expect(refusalOf(() => requireSlotParts(bundle))).toBe(null);
  });
});

describe('partsOutsideSlots', () => {
  it('names what an update would write beside the slots', async () => {
    const bundle = await withParts('esp32', {
      app: { src: 'a', update: true },
      boot: { src: 'b', update: true },
      pt: { src: 'p', update: false },
    });
    expect(partsOutsideSlots(bundle)).toEqual([{ part: 'boot', role: 'boot-loader' }]);
  });
});
