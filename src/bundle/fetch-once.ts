/** What is fetched when it is needed, and kept; asked for again if that failed. */
export function fetchOnce<T>(load: () => Promise<T>): () => Promise<T> {
  let fetched: Promise<T> | null = null;
  return () => {
    fetched ??= load().catch((reason: unknown) => {
      fetched = null;
      throw reason;
    });
    return fetched;
  };
}
