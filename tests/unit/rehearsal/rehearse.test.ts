import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createDevice } from '../../../src/ota-core/device/create-device.ts';
import { chipFilesystems, openImage } from '../../../src/ota-core/fs/open-filesystem.ts';
import { openSlot } from '../../../src/ota-core/device/profile.ts';
import type { DeviceProfile } from '../../../src/ota-core/device/profile.ts';
import { isSafe, rehearse } from '../../../src/rehearsal/rehearse.ts';
import type { RehearsalStep, RehearsedFile } from '../../../src/contracts/rehearsal.ts';
import type { Rehearsed } from '../../../src/rehearsal/rehearse.ts';
import { makeStandIn, newDeviceFor, standInFacts } from '../../../src/rehearsal/stand-in.ts';
import type { StandInFacts } from '../../../src/rehearsal/stand-in.ts';
import { nativeDigests, profileNamed } from '../../support/ota-core/device/test-device.ts';
import { publicKeyText } from '../../support/signatures/signed-bundle.ts';
import { bundleNamed } from '../../support/update/update-harness.ts';
import { quiet } from '../../support/virtual-clock.ts';

const TINY = 'demo-esp32-1.1.0-tiny.zip';

const imageFiles = (name: string): readonly RehearsedFile[] => {
  const image = openImage(readFileSync(`tests/fixtures/filesystems/${name}`));
  return image.list().map((file) => ({
    name: file.name,
    sizeBytes: file.size,
    bytes: image.read(file.name),
  }));
};

const deviceOf = (profile: DeviceProfile, files: StandInFacts['files'] = null): StandInFacts => ({
  profile,
  identity: { id: 'esp32_0A1B2C', mac: '00A1B20A1B2C' },
  firmware: { name: 'demo', version: '1.0.0', buildId: null },
  files,
});

async function rehearsed(
  fileName: string,
  facts: StandInFacts,
): Promise<Rehearsed & { readonly steps: readonly RehearsalStep[] }> {
  const bundle = await bundleNamed(fileName);
  const told: RehearsalStep[] = [];
  const steps = rehearse({ bundle, facts, digest: nativeDigests, rest: quiet });
  for (;;) {
    const step = await steps.next();
    if (step.done === true) return { ...step.value, steps: told };
    told.push(step.value);
  }
}

describe('a rehearsal', () => {
  it('cuts the power before and in the middle of each flash operation, and each time a whole firmware is left', async () => {
    const result = await rehearsed(TINY, deviceOf(profileNamed('esp32')));
    const { update, found, steps } = result;
    expect(update.result).toBe('committed');
    expect(found.operations).toBeGreaterThan(100);
    expect(found.ends.old + found.ends.new).toBe(2 * found.operations);
    // The last operations are those of the commit: behind it, the new firmware stays.
    expect(found.ends.new).toBeGreaterThan(0);
    expect(found).toMatchObject({ brokenCount: 0, weakCount: 0, broken: [] });
    // On trial when the power went: back when its time is over.
    expect(found.longest).toMatchObject({ afterMs: 300_000, boots: 2, ends: 'old' });
    expect(isSafe(result)).toBe(true);
    expect(steps[0]).toEqual({ type: 'updated', operations: found.operations });
    expect(steps.at(-1)).toMatchObject({ type: 'cut', of: 2 * found.operations });
  });

  it('names the files that stay, are replaced and come new, by what the device then holds', async () => {
    const known = JSON.parse(
      readFileSync('tests/fixtures/filesystems/filesystems.json', 'utf8'),
    ) as Record<string, Record<string, unknown>>;
    const names = (key: string): readonly string[] => Object.keys(known[key] ?? {}).sort();
    const [before, brought] = [names('device_before'), names('image_1.1.0')];
    const device = deviceOf(profileNamed('esp32'), imageFiles('lfsuser.img'));
    const { found } = await rehearsed('demo-esp32-1.1.0.zip', device);
    expect(found.files).toEqual({
      keeps: before.filter((name) => !brought.includes(name)),
      overwrites: before.filter((name) => brought.includes(name)),
      adds: brought.filter((name) => !before.includes(name)),
      loses: [],
    });
    expect([...before, ...(found.files?.adds ?? [])].sort()).toEqual(names('after_merge_1.1.0'));
    expect(found.brokenCount).toBe(0);
    expect(found.freeBytes).toBeGreaterThan(0);
  });

  it('counts what the boot loader of the vendor does not get over apart', async () => {
    const result = await rehearsed(TINY, deviceOf(profileNamed('esp32-stock')));
    const { found } = result;
    expect(found.weakCount).toBeGreaterThan(0);
    expect(found.ends.old + found.ends.new + found.weakCount).toBe(2 * found.operations);
    expect(isSafe(result)).toBe(true);
  });

  it('finds each cut that a device does not get over, and says where it was', async () => {
    const fragile = { ...profileNamed('esp32-stock'), isStock: false };
    const result = await rehearsed(TINY, deviceOf(fragile));
    const { brokenCount, broken, weakCount } = result.found;
    expect(weakCount).toBe(0);
    expect(brokenCount).toBeGreaterThan(0);
    expect(broken).toHaveLength(Math.min(20, brokenCount));
    expect(new Set(broken.map(({ partition }) => partition))).toEqual(new Set(['nvs', 'otadata']));
    expect(broken.some(({ place }) => place === 'middle')).toBe(true);
    // Half of a record is worse than none of it.
    const first = broken[0];
    expect(first).toMatchObject({ place: 'middle', kind: 'program' });
    expect(isSafe(result)).toBe(false);
  });

  it.each(['demo-cc3200-1.1.0.zip', 'demo-esp32-1.0.0.zip'])(
    'cuts nothing where the device refuses the file (%s)',
    async (fileName) => {
      const bundle = await bundleNamed('demo-esp32-1.0.0.zip');
      const { version, buildId } = bundle.manifest;
      const same = {
        ...deviceOf(profileNamed('esp32')),
        firmware: { name: 'demo', version, buildId },
      };
      const result = await rehearsed(fileName, same);
      expect(result.update.result).toBe('refused');
      expect(result.found.ends).toEqual({ old: 0, new: 0 });
      expect(isSafe(result)).toBe(false);
      expect(result.steps).toEqual([]);
    },
  );

  it('asks for the signatures that the device asks for', async () => {
    const signatures = { mask: 1, keys: [publicKeyText('k0'), '', '', '', '', '', '', ''] };
    const facts = { ...deviceOf(profileNamed('esp32')), signatures };
    const unsigned = await rehearsed(TINY, facts);
    expect(unsigned.update).toMatchObject({
      ...{ result: 'refused', failure: { code: 'device/wants-signatures' } },
    });
    const signed = await rehearsed('demo-esp32-1.1.0-signed-k0-k2.zip', facts);
    expect(signed.update.result).toBe('committed');
    expect(isSafe(signed)).toBe(true);
  });

  it('is not safe where the device goes back because its files do not fit', async () => {
    const full = [{ name: 'log.txt', sizeBytes: 180_000, bytes: null }];
    const result = await rehearsed('demo-esp32-1.1.0.zip', deviceOf(profileNamed('esp32'), full));
    expect(result.update.result).not.toBe('committed');
    expect(isSafe(result)).toBe(false);
  });
});

