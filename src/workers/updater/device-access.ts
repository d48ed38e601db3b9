import type { BluetoothSettings } from '../../contracts/bluetooth.ts';
import { realClock } from '../../contracts/clock.ts';
import { OtaError } from '../../contracts/failure.ts';
import type { Failure, Outcome } from '../../contracts/failure.ts';
import type { LogSink, LogRecord } from '../../contracts/link-log.ts';
import type { Link } from '../../contracts/link.ts';
import { bootSafetyOf } from '../../ota-core/platforms/facts.ts';
import { linkLossOf } from '../../contracts/link.ts';
import { openClient } from '../../rpc/client.ts';
import type { RpcClient } from '../../rpc/client.ts';
import { untilAborted } from '../../rpc/deadline.ts';
import type { SignIn } from '../../rpc/sign-in.ts';
import type { ConfigNode, SysInfo } from '../../rpc/methods.ts';
import {
  askDevice,
  askSignatureSettings,
  listFiles,
  listMethods,
} from '../../update/ask-device.ts';
import { DEFAULT_TIMEOUTS } from '../../update/deps.ts';
import type { LinkFacts } from '../../update/expected-time.ts';
import { isSameDevice, otherDevice } from '../../update/judge-return.ts';
import type { DeviceKey, DeviceReport } from '../api.ts';
import { valueOf } from '../comlink/calls.ts';
import { unpackLink } from '../comlink/links.ts';
import type { LinkSource, PackedLink } from '../comlink/links.ts';
import type { KnownDevices } from './known-devices.ts';
import { QuietLog } from './link-log.ts';
import type { HeldLink } from './presence.ts';

/** Ports of one computer that are tried for a device, none of them twice; a bench has some ten. */
const MOST_PLACES = 16;

/** Opens a link in this thread. Throws link/refused, or what the signal says. */
export type OpenHere = (options: { readonly signal: AbortSignal }) => Promise<Link>;

interface OpenLink extends HeldLink {
  readonly client: RpcClient;
  readonly link: Link;
  readonly silence: SilenceDiagnosis;
}

/** The way to the chosen device: links come from whoever owns the port, one at a time. */
export class DeviceAccess {
  #source: LinkSource | null = null;
  /** In place of a source. */
  #openHere: OpenHere | null = null;
  #died = new Promise<Failure>(() => undefined);
  #lastId = 0;
  #isPractice = false;
  #lastLink: LinkFacts | null = null;
  #asked: DeviceKey | null = null;
  /** The source of the last link may have another place to look: serial ports. */
  #hasPlaces = false;
  /** What Bluetooth links to such devices have learned before. */
  #known: Promise<readonly BluetoothSettings[]> = Promise.resolve([]);
  /** The device that said last that it will switch its Bluetooth off, by the label of its link. */
  #leaving: string | null = null;
  /** Open between two questions; null = none is. */
  #held: OpenLink | null = null;
  /** A link that a device outside of this page answered on stays open, for whoever watches it. */
  keepsLinks = false;
  /** What the opening of the last link took. */
  connectMs = 0;
  /** Is told all that passes on every link to it, an update's included. */
  readonly log: LogSink;

  /** null = nothing is written down. */
  readonly #devices: KnownDevices | null;
  /** Who calls at the place that is chosen, on each link that opens from now on. */
  signIn: () => SignIn | undefined = () => undefined;
  /** What is said to it or its broker and to nobody else. */
  secrets: () => readonly string[] = () => [];

  constructor(log: LogSink = () => undefined, known: KnownDevices | null = null) {
    this.log = log;
    this.#devices = known;
  }

  /** `died` settles when the thread that owns the links is gone. `ofWindow`: they lead out of this page. */
  use(source: LinkSource, died: Promise<Failure>, { ofWindow = false } = {}): void {
    void this.letGo();
    this.#source = source;
    this.#openHere = null;
    this.#died = died;
    this.#known = (ofWindow ? this.#devices?.knownBluetooth() : undefined) ?? Promise.resolve([]);
  }

  /** Links are opened in this thread from now on: those of the network. */
  useOpener(open: OpenHere): void {
    void this.letGo();
    this.#openHere = open;
  }

  /** The last link led into this page. */
  get isPractice(): boolean {
    return this.#isPractice;
  }

  /** What the last link was able to do; null = none was open yet. */
  get lastLink(): LinkFacts | null {
    return this.#lastLink;
  }

  /** Ids of calls: never twice in this thread. */
  readonly nextId = (): number => {
    this.#lastId += 1;
    return this.#lastId;
  };

