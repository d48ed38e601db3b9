/** How many bytes the next write carries, and how long its reply may take. */
export interface ChunkSizes {
  /** No write is larger. */
  readonly mostBytes: number;
  /** Without a reply, of writes at the same offset, the first one included. */
  readonly tries: number;
  /** The write that begins at `offset` is about to leave. One that is repeated carries the same bytes. */
  next(offset: number): number;
  /** It was acknowledged. */
  acknowledged(): void;
  /** It got no reply in time. */
  lost(): void;
}

/** Of the same bytes: what the official client does (ota-service.md#write). */
const TRIES = 3;

/** All writes alike. */
export function fixedSizes(bytes: number): ChunkSizes {
  return {
    mostBytes: bytes,
    tries: TRIES,
    next: () => bytes,
    acknowledged: () => undefined,
    lost: () => undefined,
  };
}
