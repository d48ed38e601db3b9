/** The sample firmwares of the practice device, made by our own packer whenever the app is built or served. */
import type { Plugin } from 'vite';
import { makeBundle } from '../src/bundle/make-bundle.ts';
import { SAMPLE_FIRMWARES, type SampleFirmware } from '../src/contracts/sample-firmware.ts';
import { sampleContent } from '../src/emulator/seed-chip.ts';
import { nobleDigests } from '../src/ota-core/primitives/digest.ts';

/** The same bytes at every build and on every machine. Owned by the caller. */
export function packSample(sample: SampleFirmware): Uint8Array {
  const { name, platform, version } = sample;
  const { buildId, app, fs } = sampleContent(sample, nobleDigests);
  const part = (key: 'app' | 'fs', src: string, bytes: Uint8Array) => ({
    name: key,
    type: key,
    src,
    bytes,
    attributes: { ptn: `${key}_0` },
  });
  return makeBundle({
    name,
    platform,
    description: 'Sample firmware for the practice device',
    version,
    buildId,
    buildTimestamp: '2026-01-01T00:00:00Z',
    parts: [part('app', `${name}.bin`, app), part('fs', 'fs.img', fs)],
  });
}

/** Served while developing, written beside the page when it is built: the service worker's list finds them there. */
export const sampleFirmware: Plugin = {
  name: 'sample-firmware',
  configureServer({ middlewares }) {
    for (const sample of SAMPLE_FIRMWARES)
      middlewares.use(`/${sample.file}`, (_, response) => {
        response.setHeader('Content-Type', 'application/zip');
        response.end(packSample(sample));
      });
  },
  generateBundle() {
    for (const sample of SAMPLE_FIRMWARES)
      this.emitFile({ type: 'asset', fileName: sample.file, source: packSample(sample) });
  },
};
