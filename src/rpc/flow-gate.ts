import type { Clock } from '../contracts/clock.ts';
import { throwIfAborted } from './deadline.ts';

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
