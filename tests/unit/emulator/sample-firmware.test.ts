import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { packSample } from '../../../scripts/sample-firmware.ts';
import { openBundle } from '../../../src/bundle/open-bundle.ts';
import {
  FIRST_SAMPLE,
  HANGING_SAMPLE,
  SAMPLE_FIRMWARES,
  type SampleFirmware,
} from '../../../src/contracts/sample-firmware.ts';
import { createMemoryRegistry } from '../../../src/emulator/firmware-registry.ts';
import { knowSamples, sampleContent } from '../../../src/emulator/seed-chip.ts';
import { nativeDigests } from '../../support/ota-core/device/test-device.ts';
import { setUpUpdate } from '../../support/update/update-harness.ts';
import { never } from '../../support/emulator/test-emulator.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const open = (sample: SampleFirmware) =>
  openBundle(new Blob([new Uint8Array(packSample(sample))]), {
    fileName: sample.file,
    signal: never,
    digests: nativeDigests,
  });

describe.each(SAMPLE_FIRMWARES.map((sample) => [sample.file, sample] as const))(
  'the sample %s',
  (_, sample) => {
    it('opens without a finding, as the firmware that its address names', async () => {
      const { manifest, parts } = await open(sample);
      expect(sample.file).toContain(`${manifest.name}-${manifest.platform}-${manifest.version}`);
      expect(parts.map(({ part }) => part.name)).toEqual(['app', 'fs']);
    });

    it('holds the very images that the emulated device knows', async () => {
      const content = sampleContent(sample, nativeDigests);
      const { manifest } = await open(sample);
      const digests = manifest.parts.map((part) => part.sha256);
      expect(digests).toEqual([sha256(content.app), sha256(content.fs)]);
      const [app] = manifest.parts;
      expect(app?.sha1).toBe(sample.appSha1); // by which it is refused elsewhere
    });
  },
);

describe('the samples', () => {
  it('have the same bytes at every build and on every machine', () => {
    expect(SAMPLE_FIRMWARES.map((sample) => sha256(packSample(sample)))).toEqual([
      '26ea2ffd8aa47b37ecd4f69be8346f840b3ef1fd7d6ce57368aa9be6f2ed8622',
      '6d5f2b3724d46bf2942c6652535ba5e8bdfd000dfff01fad44ba86fc3b6acdee',
    ]);
  });

  it('update the emulated device, and the healthy one is kept', async () => {
    const { update, emulator } = setUpUpdate();
    const { result } = await update(await open(FIRST_SAMPLE));
    expect(result).toMatchObject({ result: 'committed', from: '1.0.0', to: '1.1.0' });
    expect(emulator.snapshot().running).toMatchObject({ version: '1.1.0', committed: true });
  });

  it('teach the way back: the hanging one is written and started, and the old one returns', async () => {
    const { update, emulator, events } = setUpUpdate();
    const { result } = await update(await open(HANGING_SAMPLE));
    expect(result).toMatchObject({ result: 'reverted', from: '1.0.0', to: '1.2.0' });
    expect(events).toContainEqual(
      expect.objectContaining({ event: 'boot', version: '1.2.0', first: true }),
    );
    expect(emulator.snapshot().running).toMatchObject({ version: '1.0.0', committed: true });
  });
});

describe('a firmware that is no sample', () => {
  it('works, also when it calls itself like the hanging one and is as long', () => {
    const registry = createMemoryRegistry();
    const { app, buildId } = sampleContent(HANGING_SAMPLE, nativeDigests);
    const own = app.map((byte) => byte ^ 1);
    knowSamples(registry, nativeDigests).remember({
      name: HANGING_SAMPLE.name,
      version: HANGING_SAMPLE.version,
      buildId,
      sizeBytes: own.length,
      sha256: sha256(own),
      behaviour: 'works',
    });
    expect(registry.list()).toMatchObject([{ behaviour: 'works' }]);
  });
});
