import { OtaError } from '../../contracts/failure.ts';
import type { BluetoothSettings } from '../../contracts/bluetooth-settings.ts';
import type { Failure, Outcome } from '../../contracts/failure.ts';
import type { Link } from '../../contracts/link.ts';
import type { LogSink } from '../../contracts/log.ts';
import { bootSafetyOf } from '../../ota-core/boot/boot-safety.ts';
import type { RpcClient } from '../../rpc/client.ts';
import { untilAborted } from '../../rpc/deadline.ts';
import { openClient } from '../../rpc/open-client.ts';
import { askDevice, listFiles, listMethods } from '../../update/ask-device.ts';
import { DEFAULT_TIMEOUTS } from '../../update/deps.ts';
import { isSameDevice } from '../../update/judge-return.ts';
import type { SysInfo } from '../../rpc/methods.ts';
import type { DeviceIdentity, DeviceReport } from '../api.ts';
import { realClock } from '../../contracts/real-clock.ts';
import { valueOf } from '../wire/calls.ts';
import { unpackLink } from '../wire/links.ts';
import { bluetoothStays } from './bluetooth-stays.ts';
import type { DeviceBook } from './device-book.ts';
import { Hearing } from './hearing.ts';
import type { LinkSource, PackedLink } from '../wire/links.ts';

/** Ports of one computer that are tried for a device, none of them twice; a bench has some ten. */
const MOST_PLACES = 16;

/** The way to the chosen device: links come from whoever owns the port, one at a time. */
export class DeviceAccess {
  #source: LinkSource | null = null;
  #died = new Promise<Failure>(() => undefined);
  #lastId = 0;
  #isPractice = false;
  #asked: DeviceIdentity | null = null;
  /** The source of the last link may have another place to look: serial ports. */
  #hasPlaces = false;
  /** What Bluetooth links to such devices have learned before. */
  #known: Promise<readonly BluetoothSettings[]> = Promise.resolve([]);
  /** The device that said last that it will switch its Bluetooth off, by the label of its link. */
  #leaving: string | null = null;
  /** Is told all that passes on every link to it, an update's included. */
  readonly log: LogSink;

  /** null = nothing is written down. */
  readonly #book: DeviceBook | null;

  constructor(log: LogSink = () => undefined, book: DeviceBook | null = null) {
    this.log = log;
    this.#book = book;
  }

  /** `died` settles when the thread that owns the links is gone. `ofWindow`: they lead out of this page. */
  use(source: LinkSource, died: Promise<Failure>, { ofWindow = false } = {}): void {
    this.#source = source;
    this.#died = died;
    this.#known = (ofWindow ? this.#book?.knownBluetooth() : undefined) ?? Promise.resolve([]);
  }

  /** The last link led into this page. */
  get isPractice(): boolean {
    return this.#isPractice;
  }

  /** Ids of calls: never twice in this thread. */
  readonly nextId = (): number => {
    this.#lastId += 1;
    return this.#lastId;
  };

  /** The device that answered a question last: what a person decides is about this one. */
  get asked(): DeviceIdentity | null {
    return this.#asked;
  }

  /** Who was met on the last link: a source with several places to look goes by it. */
  answered({ id }: SysInfo, who: 'the-device' | 'another'): void {
    void this.#source?.answered?.({ name: id, isExpected: who === 'the-device' });
  }

