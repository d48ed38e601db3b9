/**
 * What is kept of real devices, in IndexedDB: who was seen, and what was done to it. Only workers open it.
 * A version is never changed, only followed: each step takes the one before it, with what is in it, one further.
 *
 * What lies there may be from another version of the app, from a developer's hand, or damaged. Each record is judged
 * when it is read; one that is none is not used, and told of by its key. It goes when its device is seen again.
 */
import { openDB } from 'idb';
import type { DBSchema, IDBPDatabase, IDBPTransaction, StoreNames } from 'idb';
import type { BluetoothSettings } from '../contracts/bluetooth.ts';
import { OtaError } from '../contracts/failure.ts';
import { LONGEST_ADDRESS, LONGEST_LISTED_NAME, MOST_TAGS } from '../contracts/fleet-device.ts';
import type { ListedDevice } from '../contracts/fleet-device.ts';
import type { KnownPlace } from '../contracts/network-place.ts';
import { LONGEST_SIGN_IN } from '../contracts/sign-in.ts';
import type { Credentials, SignInTarget } from '../contracts/sign-in.ts';
import type { SettingsSnapshot } from '../contracts/settings-snapshot.ts';
import { LONGEST_FRAME_BYTES } from '../contracts/peer-limits.ts';
import type { PastUpdate } from '../history/past-update.ts';
import type { KeptFirmwareRecord, KeptJournal } from './kept-journals.ts';
import type { KeptName, KeptReceiptKey } from './own-identity.ts';
import type { RouteRecord } from './route-record.ts';

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

/** Kept where a person chose so, as it was typed: a browser has no safer place that a page may write to. */
export interface KeptSignIn extends Credentials {
  readonly at: SignInTarget;
  /** Address of the device, or of its broker. */
  readonly place: string;
}

/** A device of the fleet. */
export interface KeptDevice extends ListedDevice {
  /** Taken out of the fleet, and known from elsewhere: it stays out until it is added, or seen in a session, later than that. */
  readonly removedAtMs: number | null;
}

/** Checks of one application, as people gave them to this browser. */
export interface KeptChecks {
  readonly app: string;
  /** As in a file (update/checks/parse-checks.ts), which judges it. */
  readonly file: string;
}

