/**
 * The fleet while somebody looks at it: brokers are listened to, devices are asked where a person asks, and those under way until
 * they have ended. A chunk of its own.
 */
import type { Clock } from '../../contracts/clock.ts';
import { isDeviceId } from '../../contracts/broker-devices.ts';
import { OtaError } from '../../contracts/failure.ts';
import { MOST_LISTED } from '../../contracts/fleet-device.ts';
import type { FleetSnapshot, HeardFacts, ListedDevice } from '../../contracts/fleet-device.ts';
import { brokerAddressOf } from '../../contracts/network-place.ts';
import { isAtBroker, NETWORK_SCHEMES } from '../../contracts/transport.ts';
import type { Credentials } from '../../contracts/sign-in.ts';
import { DeviceProgress } from './device-progress.ts';
import { FleetBroker } from './fleet-broker.ts';
import type { Asked } from './fleet-broker.ts';
import type { FleetSign } from './fleet-signs.ts';

/** Devices that are asked at the same time: a broker and a network have other clients, too. */
const MOST_ASKED = 16;
/** Between two pictures. */
const TELL_EVERY_MS = 300;
/** Between two questions to a device under way. */
const FOLLOW_EVERY_MS = 3_000;
/** Between two questions to all that are to be asked again and again. */
const ASK_AGAIN_MS = 10_000;
/** Between two notes of what was learned. */
const NOTE_EVERY_MS = 500;
/** Between two looks at the roll-outs that brokers keep. */
const LOOK_EVERY_MS = 1_000;
/** That a device is still there is worth a note so often. */
const SEEN_EVERY_MS = 60_000;
/** Brokers of one fleet that are listened to at the same time. */
const MOST_BROKERS = 8;

export interface FleetWatchDeps {
  readonly clock: Clock;
  /** Milliseconds since 1970. */
  readonly wall: () => number;
  readonly tell: (latest: FleetSnapshot) => void;
  readonly atBroker: (address: string) => Promise<Credentials | null>;
  /** Over a link of its own. Never rejects. */
  readonly askAt: (address: string, signal: AbortSignal) => Promise<Asked>;
  readonly note: (heard: readonly HeardFacts[]) => Promise<unknown>;
}

export class FleetWatch {
  readonly #deps: FleetWatchDeps;
  readonly #over = new AbortController();
  readonly #devices = new Map<string, DeviceProgress>();
  readonly #brokers = new Map<string, FleetBroker>();
  readonly #waiting = new Set<string>();
  readonly #asked = new Set<string>();
  readonly #changed = new Set<string>();
  readonly #unnoted = new Set<string>();
  readonly #notedAt = new Map<string, number>();
  #again: readonly string[] = [];
  #isTelling = false;
  #toldRollOuts = '[]';

  constructor(deps: FleetWatchDeps) {
    this.#deps = deps;
  }

  begin(): void {
    this.#each(FOLLOW_EVERY_MS, () => this.#follow());
    this.#each(ASK_AGAIN_MS, () => this.ask(this.#again));
    this.#each(NOTE_EVERY_MS, () => this.#note());
    this.#each(LOOK_EVERY_MS, () => this.#lookAtRollOuts());
  }

  /** Devices and brokers of the fleet; those that are known already stay as they are. */
  know(devices: readonly ListedDevice[], brokers: readonly string[]): void {
    const places = devices.flatMap(({ address }) => {
      const scheme = schemeOf(address);
      return address !== null && scheme !== null && isAtBroker(address)
        ? [brokerAddressOf(address)]
        : [];
    });
    for (const address of new Set([...brokers, ...places])) this.#listen(address);
    for (const { id, address, version } of devices) {
      const known = this.#devices.get(id);
      if (known !== undefined && (address === null || known.news.address === address)) continue;
      const heard = address !== null && isAtBroker(address);
      this.#devices.set(id, new DeviceProgress({ id, address, version }, heard));
    }
    this.#tellSoon();
  }

