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
import { throwIfAborted } from './deadline.ts';
import { createFlowGate, createHandshake, EOT } from './uart-handshake.ts';
import type { FlowControl, OutgoingFrame } from './channel.ts';
import { createLinePace } from './line-pace.ts';

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
