/**
 * What is kept of real devices, in IndexedDB: who was seen, and what was done to it. Only workers open it.
 * A version is never changed, only followed: each step takes the one before it, with what is in it, one further.
 */
import { openDB } from 'idb';
import type { DBSchema, IDBPDatabase, IDBPTransaction, StoreNames } from 'idb';
import type { BluetoothSettings } from '../contracts/bluetooth.ts';
import { OtaError } from '../contracts/failure.ts';

/** A real device as it last said of itself. */
export interface SeenDevice {
  /** Its MAC: an id can be set to anything, and two devices may have the same. */
  readonly key: string;
  readonly id: string;
  readonly app: string;
  readonly arch: string;
  readonly version: string;
  /** What it was reached over, as far as a page can know. */
  readonly adapter: string;
  readonly seenAtMs: number;
  /** Given by people. */
  readonly alias: string | null;
}

/** One update of one device. Written when it begins, and again when its end is known. */
export interface UpdateRecord {
  readonly sessionId: string;
  /** SeenDevice.key */
  readonly device: string;
  readonly startedAtMs: number;
  readonly from: string;
  readonly to: string;
  /** SHA-256 of the file, lower-case hex. */
  readonly bundle: string;
  /** `begun`: the page was gone before the end was known. Else as the result said. */
  readonly end:
    | 'begun'
    | 'committed'
    | 'uncommitted'
    | 'refused'
    | 'failed'
    | 'cancelled'
    | 'reverted'
    | 'other'
    | 'unknown';
  /** Code of the failure, where there was one. */
  readonly why: string | null;
  readonly seconds: number | null;
}

export interface SlipwaySchema extends DBSchema {
  devices: { key: string; value: SeenDevice; indexes: { seenAtMs: number } };
  updates: {
    key: string;
    value: UpdateRecord;
    indexes: { deviceAndTime: [string, number] };
  };
  bluetooth: { key: [string, string, string]; value: BluetoothSettings };
}

export type SlipwayStore = IDBPDatabase<SlipwaySchema>;

type Step = (store: SlipwayStore) => void;

const STEPS: readonly Step[] = [
  (store) => {
    store.createObjectStore('devices', { keyPath: 'key' }).createIndex('seenAtMs', 'seenAtMs');
  },
  (store) => {
    store
      .createObjectStore('updates', { keyPath: 'sessionId' })
      .createIndex('deviceAndTime', ['device', 'startedAtMs']);
  },
  (store) => {
    store.createObjectStore('bluetooth', { keyPath: ['browser', 'system', 'model'] });
  },
];

export const STORE_VERSION = STEPS.length;

/** `version` is for tests of the steps. Throws OtaError storage/failed. */
export async function openStore(name: string, version = STORE_VERSION): Promise<SlipwayStore> {
  try {
    return await openDB<SlipwaySchema>(name, version, {
      upgrade(store, from) {
        for (const step of STEPS.slice(from, version)) step(store);
      },
      // Another page wants a newer version: it is not held up by this one.
      blocking: (_current, _wanted, event) => {
        if (event.target instanceof IDBDatabase) event.target.close();
      },
    });
  } catch (reason) {
    const detail = reason instanceof Error ? reason.name : String(reason);
    throw new OtaError('storage/failed', { detail }, { cause: reason });
  }
}

/** A transaction that writes. Where a request in it fails, that is what is thrown, and its end is not told once more. */
export function beginChange<const Names extends readonly StoreNames<SlipwaySchema>[]>(
  store: SlipwayStore,
  ...names: Names
): IDBPTransaction<SlipwaySchema, Names, 'readwrite'> {
  const change = store.transaction(names, 'readwrite');
  change.done.catch(() => undefined);
  return change;
}
