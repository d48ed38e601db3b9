/** What this worker writes down of real devices. Nothing here may hold up an update: a browser without storage just forgets. */
import { modelOf } from '../../contracts/bluetooth.ts';
import type { BluetoothSettings, BluetoothSizes } from '../../contracts/bluetooth.ts';
import { realClock } from '../../contracts/clock.ts';
import { OtaError } from '../../contracts/failure.ts';
import type { Outcome } from '../../contracts/failure.ts';
import type { Link } from '../../contracts/link.ts';
import type { JournaledUpdate } from '../../journal/journaled-update.ts';
import { withDeadline } from '../../rpc/deadline.ts';
import type { SysInfo } from '../../rpc/methods.ts';
import {
  allBluetooth,
  bluetoothFor,
  rememberBluetooth,
  rememberDevice,
  nameDevice,
  seenDevices,
  recordUpdate,
  updatesOf,
} from '../../store/device-records.ts';
import { dropSignIns, keepSignIn, signInFor } from '../../store/sign-ins.ts';
import { openStore } from '../../store/schema.ts';
import type {
  DamagedRecord,
  KeptSignIn,
  OnDamaged,
  SeenDevice,
  SlipwayStore,
  UpdateRecord,
} from '../../store/schema.ts';
import type { KnownDevicesApi, UpdateEvent, UpdateResult } from '../api.ts';
import { outcomeOf } from '../comlink/calls.ts';

/** A browser's database answers, or refuses, within this; one that does neither is not asked again. */
const ANSWERS_WITHIN_MS = 3_000;

const notCancelled = new AbortController().signal;

/** A device by its MAC; one that tells none by its id. */
export const deviceKeyOf = ({ mac, id }: Pick<SysInfo, 'mac' | 'id'>): string => mac || id;

export class KnownDevices implements KnownDevicesApi {
  readonly #wall: () => number;
  readonly #browser: BrowserName;
  #store: Promise<SlipwayStore> | null = null;
  /** The database did not answer. */
  #isSilent = false;
  readonly #named = new Set<string>();
  readonly #tell: (record: DamagedRecord) => void;

  /** `wall`: milliseconds since 1970. `tell`: of each record that cannot be used, once. */
  constructor(
    wall: () => number,
    browser: BrowserName,
    tell: (record: DamagedRecord) => void = () => undefined,
  ) {
    this.#wall = wall;
    this.#browser = browser;
    this.#tell = tell;
  }

  /** What links over Bluetooth have learned in this browser. */
  async knownBluetooth(): Promise<readonly BluetoothSettings[]> {
    return (
      (await this.#quietly((store) => bluetoothFor(store, this.#browser, this.#setAside))) ?? []
    );
  }

  /** Notes what a link has learned of itself. */
  async noteBluetooth(deviceName: string, sizes: BluetoothSizes): Promise<void> {
    const model = modelOf(deviceName);
    const settings = { ...this.#browser, model, ...sizes, learnedAtMs: this.#wall() };
    await this.#quietly((store) => rememberBluetooth(store, settings));
  }

  /** Notes who answered on this link. `name`: what people call it, else its id. */
  async note(
    { label }: Pick<Link, 'label'>,
    info: SysInfo,
  ): Promise<{ readonly key: string; readonly name: string }> {
    const device = await this.#quietly((store) =>
      rememberDevice(
        store,
        {
          key: deviceKeyOf(info),
          id: info.id,
          app: info.app,
          arch: info.arch,
          version: info.fw_version,
          adapter: label,
          seenAtMs: this.#wall(),
        },
        this.#setAside,
      ),
    );
    return { key: deviceKeyOf(info), name: device?.alias ?? info.id };
  }

  /** Follows one update: give it every event, then its result. `before`: the one that is carried on. */
  follow(bundle: string, to: string, before: JournaledUpdate | null = null): UpdateNote {
    let begun = before === null || before.reach.method === 'practice' ? null : beginOf(before, to);
    return {
      hear: (event) => {
        if (event.type !== 'device' || event.when !== 'before') return;
        begun = {
          sessionId: event.sessionId,
          device: deviceKeyOf(event.info),
          startedAtMs: this.#wall(),
          from: event.info.fw_version,
          to,
          bundle,
          end: 'begun',
          why: null,
          seconds: null,
        };
        const record = begun;
        void this.#quietly((store) => recordUpdate(store, record));
      },
      end: async (result) => {
        if (begun === null) return;
        const why = 'failure' in result ? result.failure.code : null;
        const record = { ...begun, end: result.result, why, seconds: result.seconds };
        await this.#quietly((store) => recordUpdate(store, record));
      },
    };
  }

  seenDevices(): Promise<Outcome<readonly SeenDevice[]>> {
    return this.#asked((store) => seenDevices(store, this.#setAside));
  }

  nameDevice(key: string, name: string): Promise<Outcome<SeenDevice | null>> {
    return this.#asked((store) => nameDevice(store, key, name, this.#setAside));
  }

  updatesOf(key: string): Promise<Outcome<readonly UpdateRecord[]>> {
    return this.#asked((store) => updatesOf(store, key, this.#setAside));
  }

  bluetoothSettings(): Promise<Outcome<readonly BluetoothSettings[]>> {
    return this.#asked((store) => allBluetooth(store, this.#setAside));
  }

  async keepSignIn(signIn: KeptSignIn): Promise<void> {
    await this.#quietly((store) => keepSignIn(store, signIn));
  }

  /** null: nothing is kept there. */
  signInFor(at: KeptSignIn['at'], place: string): Promise<KeptSignIn | null> {
    return this.#quietly((store) => signInFor(store, at, place, this.#setAside));
  }

  async dropSignIns(isOver: (at: string, place: string) => boolean): Promise<void> {
    await this.#quietly((store) => dropSignIns(store, isOver));
  }

  /** With the records of its own kind. Failure: `storage/failed`. */
  inStore<T>(work: (store: SlipwayStore, onDamaged: OnDamaged) => Promise<T>): Promise<Outcome<T>> {
    return this.#asked((store) => work(store, this.#setAside));
  }

  readonly #setAside = (record: DamagedRecord): void => {
    const name = `${record.kind} ${record.key}`;
    if (!this.#named.has(name)) this.#tell(record);
    this.#named.add(name);
  };

  async #quietly<T>(work: (store: SlipwayStore) => Promise<T>): Promise<T | null> {
    const outcome = await this.#asked(work);
    return outcome.ok ? outcome.value : null; // storage is closed, or full: what is not kept is not known next time
  }