describe('a stand-in', () => {
  it.each(['esp32', 'esp32-stock'])(
    'runs from the slot that the device runs from (%s), with its files, and is rehearsed from there',
    async (name) => {
      const profile = profileNamed(name);
      const files = [{ name: 'a.txt', sizeBytes: 3, bytes: new Uint8Array([1, 2, 3]) }];
      const facts = { ...deviceOf(profile, files), slot: 1 };
      const { chip, registry } = makeStandIn(facts, nativeDigests);
      const device = createDevice({
        ...{ profile, identity: facts.identity },
        ports: {
          ...{ flash: chip, firmware: registry, filesystems: chipFilesystems },
          ...{ digest: nativeDigests, log: () => undefined },
        },
      });
      expect(device.powerOn(0)).toMatchObject({ kind: 'booted', slot: 1 });
      expect(device.running()?.boot).toMatchObject({ activeSlot: 1, committed: true });
      expect(chipFilesystems.open(openSlot(profile, chip, 1).fs).read('a.txt')).toHaveLength(3);
      const result = await rehearsed(TINY, facts);
      expect(result.update.result).toBe('committed');
      expect(isSafe(result)).toBe(true);
    },
  );

  it('holds the files of the device, and others of their size where they are not known', () => {
    const profile = profileNamed('esp32');
    const bytes = new Uint8Array([1, 2, 3]);
    const { chip } = makeStandIn(
      deviceOf(profile, [
        { name: 'a.txt', sizeBytes: 3, bytes },
        { name: 'b.txt', sizeBytes: 700, bytes: null },
      ]),
      nativeDigests,
    );
    const files = chipFilesystems.open(openSlot(profile, chip, 0).fs);
    expect(files.read('a.txt')).toEqual(bytes);
    expect(files.read('b.txt')).toHaveLength(700);
  });

  it('is built as the device says, else as the vendor has it, where that can be emulated', async () => {
    const fresh = newDeviceFor(await bundleNamed(TINY));
    const profileOf = (platform: string, scheme: string | null): string =>
      standInFacts({ ...fresh, platform, scheme }).profile.name;
    expect(profileOf('esp32', 'reference')).toBe('reference');
    expect(profileOf('esp32', null)).toBe('esp32-stock');
    expect(profileOf('esp32', 'cc3200')).toBe('esp32-stock');
    expect(profileOf('esp8266', null)).toBe('esp8266');
    expect(() => profileOf('ubuntu', null)).toThrow(
      expect.objectContaining({ code: 'rehearsal/no-stand-in', facts: { platform: 'ubuntu' } }),
    );
    expect(fresh).toMatchObject({ platform: 'esp32', version: '0.0.0', files: null });
  });
});
