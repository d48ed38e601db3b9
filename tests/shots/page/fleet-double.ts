import type {
  FleetNews,
  FleetSnapshot,
  ListedDevice,
} from '../../../src/contracts/fleet-device.ts';
import { OtaError, toFailure } from '../../../src/contracts/failure.ts';
import type { Outcome } from '../../../src/contracts/failure.ts';
import type { UpdaterClient } from '../../../src/workers/client/updater-client.ts';
import { FleetList } from '../../../src/workers/updater/fleet-list.ts';

type FleetCalls = Pick<
  UpdaterClient,
  | 'fleetDevices'
  | 'addToFleet'
  | 'changeInFleet'
  | 'removeFromFleet'
  | 'putBackInFleet'
  | 'watchFleet'
  | 'askFleet'
  | 'leaveFleet'
>;

/** The fleet of the updater's thread, in memory; a script says what is heard of it. */
export class FleetDouble {
  readonly #list = new FleetList({
    known: { inStore: () => Promise.resolve(CLOSED) },
    wall: () => Date.now(),
  });
  /** The browser keeps it. */
  isKept = true;
  snapshot: FleetSnapshot = { brokers: [], rollOuts: [], news: [] };

  add(devices: readonly ListedDevice[]): Promise<void> {
    return this.#list.putBack(devices);
  }

  heard(news: readonly (Partial<FleetNews> & Pick<FleetNews, 'id'>)[]): void {
    this.snapshot = { ...this.snapshot, news: news.map((one) => ({ ...UNHEARD, ...one })) };
  }

  readonly api: FleetCalls = {
    fleetDevices: async () => done({ ...(await this.#list.all()), isKept: this.isKept }),
    addToFleet: async (devices) => done(await this.#list.add(devices)),
    changeInFleet: async (ids, change) => {
      await this.#list.change(ids, change);
      return done(null);
    },
    removeFromFleet: async (ids) => done(await this.#list.remove(ids)),
    putBackInFleet: async (devices) => {
      await this.#list.putBack(devices);
      return done(null);
    },
    watchFleet: (tell) => {
      tell(this.snapshot);
      return Promise.resolve(done(null));
    },
    askFleet: () => Promise.resolve(done(null)),
    leaveFleet: () => Promise.resolve(done(null)),
  };
}

const UNHEARD: Omit<FleetNews, 'id'> = {
  ...{ standing: 'unknown', percent: null, sentBytes: null, startedBy: null, from: null },
  ...{
    detail: null,
    heardAtMs: null,
    arch: null,
    app: null,
    version: null,
    buildId: null,
    address: null,
  },
};

const done = <T>(value: T): Outcome<T> => ({ ok: true, value });
const CLOSED = {
  ok: false,
  failure: toFailure(new OtaError('storage/failed', { detail: 'closed' })),
} as const;
