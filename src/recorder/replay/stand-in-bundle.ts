import type { Bundle, BundlePart } from '../../bundle/bundle.ts';
import { OtaError } from '../../contracts/failure.ts';
import { parseManifest } from '../../ota-core/update/manifest.ts';
import { encodeUtf8 } from '../../ota-core/primitives/utf8.ts';
import type { RecordedFirmware } from '../recording.ts';

/** A firmware of the recorded size and manifest, all of its bytes 0. Throws file/no-recording. */
export function standInBundle(firmware: RecordedFirmware, file: string): Bundle {
  const { fileName, sizeBytes, sha256, entryNames } = firmware;
  const bad = (place: string): OtaError =>
    OtaError.from(new OtaError('file/no-recording', { file, place }));
  const read = parseManifest(encodeUtf8(firmware.manifest));
  if (!read.ok) throw bad('order.firmware.manifest');
  const parts = firmware.parts.map((recorded, at): BundlePart => {
    const part = read.manifest.parts.find(({ name }) => name === recorded.name);
    const { sizeBytes: size, dataOffset } = recorded;
    if (part === undefined || dataOffset + size > sizeBytes)
      throw bad(`order.firmware.parts.${at}`);
    return { part, file: recorded.file, sizeBytes: size, dataOffset };
  });
  const bytes = new Uint8Array(sizeBytes);
  return { fileName, sizeBytes, sha256, manifest: read.manifest, parts, entryNames, bytes };
}
