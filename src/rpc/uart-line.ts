/**
 * The client's half of a serial line (uart.md#handshake to #losses-and-restarts), below the frames. Rules it
 * keeps, in this order:
 *
 * 1. One frame after the other; a frame that has begun is finished, so that no half of it stays behind.
 * 2. A handshake before the first frame, after a byte above 0x7f between frames (a boot ROM at another
 *    speed: the device restarted), and after a request that got no reply.
 * 3. Pieces small enough that an XOFF is obeyed in time; XOFF holds for 2 s at most.
 * 4. Two requests in a row without a reply: as slowly as the official client, until eight were answered.
 */
import type { Clock } from '../contracts/clock.ts';
import { OtaError } from '../contracts/failure.ts';
import type { FlowControl, OutgoingFrame } from './channel.ts';
import { throwIfAborted } from './deadline.ts';

export interface UartLineOptions {
  readonly clock: Clock;
  readonly baudRate: number | null;
}

const LOST_BEFORE_SLOW = 2;
const HEARD_BEFORE_FAST = 8;

export function createUartLine({ clock, baudRate }: UartLineOptions): FlowControl {
  const gate = createFlowGate(clock);
  const pace = createLinePace({ clock, baudRate });
  const handshake = createHandshake(clock);
  let inStep = false;
  let unanswered = false;
  let lostInARow = 0;
  let heardInARow = 0;
  let turn: Promise<unknown> = Promise.resolve();

  const countLoss = (): void => {
    inStep = false;
    lostInARow += 1;
    heardInARow = 0;
    pace.slow ||= lostInARow >= LOST_BEFORE_SLOW;
  };
  const sendNow = async (frame: OutgoingFrame): Promise<void> => {
    throwIfAborted(frame.signal);
    if (unanswered) countLoss();
    unanswered = false;
    if (!inStep) {
      gate.reset();
      await handshake.run(frame);
      inStep = true;
    }
    throwIfAborted(frame.signal);
    unanswered = true;
    for (let at = 0; at < frame.bytes.length;) {
      const length = pace.pieceBytes(frame.bytes.length - at);
      await pace.take(length);
      await gate.open(frame.signal);
      await frame.write(frame.bytes.slice(at, at + length)); // a chunk belongs to the link
      at += length;
    }
  };
  return {
    received: (chunk) => gate.see(chunk),
    heard() {
      unanswered = false;
      lostInARow = 0;
      heardInARow += 1;
      if (heardInARow >= HEARD_BEFORE_FAST) pace.slow = false;
    },
    claims(bytes) {
      if (bytes.length === 1 && bytes[0] === EOT) {
        handshake.answered();
        return true;
      }
      if (bytes.some((byte) => byte > 0x7f)) inStep = false;
      return false;
    },
    send(frame) {
      const mine = turn.then(() => sendNow(frame));
      turn = mine.catch(() => undefined); // told to whoever sent it; the next frame has its own turn
      return mine;
    },
  };
}

/** End of transmission: switches an interactive console off; its echo proves that RPC listens (uart.md#handshake). */
export const EOT = 0x04;

/** As a line. A device that was asked so answers without quotes from then on, which saves six bytes a reply. */
const ASK_BY_LINE = Uint8Array.of(0x0a, EOT, 0x0a);
/** In the old delimiter, then line feeds for a device that sits in the middle of a line. */
const ASK_BY_QUOTES = Uint8Array.of(0x22, 0x22, 0x22, EOT, 0x22, 0x22, 0x22, 0x0a, 0x0a);
/** Between two questions; a device that is starting needs some of them. */
const ANSWER_MS = 200;
const MOST_ASKS = 25;
/** The device may still be sending the line feeds behind its answer: what comes meanwhile gets stuck (uart.md#handshake). */
const SETTLE_MS = 10;

export interface Handshake {
  /** An answer arrived. */
  answered(): void;
  /** Asks until answered. Throws rpc/timeout in the name of the frame that has to wait for it. */
  run(frame: OutgoingFrame): Promise<void>;
}

/**
 * No request may be on the wire before the answer: the reply to one that arrives together with the
 * question is never sent (uart.md#handshake, "stuck-reply trap").
 */