  /** Each once at a time. Nothing is asked of those that this page cannot reach. */
  ask(ids: readonly string[]): void {
    for (const id of ids) {
      const device = this.#devices.get(id);
      if (device === undefined || schemeOf(device.news.address) === null) continue;
      if (this.#asked.has(id) || this.#waiting.has(id)) continue;
      this.#waiting.add(id);
      device.asked();
      this.#mark(id);
    }
    this.#askNext();
  }

  /** In place of those before. */
  keepAsking(ids: readonly string[]): void {
    this.#again = ids;
    this.ask(ids);
  }

  end(): void {
    this.#over.abort(new OtaError('cancelled', { by: 'user' }));
    for (const broker of this.#brokers.values()) broker.leave();
    this.#note();
  }

  #listen(address: string): void {
    if (this.#brokers.has(address) || this.#brokers.size >= MOST_BROKERS) return;
    const { clock, atBroker } = this.#deps;
    const broker = new FleetBroker(address, {
      ...{ clock, signal: this.#over.signal, who: () => atBroker(address) },
      heard: (id, sign) => this.#heard(id, sign, address),
      changed: () => this.#tellSoon(),
    });
    this.#brokers.set(address, broker);
    void broker.stay();
  }

  #heard(id: string, sign: FleetSign, broker: string): void {
    const isThere = sign.kind === 'there' || sign.kind === 'reported';
    let device = this.#devices.get(id);
    if (device === undefined) {
      // Who is only spoken to may not be there at all.
      if (!isThere || !isDeviceId(id) || this.#devices.size >= MOST_LISTED) return;
      const address = `${broker}${encodeURIComponent(id)}`;
      device = new DeviceProgress({ id, address, version: null }, true);
      this.#devices.set(id, device);
    }
    device.hear(sign, this.#deps.wall());
    this.#mark(id);
  }

  #askNext(): void {
    while (this.#asked.size < MOST_ASKED && !this.#over.signal.aborted) {
      const [id] = this.#waiting;
      if (id === undefined) return;
      this.#waiting.delete(id);
      this.#asked.add(id);
      void this.#askOne(id);
    }
  }

  async #askOne(id: string): Promise<void> {
    const device = this.#devices.get(id);
    const address = device?.news.address ?? null;
    const answer = address === null ? 'silent' : await this.#answerOf(id, address);
    this.#asked.delete(id);
    if (this.#over.signal.aborted) return;
    const atMs = this.#deps.wall();
    if (answer === 'denied') device?.denied(atMs);
    else if (answer === 'silent' || answer.info.id !== id) device?.silent();
    else device?.answered(answer, atMs);
    this.#mark(id);
    this.#askNext();
  }

  #answerOf(id: string, address: string): Promise<Asked> {
    if (!isAtBroker(address)) return this.#deps.askAt(address, this.#over.signal);
    const broker = this.#brokers.get(brokerAddressOf(address));
    return broker?.ask(id) ?? Promise.resolve('silent');
  }

  #follow(): void {
    const moving = [...this.#devices].filter(([, { isMoving }]) => isMoving);
    this.ask(moving.map(([id]) => id));
  }

  /** Whoever leads one may fall silent, so they are looked at also where nothing is heard. */
  #lookAtRollOuts(): void {
    const rollOuts = [...this.#brokers.values()].flatMap((broker) => broker.rollOuts);
    if (JSON.stringify(rollOuts) !== this.#toldRollOuts) this.#tellSoon();
  }

  #mark(id: string): void {
    this.#changed.add(id);
    this.#unnoted.add(id);
    this.#tellSoon();
  }

  /** At most every TELL_EVERY_MS, and never the last one not. */
  #tellSoon(): void {
    if (this.#isTelling || this.#over.signal.aborted) return;
    this.#isTelling = true;
    this.#deps.clock.sleep(TELL_EVERY_MS, this.#over.signal).then(
      () => {
        this.#isTelling = false;
        const news = [...this.#changed].flatMap((id) => this.#devices.get(id)?.news ?? []);
        this.#changed.clear();
        const brokers = [...this.#brokers.values()];
        const rollOuts = brokers.flatMap((broker) => broker.rollOuts);
        this.#toldRollOuts = JSON.stringify(rollOuts);
        this.#deps.tell({ brokers: brokers.map(({ state }) => state), rollOuts, news });
      },
      () => undefined, // nobody looks any more
    );
  }

  #note(): void {
    const facts = [...this.#unnoted].flatMap((id) => this.#factsOf(id) ?? []);
    this.#unnoted.clear();
    if (facts.length > 0) void this.#deps.note(facts);
  }

  /** null: nothing that is worth a note. */
  #factsOf(id: string): HeardFacts | null {
    const news = this.#devices.get(id)?.news;
    if (news === undefined || news.heardAtMs === null) return null;
    const { address, arch, app, version, buildId, heardAtMs: lastSeenMs } = news;
    const isNew = arch !== null && !this.#notedAt.has(`${id} ${version} ${buildId}`);
    const notedAt = this.#notedAt.get(id) ?? 0;
    if (!isNew && lastSeenMs - notedAt < SEEN_EVERY_MS) return null;
    this.#notedAt.set(id, lastSeenMs);
    if (arch !== null) this.#notedAt.set(`${id} ${version} ${buildId}`, lastSeenMs);
    const said = arch === null ? {} : { arch, app, version, buildId };
    return { id, lastSeenMs, ...said, ...(address !== null && { address, link: address }) };
  }

  #each(ms: number, work: () => void): void {
    const turn = (): void => {
      this.#deps.clock.sleep(ms, this.#over.signal).then(
        () => {
          work();
          turn();
        },
        () => undefined, // it is over
      );
    };
    turn();
  }
}

/** null: this page opens no link there. */
const schemeOf = (address: string | null): string | null =>
  NETWORK_SCHEMES.find((scheme) => address?.startsWith(`${scheme}//`) === true) ?? null;
