/**
 * The firmwares that travel with the app: their bytes, and what their code does when it is started. A
 * made-up image has no code, so its behaviour is known by its digest.
 */
import { SAMPLE_FIRMWARES, type SampleFirmware } from '../contracts/sample-firmware.ts';
import type { DigestPort } from '../ota-core/device/digest-port.ts';
import type { FirmwareInfo, FirmwareShelf } from '../ota-core/device/firmware.ts';
import { toHex } from '../ota-core/primitives/hex.ts';
import { encodeUtf8 } from '../ota-core/primitives/utf8.ts';
import { createMadeUpImage, madeUpBuildId, madeUpBytes } from './made-up-image.ts';

export interface SampleContent {
  readonly buildId: string;
  readonly app: Uint8Array;
  readonly fs: Uint8Array;
}

/** More than one box of the flash picture, and some seconds of writing. */
const APP_BYTES = 96 * 1024;
const FS_BYTES = 64 * 1024;

/** What is in a sample; the same on every machine. Owned by the caller. */
export function sampleContent(sample: SampleFirmware, digests: DigestPort): SampleContent {
  const buildId = madeUpBuildId(sample.version);
  const app = createMadeUpImage({ ...sample, buildId }, digests, APP_BYTES);
  const fs = madeUpBytes(encodeUtf8(`${sample.name} files\0`), FS_BYTES, digests);
  return { buildId, app, fs };
}

/** The shelf, with each sample remembered as what its code does. What is no sample passes as it is. */
export function knowSamples(shelf: FirmwareShelf, digests: DigestPort): FirmwareShelf {
  return {
    list: () => shelf.list(),
    remember: (info) => shelf.remember({ ...info, behaviour: behaviourOf(info, digests) }),
  };
}

function behaviourOf(info: FirmwareInfo, digests: DigestPort): FirmwareInfo['behaviour'] {
  // Only what calls itself like a faulty sample is worth making that sample's bytes for.
  const namesake = SAMPLE_FIRMWARES.find(
    ({ name, version, behaviour }) =>
      behaviour !== 'works' && name === info.name && version === info.version,
  );
  if (namesake === undefined || info.sizeBytes !== APP_BYTES) return info.behaviour;
  const digest = digests.create('sha256');
  digest.update(sampleContent(namesake, digests).app);
  return toHex(digest.digest()) === info.sha256 ? namesake.behaviour : info.behaviour;
}
