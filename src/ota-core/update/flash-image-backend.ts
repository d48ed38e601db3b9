import type { Digest, DigestPort } from '../primitives/digest.ts';
import { toHex } from '../primitives/bytes.ts';
import type { ManifestPart } from './manifest.ts';
import { createSlotBackend, type SlotBackendOptions } from './slot-backend.ts';
import type { UpdateBackend } from './updater.ts';
import { refuseUpdate, type UpdateRefusal } from './updater.ts';

export interface FlashImageOptions extends SlotBackendOptions {
  /** Bytes of the file before the app: boot loader, its configuration, filesystem. */
  readonly appOffset: number;
}

/**
 * The STM32's one file of everything (boot-schemes.md#stm32-and-rs14100): only its app goes into the slot. The
 * manifest's digests are of the whole file, so they are compared with what came, and what came of the app with
 * what is in flash.
 */
export function createFlashImageBackend(options: FlashImageOptions): UpdateBackend {
  const { part, digests, appOffset } = options;
  const whole = wholeDigests(part, digests);
  const ofApp = digests.create('sha256');
  let app: UpdateBackend | null = null;
  let position = 0;
  return {
    part,
    get isVerified() {
      return app?.isVerified === true;
    },
    get heldBytes() {
      return app?.heldBytes ?? 0;
    },
    fileBegin(size) {
      if (size < appOffset) return refuseUpdate(-1, 'App file too short');
      if (part.size !== null && part.size !== size) return refuseUpdate(-10, 'Size mismatch');
      // The digest is known when all came; until then the app is written as if there were none.
      const plain = { ...part, size: null, sha1: null, sha256: null };
      const sha256 = (): string => toHex(ofApp.digest());
      app = createSlotBackend({ ...options, part: plain, alwaysWrites: true, sha256 });
      return app.fileBegin(size - appOffset);
    },
    fileData(bytes) {
      for (const { digest } of whole) digest.update(bytes);
      const before = Math.min(bytes.length, Math.max(0, appOffset - position));
      position += bytes.length;
      const ours = bytes.subarray(before);
      if (ours.length === 0) return null;
      ofApp.update(ours);
      return app?.fileData(ours) ?? null;
    },
    fileEnd(): UpdateRefusal | null {
      const matches = whole.every(({ digest, wanted }) => toHex(digest.digest()) === wanted);
      if (!matches) return refuseUpdate(-10, 'Digest mismatch');
      return app?.fileEnd() ?? null;
    },
  };
}

function wholeDigests(
  { sha1, sha256 }: ManifestPart,
  digests: DigestPort,
): readonly { readonly digest: Digest; readonly wanted: string }[] {
  const of = (algorithm: 'sha1' | 'sha256', wanted: string | null) =>
    wanted === null ? [] : [{ digest: digests.create(algorithm), wanted }];
  return [...of('sha1', sha1), ...of('sha256', sha256)];
}
