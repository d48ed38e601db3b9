import type { SlotId } from '../boot/boot-config.ts';
import type { Manifest, ManifestPart } from './manifest.ts';

/**
 * The device's updater, one context per update, with the four calls of the device's own API
 * (mgos_ota / updater_context): create, process, finalize, finish.
 *
 *   created ──process──▶ receiving ──last byte──▶ written ──finalize──▶ finalized ──finish──▶
 *                            └──────── any error ──▶ failed ──finish──▶
 *
 * It writes only the target slot, and flips the boot configuration in `finalize`, as the last act.
 */
export type UpdaterState =
  | {
      readonly phase: 'receiving';
      readonly receivedBytes: number;
      /** Archive name of the part being written, null between parts. */
      readonly part: string | null;
    }
  | { readonly phase: 'written'; readonly receivedBytes: number }
  /** `reboot` false: the same version was skipped on request. */
  | { readonly phase: 'finalized'; readonly reboot: boolean; readonly message: string }
  /** `message` does not repeat the code. */
  | { readonly phase: 'failed'; readonly code: number; readonly message: string };

export interface Updater {
  readonly state: UpdaterState;
  readonly manifest: Manifest | null;
  readonly targetSlot: SlotId;
  /**
   * Its working memory: bytes of all buffers it holds. At most 16 KiB and what came last
   * (proof.md#invariants, I15).
   */
  readonly heldBytes: number;
  /** Takes the next bytes of the zip (borrowed). Bytes may be cut anywhere. Errors show in `state`. */
  process(bytes: Uint8Array): void;
  /** Completeness, then the flip. In any other phase than `written`: -1 `Update aborted`. */
  finalize(): void;
  /** Frees the context; an unfinished update leaves only the target slot changed. */
  finish(): void;
}

/** What it tells of its own steps. */
export type UpdateTrace =
  /** The digests of this part were compared with the bytes read back from flash. */
  | {
      readonly kind: 'part-verified';
      readonly slot: number;
      readonly of: 'app' | 'fs';
      readonly part: string;
    }
  | { readonly kind: 'update-staged'; readonly slot: number };

/**
 * Why an update ends: the device's number and words, without the number in the words
 * (device-core.md#messages, boot-schemes.md#esp32).
 */
export interface UpdateRefusal {
  /** Negative. */
  readonly code: number;
  readonly message: string;
}

/** A manifest as it arrived. */
export interface SignedManifest {
  readonly manifest: Manifest;
  /** The stored bytes, which is what signatures are made of; borrowed. */
  readonly bytes: Uint8Array;
  /** Extra field of its local header; borrowed. */
  readonly extra: Uint8Array;
}

/** Judges a manifest before it is followed; null = it may be. */
export type ManifestCheck = (signed: SignedManifest) => UpdateRefusal | null;

export function refuseUpdate(code: number, message: string): UpdateRefusal {
  return { code, message };
}

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
