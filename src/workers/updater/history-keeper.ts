/** Records of updates that are over: written as each one ends, read for the screen, signed for receipts. Nothing here holds up an update. */
import type { CheckedReceipt } from '../../history/check-receipt.ts';
import { createPastRecorder } from '../../history/past-recorder.ts';
import type { PastBegin } from '../../history/past-recorder.ts';
import { bounded, LONGEST_WHO, parsePastUpdate } from '../../history/past-update.ts';
import type { PastMethod, PastUpdate } from '../../history/past-update.ts';
import {
  bytesToSign,
  sha256Of,
  keyFingerprint,
  receiptOf,
  receiptText,
} from '../../history/receipt.ts';
import type { JournaledUpdate } from '../../journal/journaled-update.ts';
import { seenDevices } from '../../store/device-records.ts';
import {
  dropPast,
  keepPast,
  keepWho,
  keptWho,
  MOST_PAST_UPDATES,
  pastUpdates,
} from '../../store/history.ts';
import type { PastKind } from '../../store/history.ts';
import type { UpdateEvent, UpdateResult } from '../../update/events.ts';
import type { SealedReceipt, UpdateHistory } from '../history-api.ts';
import { bundleReportOf } from './bundle-report.ts';
import { KeptOrHere } from './kept-or-here.ts';
import { deviceKeyOf } from './known-devices.ts';
import type { KnownDevices } from './known-devices.ts';
import { ReceiptKeys } from './receipt-signer.ts';
import type { SignedFirmware } from './update-run.ts';

export interface HistoryDeps {
  readonly known: Pick<KnownDevices, 'inStore'>;
  /** Milliseconds since 1970. */
  readonly wall: () => number;
}

/** An update as it begins. */
export interface FollowedUpdate {
  readonly sessionId: string;
  readonly delivery: string;
  readonly allowed: readonly string[];
  /** What was known before its first page was gone; null = it is not carried on. */
  readonly journal: JournaledUpdate | null;
  /** Asked when it is over. */
  readonly way: () => { readonly method: PastMethod; readonly link: string | null };
}

/** Follows one update: give it every event, then its result. */
export interface HistoryNote {
  hear(event: UpdateEvent): void;
  /** Settles when the record is written, or cannot be. Never rejects. */
  end(result: UpdateResult): Promise<void>;
}

const KIND: PastKind = { kind: 'history', parse: parsePastUpdate, keyed: ['id'] };

/** Put in by the build (scripts/build-info.ts). */
declare const SLIPWAY_BUILD: PastUpdate['madeBy'] | undefined;

const madeBy: PastUpdate['madeBy'] =
  typeof SLIPWAY_BUILD === 'undefined'
    ? { version: 'development', commit: null, build: null }
    : SLIPWAY_BUILD;

export class UpdateHistoryKeeper {
  readonly #deps: HistoryDeps;
  readonly #store: KeptOrHere;
  readonly #keys: ReceiptKeys;
  /** What the browser did not keep. */
  readonly #here = new Map<string, PastUpdate>();
  #whoHere: string | null = null;
  /** The last update that this thread followed to its end; null = it left no record. */
  #lastId: string | null = null;

  constructor(deps: HistoryDeps) {
    this.#deps = deps;
    this.#store = new KeptOrHere(deps.known);
    this.#keys = new ReceiptKeys(deps.known);
  }

