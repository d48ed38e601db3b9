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
import type { DeviceReport } from '../api.ts';
import { realClock } from '../../contracts/real-clock.ts';
import { valueOf } from '../wire/calls.ts';
import { unpackLink } from '../wire/links.ts';
import { bluetoothStays } from './bluetooth-stays.ts';
import type { DeviceBook } from './device-book.ts';
import { Hearing } from './hearing.ts';
import type { LinkSource, PackedLink } from '../wire/links.ts';

/** The way to the chosen device: links come from whoever owns the port, one at a time. */
export class DeviceAccess {
  #source: LinkSource | null = null;
  #died = new Promise<Failure>(() => undefined);
  #lastId = 0;
  #isPractice = false;
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

  /** Who it is, what it runs and what it can do, over a link of its own. */
  ask(signal: AbortSignal): Promise<DeviceReport> {
    return this.withClient(signal, async (client, link) => {
      const view = await askDevice(client, { signal });
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
