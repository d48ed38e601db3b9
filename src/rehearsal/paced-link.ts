/** A link of the emulator that takes the time of a real one, as that was measured, and is like it. */
import type { Clock } from '../contracts/clock.ts';
import type { MeasuredLink } from '../contracts/foretold-time.ts';
import type { Link } from '../contracts/link.ts';
import { CALL_MS } from '../emulator/timing.ts';
import { delayReplies } from '../emulator/serve-link.ts';
import { between, lossSignal } from '../transports/wrap/throttle.ts';
import { unitsOf } from './measure-link.ts';

export interface PaceOptions {
  readonly clock: Clock;
  readonly measured: MeasuredLink;
  /** Of the device, as frames over a broker name it. */
  readonly deviceId: string;
}

/** Ids of calls over a broker begin far above any other (rpc-frames.md#addresses): what counts here is how long they are. */
const FIRST_ID = 2 ** 47;

/**
 * A frame waits for those before it, byte by byte or piece by piece; the way itself carries any number of them. What the device's main
 * loop takes is in `callMs` already, and the emulated device takes it again. It has no flow control of a UART: what that costs was measured.
 */
export function paceLink(own: Link, { clock, measured, deviceId }: PaceOptions): Link {
  const { kind, traits, maxFrameBytes, baudRate, pieceBytes, callMs, unitMs } = measured;
  const onItsWay = delayReplies(own, Math.max(0, callMs - CALL_MS.typical), clock);
  const lost = lossSignal(own);
  const paced = between(
    onItsWay,
    () =>
      new TransformStream<Uint8Array, Uint8Array>({
        async transform(chunk, controller) {
          const ms = unitsOf(chunk.length, pieceBytes) * unitMs;
          if (ms > 0) await clock.sleep(ms, lost);
          controller.enqueue(chunk);
        },
      }),
  );
  const { senderLength } = measured;
  return {
    ...paced,
    ...{ kind, maxFrameBytes },
    traits: { ...traits, service: 'connection', survivesRestart: false },
    ...(baudRate !== undefined && { baudRate }),
    ...(pieceBytes !== undefined && { pieceBytes }),
    ...(senderLength !== null && {
      frameAddress: { src: 's'.repeat(senderLength), dst: deviceId, firstId: FIRST_ID },
    }),
  };
}
