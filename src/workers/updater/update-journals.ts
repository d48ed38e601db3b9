/** Journals of the updates of this thread, and what those have left that are gone. Nothing here holds up an update or makes it fail. */
import type { Bundle } from '../../bundle/bundle.ts';
import { realClock } from '../../contracts/clock.ts';
import { OtaError } from '../../contracts/failure.ts';
import { decodeJournal, encodeEntry, MOST_JOURNAL_BYTES } from '../../journal/entries.ts';
import { compacted, journaledUpdate } from '../../journal/journaled-update.ts';
import type { JournaledUpdate } from '../../journal/journaled-update.ts';
import { createUpdateRecorder } from '../../journal/update-recorder.ts';
import type { JournalPlan } from '../../journal/update-recorder.ts';
import { withDeadline } from '../../rpc/deadline.ts';
import type { SysInfo } from '../../rpc/methods.ts';
import { firmwaresToDrop, MOST_JOURNALS } from '../../store/journal-store.ts';
import type { JournalFile, JournalStore } from '../../store/journal-store.ts';
import type { UpdateEvent, UpdateResult } from '../../update/events.ts';
import type { Keeping } from '../journal-api.ts';
import { deviceKeyOf } from './known-devices.ts';

/** Whatever lies there: one look is bounded. */
const MOST_READ = 4 * MOST_JOURNALS;

/** A browser's storage answers, or refuses, within this. */
const ANSWERS_WITHIN_MS = 8_000;

export interface JournalsDeps {
  /** null: this browser keeps nothing for the page. */
  readonly store: () => Promise<JournalStore | null>;
  /** Milliseconds since 1970. */
  readonly wall: () => number;
  /** Ids of the sessions that run now, in whatever tab. */
  readonly running: () => Promise<ReadonlySet<string>>;
  /** SHA-256 of files that are needed besides: they make no room. Left out: none. */
  readonly neededBesides?: () => Promise<readonly string[]>;
}

/** Follows one update: give it every event, then its result. */
export interface JournalNote {
  /** Settles when it is known whether a reload will find the update. */
  readonly keeping: Promise<Keeping>;
  hear(event: UpdateEvent): void;
  /** Settles when nothing of it is left but what the next one may use. */
  end(result: UpdateResult): Promise<void>;
}

export class UpdateJournals {
  readonly #deps: JournalsDeps;
  #opening: Promise<JournalStore | null> | null = null;

  constructor(deps: JournalsDeps) {
    this.#deps = deps;
  }

  /** The last one first, without those that run. What has an end, and what never began, is cleared away. */
  async interrupted(): Promise<readonly JournaledUpdate[]> {
    const store = await this.#store();
    if (store === null) return [];
    const running = await this.#deps.running();
    const found = await this.#withoutEnd(store, running);
    return found.filter(({ sessionId }) => !running.has(sessionId));
  }

  /** Those that run in some tab now. */
  async elsewhere(): Promise<readonly JournaledUpdate[]> {
    const running = await this.#deps.running();
    const store = running.size === 0 ? null : await this.#store();
    if (store === null) return [];
    const found = await this.#withoutEnd(store, running);
    return found.filter(({ sessionId }) => running.has(sessionId));
  }