  #asked<T>(work: (store: SlipwayStore) => Promise<T>): Promise<Outcome<T>> {
    return outcomeOf(async () => {
      if (this.#isSilent) throw noAnswer();
      const late = (): OtaError => {
        this.#isSilent = true;
        return noAnswer();
      };
      const within = { clock: realClock, ms: ANSWERS_WITHIN_MS, signal: notCancelled, late };
      return withDeadline(within, async () => work(await this.#open()));
    });
  }

  #open(): Promise<SlipwayStore> {
    this.#store ??= openStore('slipway');
    return this.#store;
  }
}

/** Its record, as it was written when it began. */
const beginOf = (update: JournaledUpdate, to: string): UpdateRecord => ({
  sessionId: update.sessionId,
  device: deviceKeyOf(update.device),
  startedAtMs: update.startedAtMs,
  from: update.from.version,
  to,
  bundle: update.firmware.sha256,
  end: 'begun',
  why: null,
  seconds: null,
});

const noAnswer = (): OtaError =>
  new OtaError('storage/failed', { detail: `no answer within ${ANSWERS_WITHIN_MS} ms` });

export interface UpdateNote {
  hear(event: UpdateEvent): void;
  end(result: UpdateResult): Promise<void>;
}

/** What a browser says of itself, as far as Bluetooth links differ by it. */
interface BrowserName {
  readonly browser: string;
  readonly system: string;
}

const BROWSERS = [
  ['edge', /\bEdg(?:A|iOS)?\//],
  ['opera', /\bOPR\//],
  ['samsung', /\bSamsungBrowser\//],
  ['bluefy', /\bBluefy\//i],
  ['firefox', /\bFirefox\//],
  ['chrome', /\b(?:Headless)?Chrom(?:e|ium)\//],
  ['safari', /\bSafari\//],
] as const;

const SYSTEMS = [
  ['android', /\bAndroid\b/],
  ['ios', /\b(?:iPhone|iPad)\b/],
  ['chromeos', /\bCrOS\b/],
  ['windows', /\bWindows\b/],
  ['mac', /\bMac OS X\b/],
  ['linux', /\bLinux\b/],
] as const;

/** By the browser's own words: a wrong one costs a few questions when a link opens, never more. */
export function browserName(userAgent: string): BrowserName {
  const named = (names: readonly (readonly [string, RegExp])[]): string =>
    names.find(([, sign]) => sign.test(userAgent))?.[0] ?? 'other';
  return { browser: named(BROWSERS), system: named(SYSTEMS) };
}
