/**
 * Learns what a link carries, before anything that counts is sent over it: a question whose answer brings back what
 * was asked (`tag`, rpc-frames.md#fields). A size counts as proved when all of it came back unchanged: some stacks say
 * that they took a long write and damage it (gatt.md#in-the-field).
 *
 *   20 bytes ─▶ reply cut at MTU - 2 ─▶ MTU - 3 in one write ─▶ proved
 *            └▶ reply in one read ────▶ 244 ─▶ a longer reply ─▶ MTU - 3 ─▶ proved
 */
import type { Clock } from '../../contracts/clock.ts';
import type { BluetoothSizes } from '../../contracts/bluetooth.ts';
import { LEAST_WRITE, LONGEST_WRITE, writeBytesAt, createWriteSize } from './gatt-lengths.ts';
import type { FrameExchange } from './frame-exchange.ts';
import type { FrameInbox } from './frame-transfer.ts';
import type { MtuLearner, WriteSize } from './gatt-lengths.ts';

export interface LearnOptions {
  readonly exchange: FrameExchange;
  readonly clock: Clock;
  readonly size: WriteSize;
  readonly mtu: MtuLearner;
  /** Is given every frame of the device, whatever it is. */
  readonly inbox: FrameInbox;
  /** What a link to such a device was able to do before; proved before it is used. */
  readonly known: Pick<BluetoothSizes, 'writeBytes'> | null;
  /** This size is about to be tried: a connection that breaks now breaks by it. */
  readonly onTry: (bytes: number) => void;
}

/** A first question in small writes: its reply is longer than the reads of most links. */
const SHORT_BYTES = 250;
/** Its reply is longer than the longest read there is. */
const LONG_BYTES = 560;
/** What nearly every radio carries in one packet; known to be faster than more on some (gatt.md#in-the-field). */
const USUAL_WRITE = 244;
/** Below what did not work. */
const SMALLER_WRITES = [USUAL_WRITE, 182, 120, 60];
const ANSWER_MS = 4_000;
/** A write that hangs is not waited for as long as the protocol allows. */
const TRIAL_WRITE_MS = 6_000;
/** By so much a larger size may seem slower and still be taken: one measurement is not exact. */
const TOLERANCE = 1.25;

/** Throws link/lost. A device that does not answer is left at 20 bytes, which every link carries. */
export async function learnSizes(options: LearnOptions): Promise<void> {
  const { size, mtu, known } = options;
  const prober = new Prober(options);
  if (known !== null && known.writeBytes > LEAST_WRITE && size.isHopeful(known.writeBytes))
    await prober.prove(known.writeBytes, LONG_BYTES);
  if (size.bytes === LEAST_WRITE && mtu.mtu === null)
    if (!(await prober.prove(LEAST_WRITE, SHORT_BYTES))) return;
  for (let next = nextSize(options); next !== null; next = nextSize(options))
    if (!(await prober.prove(next, LONG_BYTES))) size.giveUp(next);
}

/** The largest size that may work and is not proved; null = there is none. */
function nextSize({ size, mtu }: LearnOptions): number | null {
  if (mtu.mtu !== null) size.limit(writeBytesAt(mtu.mtu));
  const most =
    mtu.mtu === null
      ? Math.min(USUAL_WRITE, writeBytesAt(mtu.atLeast))
      : Math.min(LONGEST_WRITE, writeBytesAt(mtu.mtu));
  const sizes = [most, ...SMALLER_WRITES.filter((bytes) => bytes < most)];
  const best = sizes.find((bytes) => size.isHopeful(bytes));
  return best !== undefined && best > size.bytes ? best : null;
}

/** Above what a client's own calls are numbered with. */
const FIRST_ID = 9_007_000_001;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

class Prober {
  readonly #options: LearnOptions;
  #lastId = FIRST_ID;
  /** Milliseconds to write a question of LONG_BYTES at the size that is in use; null = not measured. */
  #bestMs: number | null = null;

  constructor(options: LearnOptions) {
    this.#options = options;
  }

  /** Proves `bytes` with a question of `length` bytes. False: it did not come back whole, or is slower than what there is. */
  async prove(bytes: number, length: number): Promise<boolean> {
    const { clock, exchange, size, onTry } = this.#options;
    const trial = createWriteSize();
    trial.prove(bytes);
    this.#lastId += 1;
    const id = this.#lastId;
    const tag = fillerFor(id, length - questionText(id, '').length);
    const frame = new TextEncoder().encode(questionText(id, tag));
    onTry(bytes);
    const startedAt = clock.now();
    const how = await exchange.send(frame, { size: trial, limitMs: TRIAL_WRITE_MS });
    const tookMs = clock.now() - startedAt;
    if (how !== 'sent' || !(await this.#comesBack(id, tag)) || trial.bytes < bytes) return false;
    if (length === LONG_BYTES) {
      if (this.#bestMs !== null && tookMs > this.#bestMs * TOLERANCE) return false;
      this.#bestMs = tookMs;
    }
    size.prove(bytes);
    return true;
  }

  async #comesBack(id: number, tag: string): Promise<boolean> {
    const { clock, exchange, inbox } = this.#options;
    const stop = new AbortController();
    const late = clock.sleep(ANSWER_MS, stop.signal).then(
      () => null,
      () => null, // answered first
    );
    const lost = exchange.ended.then((error) => Promise.reject(error));
    lost.catch(() => undefined); // told where it is waited for
    try {
      for (;;) {
        const next = inbox.next(stop.signal);
        next.catch(() => undefined); // nobody waits any more
        const frame = await Promise.race([next, late, lost]);
        if (frame === null) return false;
        const reply = parseReply(frame);
        if (reply?.id !== id) continue; // something the device says by itself
        // A firmware that does not echo tags has read the question all the same, to its closing brace.
        return reply.tag === undefined || reply.tag === tag;
      }
    } finally {
      stop.abort();
    }
  }
}

const questionText = (id: number, tag: string): string =>
  `{"id":${id},"method":"RPC.Ping","tag":"${tag}"}`;

/** Letters that need no escaping, no two neighbouring pieces alike. */
const fillerFor = (id: number, length: number): string =>
  Array.from({ length }, (_, at) => LETTERS[(id + at * 7 + (at >> 5)) % LETTERS.length]).join('');

function parseReply(frame: Uint8Array): { readonly id?: unknown; readonly tag?: unknown } | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(frame));
    return typeof value === 'object' ? value : null;
  } catch {
    return null; // damaged: not the answer
  }
}
