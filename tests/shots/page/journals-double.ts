import type { Outcome } from '../../../src/contracts/failure.ts';
import type { KeptRoute } from '../../../src/contracts/firmware-route.ts';
import { journaledUpdate } from '../../../src/journal/journaled-update.ts';
import type { JournaledUpdate } from '../../../src/journal/journaled-update.ts';
import { reconcile } from '../../../src/journal/reconcile.ts';
import type { InterruptedUpdate, JournalApi, Keeping } from '../../../src/workers/journal-api.ts';

/** What the journals of a page before this one have left; a script says what. */
export class JournalsDouble {
  #left: readonly InterruptedUpdate[] = [];
  #elsewhere: readonly InterruptedUpdate[] = [];
  #journals = new Map<string, JournaledUpdate>();
  keeping: Keeping = 'kept';
  /** Another tab takes over what runs. */
  takeAway: () => void = () => undefined;
  /** What is left of routes. */
  routes: readonly KeptRoute[] = [];

  /** `elsewhere`: another tab runs it. */
  leave(
    own: Partial<InterruptedUpdate> & { readonly acknowledgedBytes?: number } = {},
    where: 'left' | 'elsewhere' = 'left',
  ): void {
    const journal = journaledUpdate([
      {
        ...{ type: 'session', version: 1, atMs: Date.now(), sessionId: 'session-0' },
        device: { mac: '0E70AB0A1B2C', id: 'esp32_0A1B2C', arch: 'esp32', app: 'demo' },
        from: { version: '1.0.0', buildId: 'old', slot: 0 },
        ...{ delivery: 'write', commitTimeoutMs: 300_000, force: [] },
        reach: { method: 'practice', place: null },
        firmware: {
          ...{ sha256: 'ab'.repeat(32), fileName: 'demo-esp32-1.1.0.zip', name: 'demo' },
          ...{ version: '1.1.0', buildId: 'new', sizeBytes: 173_873 },
        },
      },
    ]);
    if (journal === null) return;
    const update = { ...journal, stage: 'writing', ...own } as const;
    const { name = update.device.id, percent = 64, hasFirmware = true } = own;
    this.#journals.set(update.sessionId, update);
    const told = { ...update, name, percent, hasFirmware };
    if (where === 'elsewhere') this.#elsewhere = [told];
    else this.#left = [told];
    localStorage.setItem('slipway-open-updates', '1');
  }

  readonly api: JournalApi = {
    interruptedUpdates: () => Promise.resolve(done(this.#left)),
    updatesElsewhere: () => Promise.resolve(done(this.#elsewhere)),
    takeOverUpdate: () => new Promise(() => undefined),
    judgeInterrupted: (sessionId, answer) => {
      const journal = this.#journals.get(sessionId);
      const nowMs = Date.now();
      return Promise.resolve(
        done(journal === undefined ? null : reconcile({ journal, answer, nowMs })),
      );
    },
    interruptedFirmware: () => Promise.resolve(done(null)),
    forgetInterrupted: () => Promise.resolve(done(null)),
    keepingOfUpdate: () => Promise.resolve(done(this.keeping)),
  };
}

const done = <T>(value: T): Outcome<T> => ({ ok: true, value });
