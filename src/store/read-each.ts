import type { RecordKind, SlipwayStore } from './schema.ts';

/** One question to a store: all at once, and what it takes to ask one by one. */
export interface Source<Key extends IDBValidKey> {
  readonly all: () => Promise<readonly unknown[]>;
  /** Of the same records in the same order. */
  readonly keys: () => Promise<readonly Key[]>;
  readonly one: (key: Key) => Promise<unknown>;
}

/**
 * Every value that is asked for. One that the browser itself cannot read any more does not take the others with
 * it: in its place stands what names it, which no parser takes for a record. Throws what a closed store throws.
 */
export async function readEach<Key extends IDBValidKey>(
  { all, keys, one }: Source<Key>,
  kind: Pick<RecordKind<unknown>, 'keyed'>,
): Promise<readonly unknown[]> {
  try {
    return await all();
  } catch {
    // Asked one by one; where that is not why, this fails for the same reason.
    const asked = await keys();
    return Promise.all(asked.map((key) => one(key).catch(() => nameOnly(kind, key))));
  }
}

/** Every value of one store, judged by nobody yet. */
export const wholeStore = (
  store: SlipwayStore,
  name: 'devices' | 'fleet' | 'history' | 'places',
  kind: Pick<RecordKind<unknown>, 'keyed'>,
): Promise<readonly unknown[]> =>
  readEach(
    {
      all: () => store.getAll(name),
      keys: () => store.getAllKeys(name),
      one: (key) => store.get(name, key),
    },
    kind,
  );

/** What is left of a record that is known by its key alone. */
export function nameOnly(
  { keyed }: Pick<RecordKind<unknown>, 'keyed'>,
  key: IDBValidKey,
): Readonly<Record<string, unknown>> {
  const parts: readonly unknown[] = Array.isArray(key) ? key : [key];
  return Object.fromEntries(keyed.map((name, at) => [name, parts[at]]));
}