  follow(followed: FollowedUpdate, firmware: SignedFirmware): HistoryNote {
    const { sessionId, delivery, allowed, journal, way } = followed;
    const plan = {
      ...{ sessionId, delivery, allowed, madeBy },
      firmware: firmwareOf(firmware),
      before: journal && beginOf(journal),
    };
    const recorder = createPastRecorder(plan, this.#deps.wall);
    let key: string | null = journal && deviceKeyOf(journal.device);
    return {
      hear: (event) => {
        recorder.hear(event);
        if (event.type === 'device') key = deviceKeyOf(event.info);
      },
      end: async (result) => {
        try {
          const [who, name] = await Promise.all([this.#who(), this.#nameOf(key)]);
          const record = recorder.end(result, { ...way(), who, name });
          this.#lastId = record?.id ?? null;
          if (record !== null) await this.#keep([record]);
        } catch {
          // An update without a record is an update all the same.
        }
      },
    };
  }

  async all(): Promise<UpdateHistory> {
    const [updates, who] = [await this.#all(), await this.#who()];
    return { updates, who, most: MOST_PAST_UPDATES, isKept: this.#store.isKept };
  }

  async remove(ids: readonly string[]): Promise<readonly PastUpdate[]> {
    const wanted = new Set(ids);
    const there = (await this.#all()).filter(({ id }) => wanted.has(id));
    await this.#store.do(
      (store) => dropPast(store, ids),
      () => undefined,
    );
    for (const id of ids) this.#here.delete(id);
    return there;
  }

  async putBack(updates: readonly PastUpdate[]): Promise<null> {
    await this.#keep(updates);
    return null;
  }

  async setWho(given: string): Promise<string | null> {
    const name = Array.from(given.trim()).slice(0, LONGEST_WHO).join('');
    const who = name === '' ? null : name;
    this.#whoHere = who;
    await this.#store.do(
      (store) => keepWho(store, who),
      () => undefined,
    );
    return who;
  }

  async seal(id: string | null): Promise<SealedReceipt | null> {
    const wanted = id ?? this.#lastId;
    const record = (await this.#all()).find((one) => one.id === wanted);
    const signer = record === undefined ? null : await this.#keys.signer();
    if (record === undefined || signer === null) return null;
    const told = receiptOf(record);
    const bytes = bytesToSign(told, signer);
    const text = receiptText(told, signer, await signer.sign(bytes));
    const { algorithm, isKept } = signer;
    const { receiptCode } = await import('../../history/receipt-code.ts');
    return {
      ...{ text, algorithm, isKept, who: record.who },
      code: receiptCode(text),
      digest: sha256Of(bytes),
      fingerprint: keyFingerprint(signer),
    };
  }

  async check(text: string): Promise<CheckedReceipt> {
    const own = await this.#keys.own();
    const { checkReceipt } = await import('../../history/check-receipt.ts');
    return checkReceipt(text, own && keyFingerprint(own));
  }

  async #all(): Promise<readonly PastUpdate[]> {
    const kept = await this.#store.do(
      (store, onDamaged) => pastUpdates(store, KIND, onDamaged),
      () => [],
    );
    const ids = new Set(this.#here.keys());
    const others = kept.filter(({ id }) => !ids.has(id));
    return [...others, ...this.#here.values()].sort(
      (one, other) => other.endedAtMs - one.endedAtMs,
    );
  }

  #who(): Promise<string | null> {
    return this.#store.do(keptWho, () => this.#whoHere);
  }

  async #nameOf(key: string | null): Promise<string | null> {
    if (key === null) return null;
    const seen = await this.#store.do(seenDevices, () => []);
    return seen.find((one) => one.key === key)?.alias ?? null;
  }

  #keep(records: readonly PastUpdate[]): Promise<void> {
    return this.#store.do(
      (store) => keepPast(store, records),
      () => this.#keepHere(records),
    );
  }

  #keepHere(records: readonly PastUpdate[]): void {
    for (const record of records) {
      this.#here.delete(record.id);
      this.#here.set(record.id, record);
    }
    for (const id of [...this.#here.keys()].slice(0, -MOST_PAST_UPDATES)) this.#here.delete(id);
  }
}

const beginOf = ({ startedAtMs, device, from }: JournaledUpdate): PastBegin => ({
  ...{ startedAtMs, from },
  device: {
    ...{ mac: bounded(device.mac), id: bounded(device.id) },
    ...{ arch: bounded(device.arch), app: bounded(device.app) },
  },
});

function firmwareOf({ bundle, signature }: SignedFirmware): PastUpdate['firmware'] {
  const { sha256, fileName, sizeBytes, manifest } = bundle;
  const { name, platform, version, buildId } = manifest;
  return {
    ...{ sha256, fileName, sizeBytes, name, platform, version, buildId },
    signature: signature?.verdict.kind ?? null,
    parts: bundleReportOf(bundle).parts.map(
      ({ name: part, file, sizeBytes: size, sha256: digest }) => ({
        ...{ name: part, file, sizeBytes: size, sha256: digest },
      }),
    ),
  };
}
