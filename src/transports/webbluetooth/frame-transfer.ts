/**
 * Frames in pieces, both ways; the rules of a request stand below. One reply, read to its end (gatt.md#response):
 *
 * 1. Reading stops exactly at the length: one read more would take the head of the next reply.
 * 2. A read of nothing means "not yet".
 * 3. What is out of step is read again from its beginning: a read of rxCtl rewinds. Only after the last byte it cannot.
 * 4. A length that cannot be is not believed; the bytes are, if they are one JSON object (gatt.md#in-the-field).
 */
import type { Clock } from '../../contracts/clock.ts';
import { LONGEST_FRAME_BYTES } from '../../contracts/peer-limits.ts';
import { bluetoothLossOf } from './bluetooth-failures.ts';
import { LEAST_WRITE } from './gatt-lengths.ts';
import type { MtuLearner, WriteSize } from './gatt-lengths.ts';
import { spoken, throwIfStopped } from './gatt-session.ts';
import type { GattSession } from './gatt-session.ts';
import { OPERATION_MS, QUICK_MS } from './operation-queue.ts';

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

/**
 * One request, written to its end (gatt.md#request): its length, then its bytes in writes with response. Rules:
 *
 * 1. Never the length 0.
 * 2. After any write that failed: the length again, then all of it. What was half sent is forgotten by that.
 * 3. The device answers within the last write: when that one fails, a reply that waits tells that all arrived.
 * 4. A size that fails twice is given up for a smaller one.
 * 5. After a refused length no bytes follow: the device may be without a buffer.
 */

export interface FrameWriterOptions {
  readonly session: GattSession;
  readonly clock: Clock;
  readonly size: WriteSize;
}

export interface HowToWrite {
  readonly size: WriteSize;
  /** For each write; the queue's own when left out. */
  readonly limitMs?: number;
}

export interface FrameWriter {
  /**
   * `refused`: the device takes no frame of this length, now; nothing of it arrived. The bytes are borrowed.
   * Throws link/lost when nothing can be written any more.
   */
  write(frame: Uint8Array, how?: HowToWrite): Promise<'sent' | 'refused'>;
  /** Whether the device takes a frame of this length; nothing is sent. */
  accepts(length: number): Promise<boolean>;
}

/** Of one size. */
const TRIES_EACH = 2;
/** A stack short of buffers needs a moment (gatt.md#in-the-field). Only after a failure. */
const PAUSES_MS = [0, 100, 400];

interface Problem {
  readonly failed: 'length' | 'bytes' | 'last-bytes';
  readonly reason: unknown;
}

export function createFrameWriter({ session, clock, ...own }: FrameWriterOptions): FrameWriter {
  /** The length that was accepted last. */
  let accepted = 0;
  let wasRefused = false;
  const never = new AbortController().signal;

  const announce = async (length: number): Promise<void> => {
    // QUIRK(rpc-gatts mgos_rpc_channel_gatts.c): a device that found no memory for a frame keeps the length of the
    // one before it and no buffer; the same length again would be taken for that buffer. Another one in between
    // makes it look for memory anew.
    if (wasRefused && length === accepted)
      await session.writeLength(length === 1 ? length + 1 : length - 1);
    wasRefused = true;
    await session.writeLength(length);
    wasRefused = false;
    accepted = length;
  };

  /** null: all of it arrived. */
  const once = async (
    frame: Uint8Array,
    { size, limitMs }: HowToWrite,
  ): Promise<Problem | null> => {
    let failed: Problem['failed'] = 'length';
    try {
      await announce(frame.length);
      const bytes = size.bytes;
      for (let at = 0; at < frame.length; at += bytes) {
        failed = at + bytes >= frame.length ? 'last-bytes' : 'bytes';
        // The device does what it is asked before it answers the last write, and that may take its time.
        const ownMs = failed === 'bytes' ? QUICK_MS : OPERATION_MS;
        await session.writeData(frame.subarray(at, at + bytes), limitMs ?? ownMs);
      }
      return null;
    } catch (reason) {
      if (!session.isConnected) throw bluetoothLossOf(spoken(reason), reason);
      return { failed, reason };
    }
  };

  return {
    async accepts(length) {
      try {
        await announce(length);
        return true;
      } catch (reason) {
        if (!session.isConnected) throw bluetoothLossOf(spoken(reason), reason);
        return false;
      }
    },
    async write(frame, how = own) {
      const { size } = how;
      if (frame.length === 0) return 'refused';
      for (let [tries, refusals] = [1, 0]; ; tries += 1) {
        const used = size.bytes;
        const problem = await once(frame, how);
        if (problem === null) return 'sent';
        const { failed, reason } = problem;
        if (failed === 'last-bytes' && (await replyWaits(session))) return 'sent';
        if (failed === 'length') refusals += 1;
        if (refusals >= PAUSES_MS.length) return refuse(session, reason);
        if (failed !== 'length' && tries >= TRIES_EACH) {
          if (used <= LEAST_WRITE && tries > TRIES_EACH)
            throw bluetoothLossOf(spoken(reason), reason);
          size.giveUp(used);
          if (size.bytes < used) tries = 0;
        }
        const pause = PAUSES_MS[Math.max(tries - 1, refusals)] ?? 0;
        if (pause > 0) await clock.sleep(pause, never);
      }
    },
  };
}

async function replyWaits(session: GattSession): Promise<boolean> {
  try {
    return (await session.readLength()) > 0;
  } catch {
    return false; // the next write tells
  }
}

/** A length that is refused while the device can be read is too long for it; else nothing goes any more. */
async function refuse(session: GattSession, reason: unknown): Promise<'refused'> {
  try {
    await session.readLength();
    return 'refused';
  } catch {
    throw bluetoothLossOf(spoken(reason), reason);
  }
}
