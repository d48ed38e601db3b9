/**
 * One reply, read to its end (gatt.md#response). Rules:
 *
 * 1. Reading stops exactly at the length: one read more would take the head of the next reply.
 * 2. A read of nothing means "not yet".
 * 3. What is out of step is read again from its beginning: a read of rxCtl rewinds. Only after the last byte it cannot.
 * 4. A length that cannot be is not believed; the bytes are, if they are one JSON object (gatt.md#in-the-field).
 */
import type { Clock } from '../../contracts/clock.ts';
import { LONGEST_FRAME_BYTES } from '../../contracts/peer-limits.ts';
import { bluetoothLossOf } from './bluetooth-failures.ts';
import type { MtuLearner } from './gatt-lengths.ts';
import { spoken, throwIfStopped } from './gatt-session.ts';
import type { GattSession } from './gatt-session.ts';

export interface FrameReaderOptions {
  readonly session: GattSession;
  readonly clock: Clock;
  readonly mtu: MtuLearner;
}

/** From its beginning, the first time included. */
const TRIES = 4;
/** How long reads may bring nothing while bytes are due: a device was seen to take seconds (gatt.md#in-the-field). */
const NOT_YET_MS = 5_000;
/** A link that answers at once must not be asked without end. */
const MOST_EMPTY_READS = 200;

/** The reply, or null: it is gone, or it was nothing. Throws link/lost when the device cannot be read at all. */
export async function readFrame(
  options: FrameReaderOptions,
  announced: number,
): Promise<Uint8Array | null> {
  const { session } = options;
  let length = announced;
  for (let tries = 1; length > 0; tries += 1) {
    try {
      return length > LONGEST_FRAME_BYTES
        ? await readObject(options)
        : await readBytes(options, length);
    } catch (reason) {
      if (!session.isConnected) throw bluetoothLossOf(spoken(reason), reason);
      if (tries >= TRIES && reason instanceof OutOfStep) return null;
      if (tries >= TRIES) throw bluetoothLossOf(spoken(reason), reason);
      length = await lengthAgain(session);
    }
  }
  return null;
}

/** What was read cannot be this reply. */
class OutOfStep extends Error {}

async function lengthAgain(session: GattSession): Promise<number> {
  try {
    return await session.readLength();
  } catch {
    return await session.readLength().catch((reason: unknown) => {
      throw bluetoothLossOf(spoken(reason), reason);
    });
  }
}

async function readBytes(options: FrameReaderOptions, length: number): Promise<Uint8Array> {
  const frame = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const bytes = await nextBytes(options);
    const left = length - at;
    if (bytes.length > left) throw new OutOfStep(`${bytes.length} bytes where ${left} were due`);
    options.mtu.read(bytes.length, left);
    frame.set(bytes, at);
    at += bytes.length;
  }
  return frame;
}

/** Without a length: to the read that completes an object. */
async function readObject(options: FrameReaderOptions): Promise<Uint8Array> {
  let frame = new Uint8Array();
  while (frame.length < LONGEST_FRAME_BYTES) {
    const bytes = await nextBytes(options);
    const longer = new Uint8Array(frame.length + bytes.length);
    longer.set(frame);
    longer.set(bytes, frame.length);
    frame = longer;
    if (isObject(frame)) return frame;
  }
  throw new OutOfStep('no end');
}

const CLOSING_BRACE = 0x7d;

function isObject(bytes: Uint8Array): boolean {
  if (bytes.at(-1) !== CLOSING_BRACE) return false;
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false; // not yet
  }
}

/** At least one byte. */
async function nextBytes({ session, clock }: FrameReaderOptions): Promise<Uint8Array> {
  const startedAt = clock.now();
  for (let reads = 1; ; reads += 1) {
    const bytes = await session.readData();
    if (bytes.length > 0) return bytes;
    const late = clock.now() - startedAt >= NOT_YET_MS || reads >= MOST_EMPTY_READS;
    if (late) throw new OutOfStep('nothing came');
  }
}

/** Frames that arrived, until somebody asks for them. */
export class FrameInbox {
  readonly #frames: Uint8Array[] = [];
  #wake: () => void = () => undefined;

  push(frame: Uint8Array): void {
    this.#frames.push(frame);
    this.#wake();
  }

  /** Throws what the signal says. */
  async next(signal: AbortSignal): Promise<Uint8Array> {
    for (;;) {
      throwIfStopped(signal);
      const frame = this.#frames.shift();
      if (frame !== undefined) return frame;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }
}
