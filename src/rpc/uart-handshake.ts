import type { Clock } from '../contracts/clock.ts';
import { OtaError } from '../contracts/failure.ts';
import { throwIfAborted } from './deadline.ts';
import type { OutgoingFrame } from './channel.ts';

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
