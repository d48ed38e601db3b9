import type { ManifestPart } from './manifest.ts';
import type { UpdateRefusal } from './update-refusal.ts';

/**
 * What takes one part of an update into flash: the device's own seam (OC include/mgos_ota_backend.h),
 * one backend per kind of part. Calls come in this order; after a refusal none follows.
 *
 *   fileBegin ──▶ fileData … ──▶ fileEnd
 */
export interface UpdateBackend {
  readonly part: ManifestPart;
  /** The part is in flash and its digests were compared with the bytes read back from there. */
  readonly isVerified: boolean;
  /** Bytes of the buffers it holds. */
  readonly heldBytes: number;
  /** Erases the target, unless the very part lies there already. */
  fileBegin(sizeBytes: number): UpdateRefusal | null;
  /** Borrows `bytes`; takes them all. */
  fileData(bytes: Uint8Array): UpdateRefusal | null;
  /** All bytes came and their CRC is right: writes the tail, verifies. */
  fileEnd(): UpdateRefusal | null;
}
