/** A link to an emulated device that takes the time of a real one, as that was measured, and is like it. */
import { OtaError } from '../contracts/failure.ts';
import type { MeasuredLink } from '../contracts/foretold-time.ts';
import type { Link } from '../contracts/link.ts';
import { CALL_MS } from '../emulator/timing.ts';
import { delayReplies } from '../emulator/serve-link.ts';
import { createLinkPair } from '../transports/loopback/link-pair.ts';
import { between, lossSignal } from '../transports/wrap/throttle.ts';
import { unitsOf } from './measure-link.ts';
import type { Emulated } from './plain-run.ts';

/** Ids of calls over a broker begin far above any other (rpc-frames.md#addresses): what counts here is how long they are. */
const FIRST_ID = 2 ** 47;

/**
 * A frame waits for those before it, byte by byte or piece by piece; the way itself carries any number of them. What the device's main
 * loop takes is in `callMs` already, and the emulated device takes it again. It has no flow control of a UART: what that costs was measured.
 * Throws link/refused while nothing runs.
 */
export function openPacedLink(
  { emulator, clock }: Emulated,
  { deviceId, ...measured }: MeasuredLink & { readonly deviceId: string },
): Link {
  if (!emulator.isUp)
    throw OtaError.from(new OtaError('link/refused', { address: deviceId, detail: 'not up' }));
  const { kind, framing, maxFrameBytes, baudRate, pieceBytes, unitMs, senderLength } = measured;
  const { near, far } = createLinkPair({ label: deviceId, framing, maxFrameBytes });
  const service = framing === 'stream' ? 'connection' : 'messages';
  emulator.attach({ ...far, traits: { ...far.traits, service } }, { channel: 'rehearsal' });
  const callMs = Math.max(0, measured.callMs - CALL_MS.typical);
  const lost = lossSignal(near);
  const paced = between(
    delayReplies(near, callMs, clock),
    () =>
      new TransformStream<Uint8Array, Uint8Array>({
        async transform(chunk, controller) {
          const ms = unitsOf(chunk.length, pieceBytes) * unitMs;
          if (ms > 0) await clock.sleep(ms, lost);
          controller.enqueue(chunk);
        },
      }),
  );
  return {
    ...{ ...paced, kind },
    traits: { ...measured.traits, service, survivesRestart: false },
    ...(baudRate !== undefined && { baudRate }),
    ...(pieceBytes !== undefined && { pieceBytes }),
    ...(senderLength !== null && {
      frameAddress: { src: 's'.repeat(senderLength), dst: deviceId, firstId: FIRST_ID },
    }),
  };
}
