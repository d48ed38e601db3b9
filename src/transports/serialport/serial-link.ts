import { autoDetect } from '@serialport/bindings-cpp';
import { abortError, OtaError, wordsOf } from '../../contracts/failure.ts';
import {
  SERIAL,
  createLinkStats,
  STREAM_FRAME_BYTES,
  createLinkEnd,
} from '../../contracts/link.ts';
import type { Link, LinkEnd } from '../../contracts/link.ts';
import type { LinkOpener } from '../../contracts/transport.ts';
import { invariant } from '../../ota-core/primitives/invariant.ts';
import type { SerialPlace } from '../node-addresses.ts';

const READ_BYTES = 4096;

/**
 * A serial port of this machine, 8N1. Both control lines are let go: on the usual boards any other setting
 * resets the device or keeps it in reset (uart.md#control-lines). Throws link/refused, or what the signal says.
 */
export const openNodeSerialLink: LinkOpener<SerialPlace> = async (
  { path, baudRate },
  { signal },
) => {
  const isStopped = (): boolean => signal.aborted;
  if (isStopped()) throw abortError(signal);
  const port = await open(path, baudRate);
  // A pseudo-terminal has no control lines, and a restart of the device is no reason to fail here.
  await port.set({ dtr: false, rts: false }).catch(() => undefined);
  await port.flush().catch(() => undefined); // what was said before is nobody's
  if (!isStopped()) return linkOf(port, path, baudRate);
  await port.close();
  throw abortError(signal);
};

async function open(path: string, baudRate: number): Promise<NativePort> {
  try {
    // `hupcl` false: closing the port does not move the control lines either.
    return await openNativePort({ path, baudRate, hupcl: false });
  } catch (cause) {
    const detail = wordsOf(cause);
    throw new OtaError('link/refused', { address: `serial://${path}`, detail }, { cause });
  }
}

function linkOf(port: NativePort, path: string, baudRate: number): Link {
  const stats = createLinkStats();
  let over: LinkEnd | null = null;
  const { ended, settle } = createLinkEnd();
  const finish = async (end: LinkEnd): Promise<void> => {
    if (over !== null) return;
    over = end;
    settle(end);
    await port.close().catch(() => undefined); // a device that was unplugged is closed already
  };
  const lose = async (reason: unknown): Promise<OtaError> => {
    const detail = wordsOf(reason);
    await finish({ why: 'lost', detail });
    return new OtaError('link/lost', { kind: 'serial', detail }, { cause: reason });
  };
  const close = (): Promise<void> => finish({ why: 'closed' });
  return {
    ...SERIAL,
    label: path,
    framing: 'stream',
    maxFrameBytes: STREAM_FRAME_BYTES,
    baudRate,
    stats,
    readable: new ReadableStream<Uint8Array>({
      async pull(controller) {
        try {
          const into = Buffer.alloc(READ_BYTES);
          const { bytesRead } = await port.read(into, 0, READ_BYTES);
          stats.receivedBytes += bytesRead;
          stats.receivedChunks += 1;
          controller.enqueue(new Uint8Array(into.buffer, into.byteOffset, bytesRead));
        } catch (reason) {
          if (over?.why === 'closed') controller.close();
          else controller.error(await lose(reason));
        }
      },
      cancel: close,
    }),
    writable: new WritableStream<Uint8Array>({
      async write(chunk) {
        if (over !== null) throw new OtaError('link/lost', { kind: 'serial', detail: over.why });
        try {
          await port.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
        } catch (reason) {
          throw await lose(reason);
        }
        stats.sentBytes += chunk.length;
        stats.sentChunks += 1;
      },
      close,
      abort: close,
    }),
    ended,
    close,
  };
}

/** An open port of this machine: what of the library's is used. */
interface NativePort {
  /** At least one byte; rejects when the port is closed or gone. */
  read(into: Uint8Array, offset: number, length: number): Promise<{ readonly bytesRead: number }>;
  /** Settles when the operating system took all of it. */
  write(bytes: Uint8Array): Promise<void>;
  set(lines: { readonly dtr: boolean; readonly rts: boolean }): Promise<void>;
  /** Drops what was received and not read, and what was written and not sent. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

export interface NativePortOptions {
  readonly path: string;
  readonly baudRate: number;
  /** False: closing the port leaves the control lines alone. */
  readonly hupcl: boolean;
}

/** Opens a port by the library of this platform. Throws plain errors in the library's words. */
export async function openNativePort(options: NativePortOptions): Promise<NativePort> {
  const binding: unknown = autoDetect();
  return parseBinding(binding).open(options);
}

interface NativeBinding {
  open(options: NativePortOptions): Promise<NativePort>;
}

/** The library's declarations lean on a package whose own cannot be resolved: its shape is checked here. */
function parseBinding(value: unknown): NativeBinding {
  const has = typeof value === 'object' && value !== null && 'open' in value;
  invariant(has && typeof value.open === 'function', 'the serial library opens ports');
  return value as NativeBinding;
}
