/**
 * Measures a link before an update with questions that change nothing: small ones, and ones as large as the blocks will be. What a device
 * does not need of a question it passes over, so OTA.Status with a long argument is as good as without.
 */
import type { Clock } from '../contracts/clock.ts';
import { OtaError } from '../contracts/failure.ts';
import type { MeasuredLink } from '../contracts/foretold-time.ts';
import type { Link } from '../contracts/link.ts';
import { invariant } from '../ota-core/primitives/invariant.ts';
import type { RpcClient } from '../rpc/client.ts';
import { throwIfAborted } from '../rpc/deadline.ts';
import { frameText, requestOf } from '../rpc/frame.ts';
import type { SysInfo } from '../rpc/methods.ts';
import { sizesFor } from '../update/chunk-sizes.ts';

export interface MeasureLinkOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** What its opening took. */
  readonly connectMs: number;
  /** As the device has said it: how large a frame it has room for. */
  readonly info: Pick<SysInfo, 'ram_free'>;
}

/** The middle one counts: a single late answer says nothing of the link. */
const SMALL_QUESTIONS = 5;
const LARGE_QUESTIONS = 3;
/** What every device takes: the block that an update begins with (chunk-sizes.ts). */
const SURE_BYTES = 512;
/** More of them tell no more of what one takes. */
const MOST_PIECES = 8;
const ANSWER_MS = 10_000;
/** Of a usual bundle: only how many digits an offset has counts. */
const USUAL_BYTES = 1_000_000;

/**
 * null: the device did not answer, or no frame of this link carries a byte. Throws cancelled and nothing else: whoever asks has what it
 * needs without. Where large questions get no answer, the small ones count.
 */
export async function measureLink(
  client: RpcClient,
  link: Link,
  options: MeasureLinkOptions,
): Promise<MeasuredLink | null> {
  try {
    return await measure(client, link, options);
  } catch {
    throwIfAborted(options.signal);
    return null; // what was to be known is only more exact than the formulas
  }
}

async function measure(
  client: RpcClient,
  link: Link,
  options: MeasureLinkOptions,
): Promise<MeasuredLink> {
  const { mostBytes } = sizesFor({
    ...{ link, info: options.info },
    ...{ totalBytes: USUAL_BYTES, asked: 'auto' },
  });
  const ask = createQuestion(client, link, options);
  const small = await medianOf(SMALL_QUESTIONS, () => ask(0));
  let large = small;
  for (const bytes of largeSizes(link, mostBytes)) {
    try {
      large = await medianOf(LARGE_QUESTIONS, () => ask(bytes));
    } catch (reason) {
      throwIfAborted(options.signal);
      const { code } = OtaError.from(reason);
      if (code !== 'rpc/timeout') throw reason;
      break; // more than the device has room for at once
    }
  }
  const more = large.units - small.units;
  const unitMs = more > 0 ? Math.max(0, (large.ms - small.ms) / more) : 0;
  const { kind, traits, framing, maxFrameBytes, baudRate, pieceBytes, frameAddress } = link;
  return {
    ...{ kind, traits, framing, maxFrameBytes },
    ...(baudRate !== undefined && { baudRate }),
    ...(pieceBytes !== undefined && { pieceBytes }),
    connectMs: options.connectMs,
    callMs: Math.max(0, small.ms - unitMs * small.units),
    unitMs,
    senderLength: frameAddress?.src.length ?? null,
  };
}

/** Raw bytes of the blocks that large questions are as long as. */
function largeSizes(
  { traits, pieceBytes }: Pick<Link, 'traits' | 'pieceBytes'>,
  mostBytes: number,
): readonly number[] {
  if (pieceBytes !== undefined)
    return [Math.min(mostBytes, Math.floor((MOST_PIECES * pieceBytes * 3) / 4))];
  const isTried = traits.oneFrameInFlight && mostBytes > SURE_BYTES;
  return isTried ? [SURE_BYTES, mostBytes] : [mostBytes];
}

interface Answered {
  readonly ms: number;
  /** Bytes of question and answer, or pieces. */
  readonly units: number;
}

function createQuestion(
  client: RpcClient,
  { pieceBytes, frameAddress }: Link,
  { clock, signal }: MeasureLinkOptions,
): (bytes: number) => Promise<Answered> {
  const method = 'OTA.Status';
  return async (bytes) => {
    const params = bytes === 0 ? null : { data: 'A'.repeat(4 * Math.ceil(bytes / 3)) };
    const startedAt = clock.now();
    let id = 0;
    const result = await client.ask(method, params, {
      ...{ signal, timeoutMs: ANSWER_MS },
      onId: (given) => {
        id = given;
      },
    });
    const ms = clock.now() - startedAt;
    const request = frameText(requestOf({ id, method, params }, frameAddress)).length;
    const reply = ENVELOPE_BYTES + JSON.stringify(result).length;
    return { ms, units: unitsOf(request, pieceBytes) + unitsOf(reply, pieceBytes) };
  };
}

/** `{"id":123,"src":"esp32_0A1B2C","result":}` (timing.md#frame-sizes). */
const ENVELOPE_BYTES = 41;

/** Of a frame of so many bytes. */
export const unitsOf = (bytes: number, pieceBytes: number | undefined): number =>
  pieceBytes === undefined ? bytes : Math.ceil(bytes / pieceBytes);

async function medianOf(times: number, ask: () => Promise<Answered>): Promise<Answered> {
  const answers: Answered[] = [];
  while (answers.length < times) answers.push(await ask());
  const sorted = answers.sort((one, other) => one.ms - other.ms);
  const middle = sorted[Math.floor(times / 2)];
  invariant(middle !== undefined, 'something was asked');
  return middle;
}
