/** How many bytes the next write carries, and how long its reply may take. */
export interface ChunkSizes {
  /** No write is larger. */
  readonly mostBytes: number;
  /** The write that begins at `offset` is about to leave. One that is repeated carries the same bytes. */
  next(offset: number): number;
  /** It was acknowledged. */
  acknowledged(): void;
  /** It got no reply in time. */
  lost(): void;
}

/** All writes alike. */
export function fixedSizes(bytes: number): ChunkSizes {
  return {
    mostBytes: bytes,
    next: () => bytes,
    acknowledged: () => undefined,
    lost: () => undefined,
  };
}
