/** The manifest.json of a firmware bundle, parsed once; unknown keys are dropped. */
export interface ManifestPart {
  /** Key in `parts`: app, fs, boot … */
  readonly name: string;
  readonly type: string | null;
  /** Archive entry (after the first directory level is stripped); null for fill parts. */
  readonly src: string | null;
  readonly size: number | null;
  /** Lower-case hex. */
  readonly sha1: string | null;
  readonly sha256: string | null;
  readonly addr: number | null;
  /** Written by an update even though it is no slot part (boot loaders). */
  readonly update: boolean;
  readonly fsSize: number | null;
}

export interface Manifest {
  readonly name: string;
  readonly platform: string;
  readonly version: string;
  readonly buildId: string;
  readonly buildTimestamp: string | null;
  readonly description: string | null;
  readonly parts: readonly ManifestPart[];
}
