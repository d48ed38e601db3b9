import type { Manifest, ManifestPart } from '../ota-core/update/manifest.ts';

/** An entry of the archive that a manifest part names. */
export interface BundlePart {
  readonly part: ManifestPart;
  /** Entry name as in the archive. */
  readonly file: string;
  readonly sizeBytes: number;
  /** Where its bytes lie in the file. */
  readonly dataOffset: number;
}

/** A checked firmware bundle: every hash matched, local and central headers agree. */
export interface Bundle {
  readonly fileName: string;
  readonly sizeBytes: number;
  /** SHA-256 of the whole file, lower-case hex. */
  readonly sha256: string;
  readonly manifest: Manifest;
  readonly parts: readonly BundlePart[];
  /** All entries behind the manifest, also those that no part names, without the first folder. */
  readonly entryNames: readonly string[];
  /** Bytes of the file `checks.json` that devices pass over (docs/CHECKS.md); left out: there is none. */
  readonly checks?: Uint8Array;
  /** The very bytes that were checked: sent from here, never from a file that may change meanwhile. Never written to. */
  readonly bytes: Uint8Array;
}
