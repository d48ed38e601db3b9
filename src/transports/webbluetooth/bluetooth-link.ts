/**
 * A Bluetooth device as a Link of frames. Opening it connects, waits until the service answers, and learns what the
 * link carries (echo-probe.ts); only then is it handed out. Every size it has learned stays with the device while the
 * page lives, and the next link proves it again.
 */
import type { BluetoothSizes } from '../../contracts/bluetooth.ts';
import type { Clock } from '../../contracts/clock.ts';
import {
  closeQuietly,
  createLinkStats,
  BLUETOOTH,
  createLinkEnd,
  DEVICE_GONE,
} from '../../contracts/link.ts';
import type { Link, LinkEnd } from '../../contracts/link.ts';
import type { LinkOpener, OpenOptions } from '../../contracts/transport.ts';
import type { BluetoothDeviceLike } from './bluetooth-devices.ts';
import { bluetoothLossOf } from './bluetooth-failures.ts';
import { learnSizes } from './echo-probe.ts';
import { createFrameExchange } from './frame-exchange.ts';
import type { FrameExchange } from './frame-exchange.ts';
import { FrameInbox, createFrameWriter } from './frame-transfer.ts';
import type { FrameWriter } from './frame-transfer.ts';
import { createMtuLearner, createWriteSize } from './gatt-lengths.ts';
import type { MtuLearner, WriteSize } from './gatt-lengths.ts';
import { openGattSession, throwIfStopped } from './gatt-session.ts';
import type { GattSession } from './gatt-session.ts';
import { NO_ANSWER } from './operation-queue.ts';

/** A Link that also tells what it has learned, and when its device may be connected to again. */
export interface BluetoothLink extends Link {
  readonly sizes: BluetoothSizes;
  /** Settles when the connection is gone. Never rejects. */
  readonly released: Promise<void>;
}

/** `rpc.gatts.max_frame_size` of a stock device (rpc-methods.md#settings), and what smaller ones are set to. */
const FRAME_LENGTHS = [4096, 3072, 2048, 1024] as const;
const LEAST_FRAME = 512;
/** Frames that wait for the reader before the device is not read any more. */
const HELD_FRAMES = 2;

interface OpenLinkOptions {
  readonly clock: Clock;
  readonly size: WriteSize;
  readonly label: string;
}

/** A connection on its way to being a link: `learn` first, then `link`. */
class OpenLink {
  /** The size that was tried last. */
  tried = 0;
  readonly #session: GattSession;
  readonly #options: OpenLinkOptions;
  readonly #mtu: MtuLearner = createMtuLearner();
  readonly #writer: FrameWriter;
  readonly #exchange: FrameExchange;
  readonly #stats = createLinkStats();
  #frameBytes: number = LEAST_FRAME;
  #take: (frame: Uint8Array) => void | Promise<void> = () => undefined;
  #reading: ReadableStreamDefaultController<Uint8Array> | null = null;
  #writing: WritableStreamDefaultController | null = null;
  #wanted: () => void = () => undefined;
  #end: LinkEnd | null = null;
  readonly #ending = createLinkEnd();
  #settleReleased: () => void = () => undefined;