function createHandshake(clock: Clock): Handshake {
  let answers = 0;
  let wake = new AbortController();

  /** Until this many answers came, or the time of one question is over. */
  const wait = async (count: number): Promise<boolean> => {
    const end = clock.now() + ANSWER_MS;
    while (answers < count && clock.now() < end)
      // Rejects when an answer comes.
      await clock.sleep(end - clock.now(), wake.signal).catch(() => undefined);
    return answers >= count;
  };
  return {
    answered() {
      answers += 1;
      wake.abort();
      wake = new AbortController();
    },
    async run({ write, signal, name }) {
      answers = 0;
      for (let asked = 1; asked <= MOST_ASKS; asked += 1) {
        throwIfAborted(signal);
        const ask = asked % 2 === 1 ? ASK_BY_LINE : ASK_BY_QUOTES;
        await write(ask.slice()); // a chunk belongs to the link
        if (!(await wait(1))) continue;
        // A device that was busy answers every question: a request must not meet one of them.
        await wait(asked);
        await clock.sleep(SETTLE_MS, signal);
        return;
      }
      throw new OtaError('rpc/timeout', { method: name, timeoutMs: MOST_ASKS * ANSWER_MS });
    },
  };
}

/** Flow control (uart.md#flow-control): may stand anywhere, cannot occur in JSON. */
export const XON = 0x11;
export const XOFF = 0x13;

/** A device forgets an XOFF after 2 s (CORE mgos_uart.c), and so do we: its XON may have been lost. */
const XOFF_LASTS_MS = 2000;

/** Whether the other side wants to hear more. */
export interface FlowGate {
  /** Takes note of XON and XOFF; borrows the bytes. */
  see(bytes: Uint8Array): void;
  /** Forgets an XOFF. */
  reset(): void;
  /** Returns at once while the other side listens, else as soon as it does again; throws what the signal says while it waits. */
  open(signal: AbortSignal): Promise<void>;
}

export function createFlowGate(clock: Clock): FlowGate {
  let closed: { readonly until: number; readonly wake: AbortController } | null = null;
  const reset = (): void => {
    closed?.wake.abort();
    closed = null;
  };
  return {
    see(bytes) {
      for (const byte of bytes) {
        if (byte === XON) reset();
        // A second XOFF does not start the time anew: a storm of them must not stop the line for good.
        else if (byte === XOFF)
          closed ??= { until: clock.now() + XOFF_LASTS_MS, wake: new AbortController() };
      }
    },
    reset,
    async open(signal) {
      while (closed !== null) {
        const { until, wake } = closed;
        const stop = AbortSignal.any([signal, wake.signal]);
        // Rejects when the line is open again, or nobody wants to speak any more.
        await clock.sleep(Math.max(0, until - clock.now()), stop).catch(() => undefined);
        throwIfAborted(signal);
        if (clock.now() >= until) closed = null;
      }
    },
  };
}

/** Bits of one byte on a line with 8N1. */
export const BITS_PER_BYTE = 10;

/** What may wait unsent below us, in time of the line: more, and an XOFF comes too late (timing.md#device-limits). */
const UNSENT_MS = 6;
/** Two pieces fit: while one leaves, the next is written, and a timer that is late costs nothing. */
const PIECE_MS = UNSENT_MS / 2;

/** How the official client speaks to a device that loses frames (uart.md#official-client). */
const SLOW_PIECE_BYTES = 16;
const SLOW_PAUSE_MS = 5;

export interface LinePaceOptions {
  readonly clock: Clock;
  /** null: unknown, then nothing is held back. */
  readonly baudRate: number | null;
}

/** A token bucket as wide as 6 ms of the line. */
export interface LinePace {
  /** 16 bytes every 5 ms, whatever the line could carry. */
  slow: boolean;
  /** How many of `left` bytes to write next. */
  pieceBytes(left: number): number;
  /** Waits until a piece of so many bytes may be written, and counts it as written. */
  take(bytes: number): Promise<void>;
}

function createLinePace({ clock, baudRate }: LinePaceOptions): LinePace {
  const msPerByte = baudRate === null ? 0 : (BITS_PER_BYTE * 1000) / baudRate;
  const never = new AbortController().signal;
  /** When the line will have sent all that was written. */
  let idleAt = -Infinity;
  const pace: LinePace = {
    slow: false,
    pieceBytes(left) {
      if (pace.slow) return Math.min(left, SLOW_PIECE_BYTES);
      return msPerByte === 0 ? left : Math.min(left, Math.max(1, Math.floor(PIECE_MS / msPerByte)));
    },
    async take(bytes) {
      const lineMs = bytes * msPerByte;
      const costMs = pace.slow ? Math.max(lineMs, SLOW_PAUSE_MS) : lineMs;
      const unsentMs = Math.max(0, idleAt - clock.now()) + costMs;
      if (unsentMs > UNSENT_MS) await clock.sleep(unsentMs - UNSENT_MS, never);
      idleAt = Math.max(idleAt, clock.now()) + costMs;
    },
  };
  return pace;
}
