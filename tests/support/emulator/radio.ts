/**
 * The Bluetooth side of an emulated device: its advertising, its GATT server, and each session of a central
 * as a link that is served like any other wire. A restart or a cut of power takes the session with it.
 */
import { OtaError } from '../../../src/contracts/failure.ts';
import { createLinkStats, BLUETOOTH } from '../../../src/contracts/link.ts';
import type { Link, LinkEnd } from '../../../src/contracts/link.ts';
import type { EmulatorHost } from '../../../src/emulator/create-emulator.ts';
import { createGattService } from './gatt-service.ts';
import type { GattService, GattServiceOptions } from './gatt-service.ts';

/** What stock devices send out: flags and a name, never the service (gatt.md#discovery). */
export interface Advertisement {
  readonly name: string;
  readonly serviceUuids: readonly string[];
}

export interface RadioOptions extends Pick<
  GattServiceOptions,
  'mtu' | 'maxFrameBytes' | 'onNotify'
> {
  readonly host: Pick<EmulatorHost, 'attach' | 'isUp' | 'crash'>;
  /** `bt.dev_name`, else the device's id. */
  readonly name: string;
  /** The device let the central go: it restarted, crashed or lost its power. */
  readonly onDropped: () => void;
}

/** As GattService, but that a device which is down cannot be reached, and that a frame keeps it busy. */
export interface Radio extends Omit<GattService, 'connect' | 'sendFrame'> {
  /** Null while nobody can connect: the device is down, or a central has it. */
  advertisement(): Advertisement | null;
  /** False where nothing advertises. */
  connect(): boolean;
  /**
   * Settles when the device is done with the last request. It is processed inside its last write, and until
   * then no operation is answered, that write's own included (gatt.md#request).
   */
  whenIdle(): Promise<void>;
}

export function createRadio(options: RadioOptions): Radio {
  const { host, name, onNotify, onDropped } = options;
  const sizes = {
    ...(options.mtu === undefined ? {} : { mtu: options.mtu }),
    ...(options.maxFrameBytes === undefined ? {} : { maxFrameBytes: options.maxFrameBytes }),
  };
  const service = createGattService({
    ...sizes,
    onNotify,
    onFrame: (frame) => session?.receive(frame),
    onCrash: (why) => host.crash(why),
  });
  let isConnected = false;
  let session: Session | null = null;

  const hangUp = (end: LinkEnd): void => {
    isConnected = false;
    service.disconnect();
    const over = session;
    session = null;
    over?.finish(end);
  };
  const advertisement = (): Advertisement | null =>
    host.isUp && !isConnected ? { name, serviceUuids: [] } : null;
  return {
    get mtu() {
      return service.mtu;
    },
    advertisement,
    connect() {
      if (advertisement() === null) return false;
      isConnected = true;
      service.connect();
      return true;
    },
    exchangeMtu(peerMtu) {
      const mtu = service.exchangeMtu(peerMtu);
      if (!isConnected) return mtu;
      session = openSession({
        label: name,
        mtu,
        send: (frame) => service.sendFrame(frame),
        close() {
          hangUp({ why: 'closed' });
          onDropped();
        },
      });
      host.attach(session.link, { channel: 'GATTS' });
      return mtu;
    },
    read: (characteristic) => service.read(characteristic),
    write: (characteristic, bytes) => service.write(characteristic, bytes),
    subscribe: (mode) => service.subscribe(mode),
    disconnect: () => hangUp({ why: 'lost', detail: 'the central is gone' }),
    whenIdle: () => session?.whenIdle() ?? Promise.resolve(),
  };
}

interface Session {
  readonly link: Link;
  receive(frame: Uint8Array): void;
  whenIdle(): Promise<void>;
  finish(end: LinkEnd): void;
}

interface SessionOptions {
  readonly label: string;
  readonly mtu: number;
  readonly send: (frame: Uint8Array) => void;
  /** The device closes it. */
  readonly close: () => void;
}

/** The device's end of a session. Whoever serves it asks for the next frame when the last one is done. */
function openSession({ label, mtu, send, close }: SessionOptions): Session {
  const stats = { ...createLinkStats(), mtu };
  let reading: ReadableStreamDefaultController<Uint8Array> | null = null;
  let end: LinkEnd | null = null;
  let isBusy = false;
  let idle: () => void = () => undefined;
  let idling: Promise<void> = Promise.resolve();
  let settle: (end: LinkEnd) => void = () => undefined;
  const ended = new Promise<LinkEnd>((resolve) => {
    settle = resolve;
  });
  const free = (): void => {
    isBusy = false;
    idle();
  };
  const readable = new ReadableStream<Uint8Array>(
    {
      start: (controller) => void (reading = controller),
      pull: free,
    },
    { highWaterMark: 0 }, // `pull` is then a reader who waits
  );
  const writable = new WritableStream<Uint8Array>({
    write(frame) {
      if (end !== null) throw lossOf('no central');
      stats.sentBytes += frame.length;
      stats.sentChunks += 1;
      send(frame);
    },
  });
  const link: Link = {
    ...BLUETOOTH,
    label,
    framing: 'message',
    maxFrameBytes: Number.MAX_SAFE_INTEGER,
    stats,
    readable,
    writable,
    ended,
    close() {
      if (end === null) close();
      return Promise.resolve();
    },
  };
  return {
    link,
    receive(frame) {
      stats.receivedBytes += frame.length;
      stats.receivedChunks += 1;
      if (!isBusy) idling = new Promise((resolve) => (idle = resolve));
      isBusy = true;
      reading?.enqueue(frame);
    },
    whenIdle: () => idling,
    finish(how) {
      if (end !== null) return;
      end = how;
      free();
      settle(how);
      reading?.error(lossOf('the session is over'));
    },
  };
}

const lossOf = (detail: string): OtaError =>
  new OtaError('link/lost', { kind: 'bluetooth', detail });
