/** What is answered of journals: fetched with the first question, or with the first update. */
import type { Bundle } from '../../bundle/bundle.ts';
import { OtaError } from '../../contracts/failure.ts';
import type { JournaledUpdate } from '../../journal/journaled-update.ts';
import { journaledFirmware } from '../../journal/update-recorder.ts';
import type { JournalPlan } from '../../journal/update-recorder.ts';
import { reconcile } from '../../journal/reconcile.ts';
import type { DeviceNow } from '../../journal/reconcile.ts';
import type { JournalStore } from '../../store/journal-store.ts';
import { routesIn } from '../../store/routes.ts';
import { SESSION_LOCK } from '../api.ts';
import type { InterruptedUpdate, Keeping, Reconciliation, UpdateOrder } from '../api.ts';
import { valueOf } from '../comlink/calls.ts';
import { deviceKeyOf } from './known-devices.ts';
import type { KnownDevices } from './known-devices.ts';
import { takeOver } from './one-writer.ts';
import { UpdateJournals } from './update-journals.ts';
import type { JournalNote } from './update-journals.ts';

export interface JournalDeps {
  readonly known: KnownDevices;
  /** Milliseconds since 1970. */
  readonly wall: () => number;
}

export class JournalAnswers {
  readonly #deps: JournalDeps;
  readonly #journals: UpdateJournals;
  #keeping: Promise<Keeping> | null = null;

  constructor(deps: JournalDeps) {
    this.#deps = deps;
    this.#journals = new UpdateJournals({
      store: () => openJournals(deps),
      wall: deps.wall,
      running,
      neededBesides: async () => {
        const routes = await deps.known.inStore((inside) => routesIn(inside));
        return routes.ok ? routes.value.flatMap(({ left }) => left.map(({ id }) => id)) : [];
      },
    });
  }

  /** Of the update that runs, or ran last; null = none has. */
  get keeping(): Promise<Keeping> | null {
    return this.#keeping;
  }

  async interrupted(): Promise<readonly InterruptedUpdate[]> {
    return this.#told(await this.#journals.interrupted());
  }

  /** Of other tabs, or of this one. */
  async running(): Promise<readonly InterruptedUpdate[]> {
    return this.#told(await this.#journals.elsewhere());
  }

  /** False: the tab that has it has not stopped. */
  async takeOver(sessionId: string): Promise<boolean> {
    const update = await this.#journals.read(sessionId);
    return update === null || takeOver(update);
  }

  async #told(found: readonly JournaledUpdate[]): Promise<readonly InterruptedUpdate[]> {
    const seen = await this.#deps.known.seenDevices();
    const aliases = new Map((seen.ok ? seen.value : []).map(({ key, alias }) => [key, alias]));
    return Promise.all(
      found.map(async (update) => ({
        ...update,
        name: aliases.get(deviceKeyOf(update.device)) ?? update.device.id,
        percent: percentOf(update),
        hasFirmware: (await this.#journals.firmware(update.firmware.sha256)) !== null,
      })),
    );
  }

  /** null: there is no such update any more. */
  async judge(sessionId: string, answer: DeviceNow): Promise<Reconciliation | null> {
    const journal = await this.#journals.read(sessionId);
    return journal && reconcile({ journal, answer, nowMs: this.#deps.wall() });
  }

  /** For the steps of a route. */
  get files(): Pick<UpdateJournals, 'firmware' | 'keepFirmware'> {
    return this.#journals;
  }

  async firmware(sessionId: string): Promise<Blob | null> {
    const update = await this.#journals.read(sessionId);
    return update && this.#journals.firmware(update.firmware.sha256);
  }

  async forget(sessionId: string): Promise<null> {
    await this.#journals.forget(sessionId);
    return null;
  }

  /** Of the update that the order carries on; null = nothing is left of it. Throws file/replaced. */
  async carriedOn({ sessionId, bundleId }: UpdateOrder): Promise<JournaledUpdate | null> {
    const update = await this.#journals.read(sessionId);
    if (update !== null && update.firmware.sha256 !== bundleId)
      throw new OtaError('file/replaced', { file: update.firmware.fileName });
    return update;
  }

  follow(
    order: UpdateOrder,
    reach: NonNullable<UpdateOrder['reach']>,
    bundle: Bundle,
  ): JournalNote {
    const { carriesOn: isCarriedOn = false } = order;
    const note = this.#journals.follow(planOf(order, reach, bundle), bundle, { isCarriedOn });
    this.#keeping = note.keeping;
    return note;
  }
}

function planOf(
  { sessionId, delivery, commitTimeoutMs, force }: UpdateOrder,
  reach: NonNullable<UpdateOrder['reach']>,
  bundle: Bundle,
): JournalPlan {
  const firmware = journaledFirmware(bundle);
  const kind = delivery?.kind ?? 'write';
  return { sessionId, reach, delivery: kind, firmware, commitTimeoutMs, force: [...force] };
}

function percentOf({ acknowledgedBytes, firmware, stage }: JournaledUpdate): number {
  if (stage === null || stage === 'preparing') return 0;
  if (stage !== 'writing') return 100;
  return Math.floor((acknowledgedBytes * 100) / Math.max(1, firmware.sizeBytes));
}

/** In files, where the browser gives some; else in its database. */
async function openJournals({ known, wall }: JournalDeps): Promise<JournalStore> {
  const { givesBlockFiles } = await import('../../store/flash-blocks.ts');
  if (await givesBlockFiles()) return (await import('../../store/journal-files.ts')).fileJournals;
  const { databaseJournals } = await import('../../store/journal-records.ts');
  return databaseJournals(async (work) => valueOf(await known.inStore(work)), wall);
}

/** Each running update holds the lock of its session. Without locks nobody knows. */
async function running(): Promise<ReadonlySet<string>> {
  if (!('locks' in navigator)) return new Set();
  const { held = [] } = await navigator.locks.query().catch(() => ({ held: [] }));
  const prefix = `${SESSION_LOCK}:`;
  return new Set(
    held.flatMap(({ name }) => (name?.startsWith(prefix) ? [name.slice(prefix.length)] : [])),
  );
}
