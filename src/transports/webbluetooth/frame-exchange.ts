/**
 * Frames out and in over one connection, one thing at a time:
 *
 *   ┌─ a reply is announced ──▶ read it ─────────────┐
 *   ├─ a request waits ───────▶ write it ────────────┤
 *   └─ a reply is due ────────▶ wait for word of it ─┘   or, where no word comes, ask for it
 *
 * What moves it on are the operations themselves and the notifications. A timer only ends a silence: where
 * a notification was lost, or none is ever delivered, the device is asked (gatt.md#response).
 */
import type { Clock } from '../../contracts/clock.ts';
import { OtaError } from '../../contracts/failure.ts';
import { bluetoothLossOf } from './bluetooth-failures.ts';
import { readFrame } from './frame-transfer.ts';
import type { FrameWriter, HowToWrite } from './frame-transfer.ts';
import { spoken } from './gatt-session.ts';
import type { GattSession } from './gatt-session.ts';
import type { MtuLearner } from './gatt-lengths.ts';

export interface FrameExchangeOptions {
  readonly session: GattSession;
  readonly clock: Clock;
  readonly writer: FrameWriter;
  readonly mtu: MtuLearner;
  /** Frames in the order in which they were read; the next is read when this has settled. Owned by the listener. */
  readonly onFrame: (frame: Uint8Array) => void | Promise<void>;
}

export interface FrameExchange {
  /** Settles when the device has all of it, or has refused its length. Throws link/lost. Borrowed until then. */
  send(frame: Uint8Array, how?: HowToWrite): Promise<'sent' | 'refused'>;
  /** Settles when the connection is of no use any more. Never rejects. */
  readonly ended: Promise<OtaError>;
  /** How replies are found out: by word of the device, or by asking. */
  readonly replies: 'notified' | 'polled';
}

/** Of silence before the first question; each further one waits twice as long. */
const SILENCE_MS = 250;
const LONGEST_SILENCE_MS = 2_000;
/** Replies that were there without a word. */
const LOST_BEFORE_POLLING = 2;
/** Where nothing is notified, questions follow each other at once for so many times, then with pauses. */
const QUICK_QUESTIONS = 25;
const QUESTION_PAUSE_MS = 50;
/** What nobody has answered by then, nobody will. */
const REPLY_MS = 120_000;

interface Outgoing {
  readonly frame: Uint8Array;
  readonly how: HowToWrite | undefined;
  readonly settle: (how: 'sent' | 'refused') => void;
  readonly fail: (error: OtaError) => void;
}

export function createFrameExchange(options: FrameExchangeOptions): FrameExchange {
  return new Exchange(options);
}

class Exchange implements FrameExchange {
  readonly ended: Promise<OtaError>;
  readonly #options: FrameExchangeOptions;
  readonly #outgoing: Outgoing[] = [];
  /** Length of the reply that is known to wait; 0 = none known. */
  #announced = 0;
  /** Something was said while a reply was read: of it, or of the next one. */
  #hinted = false;
  #isReading = false;
  #isAsking = false;
  /** Replies that were asked for and have not come. */
  #due = 0;
  #dueSince = 0;
  #questions = 0;
  #lostWords = 0;
  #polls: boolean;
  #end: OtaError | null = null;
  #settleEnd: (error: OtaError) => void = () => undefined;
  #wake: () => void = () => undefined;