  constructor(session: GattSession, options: OpenLinkOptions) {
    const { clock, size } = options;
    this.#session = session;
    this.#options = options;
    this.#writer = createFrameWriter({ session, clock, size });
    this.#exchange = createFrameExchange({
      session,
      clock,
      writer: this.#writer,
      mtu: this.#mtu,
      onFrame: (frame) => this.#take(frame),
    });
  }

  get sizes(): BluetoothSizes {
    return {
      mtu: this.#mtu.mtu,
      writeBytes: this.#options.size.bytes,
      frameBytes: this.#frameBytes,
      replies: this.#exchange.replies,
    };
  }

  async learn(known: BluetoothSizes | null): Promise<void> {
    this.#frameBytes = await this.#longestFrame();
    const inbox = new FrameInbox();
    this.#take = (frame) => inbox.push(frame);
    await learnSizes({
      exchange: this.#exchange,
      clock: this.#options.clock,
      size: this.#options.size,
      mtu: this.#mtu,
      inbox,
      known,
      onTry: (bytes) => (this.tried = bytes),
    });
  }

  /** Announcing a request sends nothing, and the next announcement takes it back. */
  async #longestFrame(): Promise<number> {
    for (const length of FRAME_LENGTHS) if (await this.#writer.accepts(length)) return length;
    return LEAST_FRAME;
  }

  link(): BluetoothLink {
    const released = new Promise<void>((resolve) => (this.#settleReleased = resolve));
    const readable = this.#readable();
    const writable = this.#writable();
    this.#take = (frame) => this.#deliver(frame);
    void this.#exchange.ended.then(({ facts }) =>
      this.#finish({ why: 'lost', detail: 'detail' in facts ? facts.detail : DEVICE_GONE }),
    );
    this.#stats.mtu = this.#mtu.mtu;
    return {
      ...BLUETOOTH,
      label: this.#options.label,
      framing: 'message',
      maxFrameBytes: this.#frameBytes,
      pieceBytes: this.#options.size.bytes,
      stats: this.#stats,
      sizes: this.sizes,
      readable,
      writable,
      ended: this.#ending.ended,
      released,
      close: () => this.#close(),
    };
  }

  #readable(): ReadableStream<Uint8Array> {
    return new ReadableStream<Uint8Array>(
      {
        start: (controller) => void (this.#reading = controller),
        pull: () => this.#wanted(),
        cancel: () => this.#close(),
      },
      { highWaterMark: HELD_FRAMES },
    );
  }

  async #deliver(frame: Uint8Array): Promise<void> {
    if (this.#end !== null) return;
    this.#stats.receivedBytes += frame.length;
    this.#stats.receivedChunks += 1;
    this.#stats.mtu = this.#mtu.mtu;
    this.#reading?.enqueue(frame);
    if ((this.#reading?.desiredSize ?? 1) > 0) return;
    await new Promise<void>((resolve) => (this.#wanted = resolve));
  }

  #writable(): WritableStream<Uint8Array> {
    return new WritableStream<Uint8Array>({
      start: (controller) => void (this.#writing = controller),
      write: async (chunk) => {
        // Refused: nothing of it arrived, as if it was lost on its way; whoever waits for a reply sends less.
        if ((await this.#exchange.send(chunk)) === 'refused') return;
        this.#stats.sentBytes += chunk.length;
        this.#stats.sentChunks += 1;
      },
      close: () => this.#close(),
      abort: () => this.#close(),
    });
  }

  async #close(): Promise<void> {
    this.#finish({ why: 'closed' });
    await this.#session.close();
    this.#settleReleased();
  }

  /** The first end counts. */
  #finish(end: LinkEnd): void {
    if (this.#end !== null) return;
    this.#end = end;
    const loss = bluetoothLossOf(end.why === 'lost' ? end.detail : 'closed');
    if (end.why === 'closed') closeQuietly(this.#reading);
    else this.#reading?.error(loss);
    this.#writing?.error(loss);
    this.#wanted();
    this.#ending.settle(end);
    if (end.why === 'lost') this.#settleReleased();
  }
}

export interface BluetoothLinkOptions extends OpenOptions {
  /** What a link to such a device was able to do before. */
  readonly known: BluetoothSizes | null;
}

/** Connections that a size may cost before the link is given up. */
const TRIES = 3;

/** One device, which the page may use: what its links have learned stays here. One link at a time. */
export class BluetoothPeripheral {
  readonly device: BluetoothDeviceLike;
  readonly #size = createWriteSize();
  #sizes: BluetoothSizes | null = null;

  constructor(device: BluetoothDeviceLike) {
    this.device = device;
  }

  get name(): string {
    return this.device.name ?? 'Bluetooth device';
  }

  /** Throws link/out-of-reach, link/rpc-off, link/stale-grant, link/held, link/lost, or what the signal says. */
  async open({ clock, signal, known }: BluetoothLinkOptions): Promise<BluetoothLink> {
    let suspect = 0;
    for (let tries = 1; ; tries += 1) {
      const address = this.name;
      const session = await openGattSession(this.device, { clock, signal, address });
      const stop = (): void => session.disconnect('cancelled');
      signal.addEventListener('abort', stop, { once: true });
      const attempt = new OpenLink(session, { clock, size: freshSize(this.#size), label: address });
      try {
        await attempt.learn(this.#sizes ?? known);
        throwIfStopped(signal);
        this.#sizes = attempt.sizes;
        return attempt.link();
      } catch (reason) {
        session.disconnect('not opened');
        throwIfStopped(signal);
        if (tries >= TRIES) throw reason;
        // A link may be lost by chance: a size is to blame when it hangs, or breaks the link twice.
        if (attempt.tried === suspect || isHang(reason)) this.#size.giveUp(attempt.tried);
        suspect = attempt.tried;
      } finally {
        signal.removeEventListener('abort', stop);
      }
    }
  }
}

/** The device that a person chose. */
export interface ChosenDevice extends Pick<BluetoothLinkOptions, 'known'> {
  readonly peripheral: BluetoothPeripheral;
}

/** Throws what BluetoothPeripheral.open throws. */
export const openChosenDevice: LinkOpener<ChosenDevice, BluetoothLink> = (
  { peripheral, known },
  options,
) => peripheral.open({ ...options, known });

const isHang = (reason: unknown): boolean =>
  reason instanceof Error && reason.message.includes(NO_ANSWER);

/** Proves everything again; what was given up stays given up. */
const freshSize = (kept: WriteSize): WriteSize => {
  const size = createWriteSize();
  return {
    get bytes() {
      return size.bytes;
    },
    prove: (bytes) => size.prove(bytes),
    giveUp(bytes) {
      size.giveUp(bytes);
      kept.giveUp(bytes);
    },
    isHopeful: (bytes) => size.isHopeful(bytes) && kept.isHopeful(bytes),
    limit: (bytes) => size.limit(bytes),
  };
};