export interface SlipwaySchema extends DBSchema {
  devices: { key: string; value: SeenDevice; indexes: { seenAtMs: number } };
  updates: {
    key: string;
    value: UpdateRecord;
    indexes: { deviceAndTime: [string, number] };
  };
  bluetooth: { key: [string, string, string]; value: BluetoothSettings };
  signIns: { key: [string, string]; value: KeptSignIn };
  places: { key: string; value: KnownPlace };
  fleet: { key: string; value: KeptDevice };
  checks: { key: string; value: KeptChecks };
  journals: { key: string; value: KeptJournal };
  firmware: { key: string; value: KeptFirmwareRecord };
  snapshots: { key: string; value: SettingsSnapshot };
  history: { key: string; value: PastUpdate; indexes: { endedAtMs: number } };
  names: { key: string; value: KeptName };
  receiptKeys: { key: string; value: KeptReceiptKey };
  routes: { key: string; value: RouteRecord };
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
  (store) => {
    store.createObjectStore('signIns', { keyPath: ['at', 'place'] });
  },
  (store) => {
    store.createObjectStore('places', { keyPath: 'address' });
  },
  (store) => {
    store.createObjectStore('fleet', { keyPath: 'id' });
  },
  (store) => {
    store.createObjectStore('checks', { keyPath: 'app' });
  },
  (store) => {
    store.createObjectStore('journals', { keyPath: 'id' });
    store.createObjectStore('firmware', { keyPath: 'sha256' });
  },
  (store) => {
    store.createObjectStore('snapshots', { keyPath: 'device' });
  },
  (store) => {
    store.createObjectStore('history', { keyPath: 'id' }).createIndex('endedAtMs', 'endedAtMs');
    store.createObjectStore('names', { keyPath: 'id' });
    store.createObjectStore('receiptKeys', { keyPath: 'id' });
  },
  (store) => {
    store.createObjectStore('routes', { keyPath: 'device' });
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

export interface DamagedRecord {
  readonly kind:
    'device' | 'update' | 'bluetooth' | 'sign-in' | 'place' | 'fleet' | 'checks' | 'history';
  /** What it is kept under; empty where that is damaged, too. */
  readonly key: string;
}

export type OnDamaged = (record: DamagedRecord) => void;

/** Those of `values` that are what they should be, in their order. */
export function soundOf<T>(
  values: readonly unknown[],
  { kind, parse, keyed }: RecordKind<T>,
  onDamaged: OnDamaged,
): readonly T[] {
  return values.flatMap((value) => {
    const record = parse(value);
    if (record === null) onDamaged({ kind, key: keyOf(value, keyed) });
    return record === null ? [] : [record];
  });
}

export interface RecordKind<T> {
  readonly kind: DamagedRecord['kind'];
  /** null: it is none. */
  readonly parse: (value: unknown) => T | null;
  /** The members that name it. */
  readonly keyed: readonly string[];
}

export const DEVICES: RecordKind<SeenDevice> = {
  kind: 'device',
  parse: (value) => (hasMembers(value, SEEN_DEVICE) ? value : null),
  keyed: ['key'],
};

export const UPDATES: RecordKind<UpdateRecord> = {
  kind: 'update',
  parse: (value) => (hasMembers(value, UPDATE_RECORD) ? value : null),
  keyed: ['sessionId'],
};

export const BLUETOOTH_RECORDS: RecordKind<BluetoothSettings> = {
  kind: 'bluetooth',
  parse: (value) => (hasMembers(value, BLUETOOTH_SETTINGS) ? value : null),
  keyed: ['browser', 'system', 'model'],
};

export const SIGN_INS: RecordKind<KeptSignIn> = {
  kind: 'sign-in',
  parse: (value) => (hasMembers(value, KEPT_SIGN_IN) ? value : null),
  keyed: ['at', 'place'],
};

export const PLACES: RecordKind<KnownPlace> = {
  kind: 'place',
  parse: (value) => (hasMembers(value, KNOWN_PLACE) ? value : null),
  keyed: ['address'],
};

export const FLEET: RecordKind<KeptDevice> = {
  kind: 'fleet',
  parse: (value) => (hasMembers(value, KEPT_DEVICE) ? value : null),
  keyed: ['id'],
};

export const CHECKS: RecordKind<KeptChecks> = {
  kind: 'checks',
  parse: (value) => (hasMembers(value, KEPT_CHECKS) ? value : null),
  keyed: ['app'],
};

type Check = (value: unknown) => boolean;
/** One check for each member: a member without one does not compile. */
type Checks<T> = { readonly [Member in keyof T]: Check };

/** What a device says of itself came in one frame. */
const isText: Check = (value) => typeof value === 'string' && value.length <= LONGEST_FRAME_BYTES;
const isAmount: Check = (value) =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0;
const isSize: Check = (value) => Number.isSafeInteger(value) && isAmount(value) && value !== 0;
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const oneOf =
  (...names: readonly string[]): Check =>
  (value) =>
    names.some((name) => name === value);

const SEEN_DEVICE: Checks<SeenDevice> = {
  key: isText,
  id: isText,
  app: isText,
  arch: isText,
  version: isText,
  adapter: isText,
  seenAtMs: isAmount,
  alias: orNull(isText),
};

const ENDS: Readonly<Record<UpdateRecord['end'], true>> = {
  begun: true,
  committed: true,
  uncommitted: true,
  refused: true,
  failed: true,
  cancelled: true,
  reverted: true,
  other: true,
  unknown: true,
};

const UPDATE_RECORD: Checks<UpdateRecord> = {
  sessionId: isText,
  device: isText,
  startedAtMs: isAmount,
  from: isText,
  to: isText,
  bundle: isText,
  end: oneOf(...Object.keys(ENDS)),
  why: orNull(isText),
  seconds: orNull(isAmount),
};

const BLUETOOTH_SETTINGS: Checks<BluetoothSettings> = {
  browser: isText,
  system: isText,
  model: isText,
  mtu: orNull(isSize),
  writeBytes: isSize,
  frameBytes: isSize,
  replies: oneOf('notified', 'polled'),
  learnedAtMs: isAmount,
};

const isTyped: Check = (value) =>
  typeof value === 'string' && value !== '' && value.length <= LONGEST_SIGN_IN;

const KEPT_SIGN_IN: Checks<KeptSignIn> = {
  at: oneOf('device', 'broker'),
  place: isText,
  user: isTyped,
  password: isTyped,
};

const KNOWN_PLACE: Checks<KnownPlace> = {
  address: isText,
  kind: oneOf('host', 'broker'),
  name: orNull(isText),
  addedAtMs: isAmount,
  seenAtMs: orNull(isAmount),
  device: orNull(isText),
  app: orNull(isText),
  version: orNull(isText),
};

const isName: Check = (value) => isText(value) && String(value).length <= LONGEST_LISTED_NAME;
const isAddress: Check = (value) => isText(value) && String(value).length <= LONGEST_ADDRESS;

const KEPT_DEVICE: Checks<KeptDevice> = {
  id: (value) => isText(value) && value !== '',
  address: orNull(isAddress),
  alias: orNull(isName),
  group: orNull(isName),
  tags: (value) => Array.isArray(value) && value.length <= MOST_TAGS && value.every(isName),
  arch: orNull(isText),
  app: orNull(isText),
  version: orNull(isText),
  buildId: orNull(isText),
  source: oneOf('list', 'broker', 'session'),
  lastSeenMs: orNull(isAmount),
  link: orNull(isText),
  removedAtMs: orNull(isAmount),
};

const KEPT_CHECKS: Checks<KeptChecks> = { app: isText, file: isText };

function hasMembers<T>(value: unknown, checks: Checks<T>): value is T {
  const found = membersOf(value);
  return (
    found !== null && Object.entries<Check>(checks).every(([name, check]) => check(found.get(name)))
  );
}

function membersOf(value: unknown): ReadonlyMap<string, unknown> | null {
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : null;
}

function keyOf(value: unknown, keyed: readonly string[]): string {
  const found = membersOf(value);
  const parts = keyed.map((name) => found?.get(name));
  return parts.filter((part) => typeof part === 'string').join(' ');
}