  constructor(options: FrameExchangeOptions) {
    this.#options = options;
    this.#polls = !options.session.isSubscribed;
    this.ended = new Promise((resolve) => (this.#settleEnd = resolve));
    options.session.onLength((length) => this.#heard(length));
    void options.session.ended.then((why) => this.#finish(bluetoothLossOf(why)));
    void this.#run();
  }

  get replies(): 'notified' | 'polled' {
    return this.#polls ? 'polled' : 'notified';
  }

  send(frame: Uint8Array, how?: HowToWrite): Promise<'sent' | 'refused'> {
    return new Promise((settle, fail) => {
      if (this.#end !== null) {
        fail(this.#end);
        return;
      }
      this.#outgoing.push({ frame, how, settle, fail });
      this.#wake();
    });
  }

  /** A notification, or the echo of a question of our own: while that is on its way, they look the same. */
  #heard(length: number): void {
    if (length === 0) return;
    if (this.#isReading || this.#isAsking) {
      this.#hinted = true;
      return;
    }
    this.#announced = length;
    this.#lostWords = 0;
    this.#wake();
  }

  async #run(): Promise<void> {
    try {
      while (this.#end === null) await this.#step();
    } catch (reason) {
      const error =
        reason instanceof OtaError
          ? OtaError.from(reason)
          : bluetoothLossOf(spoken(reason), reason);
      this.#options.session.disconnect(spoken(reason));
      this.#finish(error);
    }
  }

  async #step(): Promise<void> {
    if (this.#announced > 0) return this.#read();
    if (this.#hinted) return this.#ask();
    const next = this.#outgoing.shift();
    if (next !== undefined) return this.#write(next);
    if (this.#due === 0) {
      await this.#untilWoken(null);
      return;
    }
    if (this.#options.clock.now() - this.#dueSince > REPLY_MS) {
      this.#due = 0;
      return;
    }
    return this.#polls ? this.#poll() : this.#listen();
  }

  async #read(): Promise<void> {
    const length = this.#announced;
    this.#announced = 0;
    this.#isReading = true;
    const frame = await readFrame(this.#options, length).finally(() => (this.#isReading = false));
    this.#due = Math.max(0, this.#due - 1);
    this.#questions = 0;
    if (frame !== null) await this.#options.onFrame(frame);
  }

  async #write(next: Outgoing): Promise<void> {
    try {
      const how = await this.#options.writer.write(next.frame, next.how);
      if (how === 'sent') {
        this.#due += 1;
        this.#dueSince = this.#options.clock.now();
        this.#questions = 0;
      }
      next.settle(how);
    } catch (reason) {
      const error =
        reason instanceof OtaError
          ? OtaError.from(reason)
          : bluetoothLossOf(spoken(reason), reason);
      next.fail(error);
      throw error;
    }
  }

  /** Asks at once: each question takes as long as the radio needs. */
  async #poll(): Promise<void> {
    if (this.#questions >= QUICK_QUESTIONS) await this.#untilWoken(QUESTION_PAUSE_MS);
    if (this.#outgoing.length === 0) await this.#ask();
  }

  async #listen(): Promise<void> {
    const silence = SILENCE_MS * 2 ** this.#questions;
    const woken = await this.#untilWoken(Math.min(silence, LONGEST_SILENCE_MS));
    if (woken) return;
    await this.#ask();
    if (this.#announced === 0) return;
    this.#lostWords += 1;
    this.#polls = this.#lostWords >= LOST_BEFORE_POLLING;
  }

  async #ask(): Promise<void> {
    this.#questions += 1;
    this.#hinted = false;
    this.#isAsking = true;
    const { session } = this.#options;
    try {
      this.#announced = await session.readLength();
      if (this.#announced > 0) this.#hinted = false; // what was heard was the echo
    } catch (reason) {
      if (!session.isConnected || this.#questions > QUICK_QUESTIONS) throw reason;
    } finally {
      this.#isAsking = false;
    }
  }

  /** True: there is something to do. False: the time is over. */
  async #untilWoken(ms: number | null): Promise<boolean> {
    if (this.#announced > 0 || this.#outgoing.length > 0 || this.#end !== null) return true;
    const woken = new Promise<true>((resolve) => {
      this.#wake = () => resolve(true);
    });
    if (ms === null) return woken;
    const stop = new AbortController();
    const over = this.#options.clock.sleep(ms, stop.signal).then(
      () => false,
      () => true, // woken first
    );
    try {
      return await Promise.race([woken, over]);
    } finally {
      stop.abort();
    }
  }

  #finish(error: OtaError): void {
    if (this.#end !== null) return;
    this.#end = error;
    for (const { fail } of this.#outgoing.splice(0)) fail(error);
    this.#settleEnd(error);
    this.#wake();
  }
}
