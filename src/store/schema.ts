/**
 * What is kept of real devices, in IndexedDB: who was seen, and what was done to it. Only workers open it.
 * A version is never changed, only followed: each step takes the one before it, with what is in it, one further.
 */
import { openDB } from 'idb';
import type { DBSchema, IDBPDatabase, IDBPTransaction, StoreNames } from 'idb';
import type { BluetoothSettings } from '../contracts/bluetooth-settings.ts';
import { OtaError } from '../contracts/failure.ts';
import type { SeenDevice } from './records.ts';
import type { UpdateRecord } from './records.ts';

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
