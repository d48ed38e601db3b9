import type { Clock } from '../contracts/clock.ts';
import { OtaError } from '../contracts/failure.ts';
import type { OutgoingFrame } from './channel.ts';
import { throwIfAborted } from './deadline.ts';

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
export function createHandshake(clock: Clock): Handshake {
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
