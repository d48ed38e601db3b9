/** Ends a stream for its reader, who may have cancelled it before. */
export function closeQuietly(reading: ReadableStreamDefaultController<Uint8Array> | null): void {
  try {
    reading?.close();
  } catch {
    // The reader cancelled it: it is closed already.
  }
}