  async #withoutEnd(
    store: JournalStore,
    running: ReadonlySet<string>,
  ): Promise<readonly JournaledUpdate[]> {
    const found: JournaledUpdate[] = [];
    for (const id of (await inTime(() => store.ids())).slice(0, MOST_READ)) {
      const update = await this.#read(store, id);
      if (update !== null && update.end === null) found.push(update);
      else if (!running.has(id)) await inTime(() => store.remove(id)).catch(() => undefined); // still held: next time
    }
    return found.sort((one, other) => other.lastAtMs - one.lastAtMs);
  }

  /** null: there is none, or it cannot be read. */
  async read(id: string): Promise<JournaledUpdate | null> {
    const store = await this.#store();
    return store === null ? null : this.#read(store, id);
  }

  async firmware(sha256: string): Promise<Blob | null> {
    const store = await this.#store();
    return store === null ? null : inTime(() => store.firmware(sha256));
  }

  /** For an update that comes later. Borrows `bytes`. false: this browser keeps nothing for the page. Throws storage/failed. */
  async keepFirmware(sha256: string, bytes: Uint8Array): Promise<boolean> {
    const store = await this.#store();
    if (store === null) return false;
    await this.#makeRoom(store, sha256, bytes.byteLength);
    await inTime(() => store.keepFirmware(sha256, bytes));
    return true;
  }

  async forget(id: string): Promise<void> {
    const store = await this.#store();
    if (store !== null) await inTime(() => store.remove(id));
  }

  /** `isCarriedOn`: what the journal of this session has stays in it. */
  follow(
    plan: JournalPlan,
    bundle: Bundle,
    { isCarriedOn }: { isCarriedOn: boolean },
  ): JournalNote {
    const page = new JournalPage(() => this.#begin(plan, isCarriedOn));
    const { wall } = this.#deps;
    const recorder = createUpdateRecorder(plan, {
      append: (line) => page.append(line),
      wall,
      isCarriedOn,
    });
    const keeping = this.#keep(page, plan, bundle);
    return {
      keeping,
      hear: (event) => {
        recorder.hear(event);
        if (event.type === 'device' && event.when === 'before')
          void this.#dropOthersOf(event.info, plan.sessionId);
      },
      end: async (result) => {
        const isSettled = recorder.end(result);
        await keeping;
        await page.close().catch(() => undefined); // the browser ends it with this thread
        if (!isSettled) return;
        await this.forget(plan.sessionId).catch(() => undefined); // its end is written: it is cleared away next time
      },
    };
  }

  async #keep(page: JournalPage, { firmware }: JournalPlan, { bytes }: Bundle): Promise<Keeping> {
    if (!(await page.opened)) return 'not-kept';
    try {
      return (await this.keepFirmware(firmware.sha256, bytes)) ? 'kept' : 'not-kept';
    } catch {
      return 'without-firmware'; // full, or refused: the person is told
    }
  }

  async #begin(plan: JournalPlan, isCarriedOn: boolean): Promise<JournalFile | null> {
    const store = await this.#store();
    if (store === null) return null;
    const before = isCarriedOn ? ((await inTime(() => store.read(plan.sessionId))) ?? '') : '';
    const { entries } = decodeJournal(before.slice(0, MOST_JOURNAL_BYTES));
    const text = compacted(entries).map(encodeEntry).join('');
    return inTime(() => store.open(plan.sessionId, text));
  }

  /** Those of updates that are not ended stay, whatever room they take. */
  async #makeRoom(store: JournalStore, sha256: string, bytes: number): Promise<void> {
    const running = await this.#deps.running();
    const open = await this.#withoutEnd(store, running);
    for (const { sessionId } of open.slice(MOST_JOURNALS))
      if (!running.has(sessionId)) await inTime(() => store.remove(sessionId));
    const besides = (await this.#deps.neededBesides?.()) ?? [];
    const needed = new Set([...open.map(({ firmware }) => firmware.sha256), ...besides, sha256]);
    const kept = await inTime(() => store.firmwares());
    const others = kept.filter((one) => one.sha256 !== sha256);
    for (const old of firmwaresToDrop(others, { needed, bytes }))
      await inTime(() => store.removeFirmware(old));
  }

  /** A device has one update at a time: what was begun before this one is over, whatever became of it. */
  async #dropOthersOf(device: Pick<SysInfo, 'mac' | 'id'>, sessionId: string): Promise<void> {
    try {
      for (const one of await this.interrupted())
        if (one.sessionId !== sessionId && deviceKeyOf(one.device) === deviceKeyOf(device))
          await this.forget(one.sessionId);
    } catch {
      // It is offered once more than it should be.
    }
  }

  async #read(store: JournalStore, id: string): Promise<JournaledUpdate | null> {
    const text = await inTime(() => store.read(id));
    if (text === null || text.length > MOST_JOURNAL_BYTES) return null;
    const update = journaledUpdate(decodeJournal(text).entries);
    return update?.sessionId === id ? update : null;
  }

  #store(): Promise<JournalStore | null> {
    return (this.#opening ??= this.#deps.store().catch(() => null));
  }
}

/** What is written before its file is open waits for it; from the first line on that is refused nothing more is written. */
class JournalPage {
  /** False: there is no file. */
  readonly opened: Promise<boolean>;
  #file: JournalFile | null = null;
  #waiting: string[] = [];
  #isOver = false;
  #last: Promise<void> = Promise.resolve();

  constructor(open: () => Promise<JournalFile | null>) {
    this.opened = this.#open(open);
  }

  append(line: string): void {
    if (this.#isOver) return;
    if (this.#file === null) this.#waiting.push(line);
    else this.#write(this.#file, line);
  }

  async close(): Promise<void> {
    await this.opened;
    await this.#last;
    this.#isOver = true;
    const file = this.#file;
    this.#file = null;
    if (file !== null) await inTime(() => file.close());
  }

  async #open(open: () => Promise<JournalFile | null>): Promise<boolean> {
    try {
      const file = await open();
      if (file === null) throw new OtaError('storage/failed', { detail: 'none' });
      this.#file = file;
      for (const line of this.#waiting) this.#write(file, line);
    } catch {
      this.#isOver = true;
    }
    this.#waiting = [];
    return !this.#isOver;
  }

  #write(file: JournalFile, line: string): void {
    const refused = (): void => {
      this.#isOver = true;
    };
    try {
      const written = file.append(line);
      if (written !== undefined)
        this.#last = Promise.all([this.#last, written]).then(() => undefined, refused);
    } catch {
      refused();
    }
  }
}

const notCancelled = new AbortController().signal;

const inTime = <T>(work: () => Promise<T>): Promise<T> =>
  withDeadline(
    {
      clock: realClock,
      ms: ANSWERS_WITHIN_MS,
      signal: notCancelled,
      late: () =>
        new OtaError('storage/failed', { detail: `no answer within ${ANSWERS_WITHIN_MS} ms` }),
    },
    work,
  );
