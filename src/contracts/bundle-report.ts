/** A checked bundle, as the window is told of it. */
import type { Mended } from './mended.ts';
import type { SignatureVerdict } from './signature.ts';

/** One part of a checked bundle. */
export interface PartReport {
  /** Key in the manifest: app, fs, boot … */
  readonly name: string;
  /** Archive entry; null for parts without bytes. */
  readonly file: string | null;
  /** Where its bytes begin in the file; null for parts without bytes. */
  readonly dataOffset: number | null;
  readonly sizeBytes: number;
  /** Lower-case hex, where the manifest gives it. */
  readonly sha256: string | null;
  /** Digests that were compared, in words of the field. */
  readonly digests: readonly ('SHA-1' | 'SHA-256')[];
  /** An update over RPC installs it; the others are for flashing by cable. */
  readonly installed: boolean;
  /** What of a slot it is; null: it does not go into one. */
  readonly slotPart: 'app' | 'fs' | null;
  /** The one slot that it is for: an update of the other leaves it out. null: for either. */
  readonly onlySlot: number | null;
}

/** A bundle that passed every check; the worker keeps its bytes. */
export interface BundleReport {
  /** SHA-256 of the file, lower-case hex. */
  readonly id: string;
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly name: string;
  readonly platform: string;
  readonly version: string;
  readonly buildId: string;
  readonly buildTimestamp: string | null;
  readonly parts: readonly PartReport[];
  /** Who signed it, judged by the keys that the worker was given. */
  readonly signature: SignatureVerdict;
  /** What was mended of what was given; empty: it is used as it is. `id` and sizes are of the mended one. */
  readonly mended: readonly Mended[];
}
