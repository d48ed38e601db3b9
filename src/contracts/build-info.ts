/** Names what runs: shown to people, and given with every report of a fault. */
export interface BuildInfo {
  readonly version: string;
  /** Short id of the commit; null where the sources were not under git. */
  readonly commit: string | null;
  /** Beginning of the SHA-256 over the sources; null where they run without being built. */
  readonly build: string | null;
}