  /** The device that answered a question last: what a person decides is about this one. */
  get asked(): DeviceKey | null {
    return this.#asked;
  }

  /** Who was met on the last link: a source with several places to look goes by it. */
  answered({ id }: SysInfo, who: 'the-device' | 'another'): void {
    if (this.#openHere === null)
      void this.#source?.answered?.({ name: id, isExpected: who === 'the-device' });
  }

  /** A fresh link, the only one. Throws link/refused or cancelled. */
  async connect({ signal }: { readonly signal: AbortSignal }): Promise<Link> {
    await this.letGo();
    const askedAt = realClock.now();
    const link = await (this.#openHere?.({ signal }) ?? this.#fromSource(signal));
    this.connectMs = realClock.now() - askedAt;
    this.#isPractice = link.traits.isEmulated;
    const { kind, traits, framing, maxFrameBytes, baudRate, pieceBytes } = link;
    this.#lastLink = {
      ...{ kind, traits, framing, maxFrameBytes },
      ...(baudRate !== undefined && { baudRate }),
      ...(pieceBytes !== undefined && { pieceBytes }),
    };
    return link;
  }

  async #fromSource(signal: AbortSignal): Promise<Link> {
    if (this.#source === null)
      throw new OtaError('link/refused', { address: 'device', detail: 'no device is chosen' });
    const bluetooth = await this.#known;
    const packed = this.#opened(await untilAborted(this.#source.openLink({ bluetooth }), signal));
    if (packed.bluetooth !== null)
      void this.#devices?.noteBluetooth(packed.label, packed.bluetooth);
    return unpackLink(packed, this.#died);
  }

  /** A device that was going to switch its radio off has done so, if it is not found any more. */
  #opened(outcome: Outcome<PackedLink>): PackedLink {
    if (outcome.ok || outcome.failure.code !== 'link/out-of-reach') return valueOf(outcome);
    const { address } = outcome.failure.facts;
    if (address !== this.#leaving) return valueOf(outcome);
    throw new OtaError('link/switched-off', { address }, { cause: outcome.failure });
  }

  /** Where another device answers, its own may be at another place. */
  get hasPlaces(): boolean {
    return this.#hasPlaces;
  }

  get held(): HeldLink | null {
    return this.#held;
  }

  /** Opens a link and keeps it. */
  async hold(signal: AbortSignal): Promise<HeldLink> {
    const open = await this.#open(signal);
    this.#keep(open);
    return open;
  }

  /** Closes the link that is kept. */
  async letGo(): Promise<void> {
    const held = this.#held;
    this.#held = null;
    await held?.client.close();
  }

  /**
   * Who it is, what it runs and what it can do, over the link that is kept, else over one of its own. `expected`: only this device is
   * taken, on whatever of its places it answers; throws device/other-device where another one does.
   */
  async ask(signal: AbortSignal, expected: DeviceKey | null = null): Promise<DeviceReport> {
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

  async #askOnce(signal: AbortSignal, expected: DeviceKey | null): Promise<DeviceReport> {
    const before = this.#held;
    const open = before ?? (await this.#open(signal));
    let stays = before !== null;
    try {
      const report = await this.#report(open, signal, expected);
      stays = this.keepsLinks && !open.link.traits.isEmulated;
      if (stays) this.#keep(open);
      return report;
    } catch (reason) {
      // A newer question goes on with the link that this one was asked over.
      stays &&= OtaError.from(reason).code === 'cancelled';
      throw failureOn(open, reason);
    } finally {
      if (!stays) await this.#close(open);
    }
  }

  /**
   * As withClient, for what is about this device, with what it has just said of itself: throws device/other-device where it is
   * not the one asked last.
   */
  withAsked<T>(
    signal: AbortSignal,
    work: (client: RpcClient, info: SysInfo, link: Link) => Promise<T>,
  ): Promise<T> {
    return this.withClient(signal, async (client, link) => {
      const expected = this.#asked;
      const info = await client.call('Sys.GetInfo', null, { signal });
      if (expected === null || isSameDevice(expected, info)) return work(client, info, link);
      this.answered(info, 'another');
      throw otherDevice(expected, info, link.kind);
    });
  }

  /** For a few calls: over the link that is kept, else over one that is closed whatever happens. */
  async withClient<T>(
    signal: AbortSignal,
    work: (client: RpcClient, link: Link) => Promise<T>,
  ): Promise<T> {
    const open = this.#held ?? (await this.#open(signal));
    try {
      return await work(open.client, open.link);
    } catch (reason) {
      throw failureOn(open, reason);
    } finally {
      if (this.#held !== open) await open.client.close();
    }
  }

  async #report(
    { client, link }: OpenLink,
    signal: AbortSignal,
    expected: DeviceKey | null,
  ): Promise<DeviceReport> {
    const view = await askDevice(client, { signal });
    this.#hasPlaces = link.traits.leadsAnywhere;
    const isExpected = expected === null || isSameDevice(expected, view.info);
    this.answered(view.info, isExpected ? 'the-device' : 'another');
    if (!isExpected) throw otherDevice(expected, view.info, link.kind);
    this.#asked = { mac: view.info.mac, id: view.info.id };
    const methods = await listMethods(client, { signal });
    if (link.traits.mayBeSwitchedOff)
      this.#leaving = (await bluetoothStays(client, { methods, signal })) ? null : link.label;
    const asked = { signal, timeoutMs: DEFAULT_TIMEOUTS.files };
    const files = await listFiles(client, methods, asked);
    const signatures = await askSignatureSettings(client, methods, asked);
    // The practice device has a name of its own, and is not written down.
    const known = link.traits.isEmulated ? null : await this.#devices?.note(link, view.info);
    const { info, boot } = view;
    const safety = bootSafetyOf({ arch: info.arch, scheme: boot?.scheme });
    return { ...view, safety, methods, files, signatures, place: link.label, ...known };
  }

  async #open(signal: AbortSignal): Promise<OpenLink> {
    const link = await this.connect({ signal });
    const silence = new SilenceDiagnosis();
    const log = new QuietLog(this.log);
    const { client } = openClient(link, {
      clock: realClock,
      nextId: this.nextId,
      timeoutMs: DEFAULT_TIMEOUTS.call,
      signIn: this.signIn(),
      log: (record) => {
        silence.hear(record);
        log.record(record);
      },
    });
    const onId = (id: number): void => log.hush(id);
    return {
      client,
      link,
      silence,
      ended: link.ended.then((end) => linkLossOf(link, end)),
      isThere: (options) => client.call('Sys.GetInfo', null, { ...options, onId }),
      status: (options) => client.call('OTA.Status', null, { ...options, onId }),
    };
  }

  #keep(open: OpenLink): void {
    if (this.#held === open) return;
    this.#held = open;
    void open.ended.then(() => {
      if (this.#held === open) this.#held = null;
    });
  }

  async #close(open: OpenLink): Promise<void> {
    if (this.#held === open) this.#held = null;
    await open.client.close();
  }
}

/** On a cable everybody can be at the other end, or nobody. */
function failureOn({ link, silence }: OpenLink, reason: unknown): unknown {
  const { code } = OtaError.from(reason);
  return link.traits.leadsAnywhere && code === 'rpc/timeout'
    ? silence.failureOn(link, reason)
    : reason;
}

/** Of what came back, so much has to be text before it is taken for a device's log. */
const MOSTLY = 0.5;

/** Listens to what comes instead of an answer, to tell a deaf device from a wrong speed and from nobody. */
class SilenceDiagnosis {
  #textBytes = 0;

  hear(record: LogRecord): void {
    if (record.event === 'noise' && isText(record.bytes)) this.#textBytes += record.bytes.length;
  }

  /** Nobody answered on this link. */
  failureOn({ label, stats }: Link, cause: unknown): OtaError {
    const bytes = stats.receivedBytes;
    const isLog = this.#textBytes > bytes * MOSTLY;
    const heard = bytes === 0 ? 'nothing' : isLog ? 'log' : 'noise';
    return new OtaError('link/no-answer', { address: label, heard, bytes }, { cause });
  }
}

/** Printable, or white space. */
const isText = (bytes: Uint8Array): boolean =>
  bytes.every((byte) => (byte >= 0x20 && byte < 0x7f) || byte === 0x09 || byte === 0x0d);

/**
 * A stock device switches its Bluetooth off once it is on Wi-Fi, unless it was told to keep it (`bt.keep_enabled`,
 * gatt.md#discovery). False: this one will. A device that does not tell is taken to stay.
 */
export async function bluetoothStays(
  client: Pick<RpcClient, 'call'>,
  { methods, signal }: { readonly methods: readonly string[] | null; readonly signal: AbortSignal },
): Promise<boolean> {
  if (methods?.includes('Config.Get') !== true) return true;
  const setting = (key: string): Promise<ConfigNode> =>
    client.call('Config.Get', { key }, { signal }).catch(() => null); // not there, or not for us: unknown
  if ((await setting('bt.keep_enabled')) !== false) return true;
  return (await setting('wifi.sta.enable')) !== true;
}