  /** A fresh link. Throws link/refused or cancelled. */
  async connect({ signal }: { readonly signal: AbortSignal }): Promise<Link> {
    if (this.#source === null)
      throw new OtaError('link/refused', { address: 'device', detail: 'no device is chosen' });
    const bluetooth = await this.#known;
    const packed = this.#opened(await untilAborted(this.#source.openLink({ bluetooth }), signal));
    this.#isPractice = packed.kind === 'loopback';
    if (packed.bluetooth !== null) void this.#book?.noteBluetooth(packed.label, packed.bluetooth);
    return unpackLink(packed, this.#died);
  }

  /** A device that was going to switch its radio off has done so, if it is not found any more. */
  #opened(outcome: Outcome<PackedLink>): PackedLink {
    if (outcome.ok || outcome.failure.code !== 'link/out-of-reach') return valueOf(outcome);
    const { address } = outcome.failure.facts;
    if (address !== this.#leaving) return valueOf(outcome);
    throw new OtaError('link/switched-off', { address }, { cause: outcome.failure });
  }

  /**
   * Who it is, what it runs and what it can do, over a link of its own. `expected`: only this device is
   * taken, on whatever of its places it answers; throws device/other-device where another one does.
   */
  async ask(signal: AbortSignal, expected: DeviceIdentity | null = null): Promise<DeviceReport> {
    let other: OtaError | null = null;
    for (let places = 1; places <= MOST_PLACES; places += 1) {
      try {
        return await this.#askOnce(signal, expected);
      } catch (reason) {
        const error = OtaError.from(reason);
        const isOther = error.code === 'device/other-device';
        if (isOther && this.#hasPlaces) other = error;
        else throw error.code === 'link/refused' ? (other ?? error) : error;
      }
    }
    throw other ?? new OtaError('link/refused', { address: 'device', detail: 'not found' });
  }

  #askOnce(signal: AbortSignal, expected: DeviceIdentity | null): Promise<DeviceReport> {
    return this.withClient(signal, async (client, link) => {
      const view = await askDevice(client, { signal });
      this.#hasPlaces = link.kind === 'serial';
      const isExpected = expected === null || isSameDevice(expected, view.info);
      this.answered(view.info, isExpected ? 'the-device' : 'another');
      if (!isExpected)
        throw new OtaError('device/other-device', { expected: expected.id, found: view.info.id });
      this.#asked = { mac: view.info.mac, id: view.info.id };
      const methods = await listMethods(client, { signal });
      if (link.kind === 'bluetooth')
        this.#leaving = (await bluetoothStays(client, { methods, signal })) ? null : link.label;
      const asked = { signal, timeoutMs: DEFAULT_TIMEOUTS.files };
      const files = await listFiles(client, methods, asked);
      // The practice device has a name of its own, and is not written down.
      const known = link.kind === 'loopback' ? null : await this.#book?.note(link, view.info);
      const { info, boot } = view;
      const safety = bootSafetyOf({ arch: info.arch, scheme: boot?.scheme });
      return { ...view, safety, methods, files, ...known };
    });
  }

  /** As withClient, for a call that changes the device: throws device/other-device where it is not the one asked last. */
  withAsked<T>(signal: AbortSignal, work: (client: RpcClient) => Promise<T>): Promise<T> {
    return this.withClient(signal, async (client) => {
      const expected = this.#asked;
      const info = await client.call('Sys.GetInfo', null, { signal });
      if (expected === null || isSameDevice(expected, info)) return work(client);
      this.answered(info, 'another');
      throw new OtaError('device/other-device', { expected: expected.id, found: info.id });
    });
  }

  /** Opens a link for a few calls and closes it whatever happens. */
  async withClient<T>(
    signal: AbortSignal,
    work: (client: RpcClient, link: Link) => Promise<T>,
  ): Promise<T> {
    const link = await this.connect({ signal });
    const hearing = new Hearing();
    const { client } = openClient(link, {
      clock: realClock,
      nextId: this.nextId,
      timeoutMs: DEFAULT_TIMEOUTS.call,
      log: (record) => {
        hearing.hear(record);
        this.log(record);
      },
    });
    try {
      return await work(client, link);
    } catch (reason) {
      // On a cable everybody can be at the other end, or nobody.
      const { code } = OtaError.from(reason);
      throw link.kind === 'serial' && code === 'rpc/timeout'
        ? hearing.failureOn(link, reason)
        : reason;
    } finally {
      await client.close();
    }
  }
}
