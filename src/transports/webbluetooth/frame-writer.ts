/**
 * One request, written to its end (gatt.md#request): its length, then its bytes in writes with response. Rules:
 *
 * 1. Never the length 0.
 * 2. After any write that failed: the length again, then all of it. What was half sent is forgotten by that.
 * 3. The device answers within the last write: when that one fails, a reply that waits tells that all arrived.
 * 4. A size that fails twice is given up for a smaller one.
 * 5. After a refused length no bytes follow: the device may be without a buffer.
 */
import type { Clock } from '../../contracts/clock.ts';
import { bluetoothLossOf } from './bluetooth-failures.ts';
import { LEAST_WRITE } from './gatt-lengths.ts';
import { spoken } from './gatt-session.ts';
import type { GattSession } from './gatt-session.ts';
import { OPERATION_MS, QUICK_MS } from './operation-queue.ts';
import type { WriteSize } from './gatt-lengths.ts';

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
