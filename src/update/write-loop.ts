/**
 * The bytes of a bundle, one OTA.Write after the other, each only after its acknowledgement (or, with a
 * window, a few on the way at once). Rules it keeps, in this order (ota-service.md#write):
 *
 * 1. What counts is what the device has acknowledged.
 * 2. No reply in time: the same offset again under a new id, as often as the sizes say (chunk-sizes.ts).
 * 3. An error reply: ask OTA.Status. Still receiving (1): one more try. Anything else: over.
 * 4. Before a try again, nothing else is on the way.
 * 5. A pause begins when all that is on the way is answered.
 * 6. A window begins with one write and is one again as soon as replies come late (write-window.ts).
 * 7. On a serial line and over Bluetooth: one write at a time, as large as proves to arrive (chunk-sizes.ts).
 */
import type { BundlePart } from '../bundle/bundle.ts';
import { OtaError, hasCode } from '../contracts/failure.ts';
import type { LinkTraits } from '../contracts/link.ts';
import { encodeBase64 } from '../ota-core/primitives/base64.ts';
import { RECEIVING } from './ask-device.ts';
import type { ChunkSizes } from './chunk-sizes.ts';
import type { UpdateTimeouts } from './deps.ts';
import type { UpdateEvent } from './events.ts';
import type { UpdateSession } from './session.ts';
import { createWriteWindow } from './write-window.ts';

export interface WriteLoopOptions {
  readonly signal: AbortSignal;
  /** Raw bytes per write. */
  readonly sizes: ChunkSizes;
  /** The last byte is about to be sent: from now on OTA.End would install. */
  readonly onLastByte: () => void;
}

/** After an error reply, the first one included. */
const TRIES_AFTER_ERROR = 2;

/**
 * From what the device has acknowledged to the last byte, or to where a pause was asked for. Yields progress
 * after every acknowledgement. Throws update/write-refused, rpc/timeout, link/lost, cancelled.
 */
export async function* writeBundle(
  session: UpdateSession,
  options: WriteLoopOptions,
): AsyncGenerator<UpdateEvent, 'written' | 'paused', void> {
  const { bundle, options: wishes, pause, clock } = session.deps;
  const traits = session.linkTraits;
  const window = createWriteWindow(traits.oneFrameInFlight ? 1 : wishes.window);
  const deadline = createWriteDeadline({ traits, mostMs: writeMs(traits, wishes.timeouts) });
  const totalBytes = bundle.sizeBytes;
  let sent = session.acknowledgedBytes;
  let tries = 1;
  const underWay: Write[] = [];
  while (session.acknowledgedBytes < totalBytes) {
    const asked = pause?.requested === true;
    while (!asked && underWay.length < window.size && sent < totalBytes) {
      const write = begin(session, sent, { ...options, deadline, underWay });
      underWay.push(write);
      sent = write.end;
    }
    const first = underWay.shift();
    if (first === undefined) return 'paused';
    const error = await first.failure;
    if (error === null) {
      session.acknowledge(first.end);
      options.sizes.acknowledged();
      const tookMs = clock.now() - first.sentAt;
      if (!first.isSlow) deadline.took(tookMs);
      if (!first.waitsForSlow) window.took(tookMs, first.beside);
      tries = 1;
      const part = partAt(bundle.parts, first.end);
      yield session.event({ type: 'progress', totalBytes, part });
      continue;
    }
    await Promise.all(underWay.splice(0).map(({ failure }) => failure));
    sent = session.acknowledgedBytes;
    const { signal, sizes } = options;
    await refuseFinal(session, { error, tries, most: sizes.tries, offset: sent, signal });
    options.sizes.lost();
    window.lost();
    tries += 1;
    yield session.event({ type: 'retry', offset: sent, attempt: tries, why: error.code });
  }
  return 'written';
}

interface Write {
  readonly end: number;
  readonly sentAt: number;
  /** It begins or ends a part: the device erases, or reads all of it back, before it answers. */
  readonly isSlow: boolean;
  /** It, or one before it that was still on the way. */
  readonly waitsForSlow: boolean;
  /** On the way when it was sent, itself included. */
  readonly beside: number;
  /** null = acknowledged. Never rejects. */
  readonly failure: Promise<OtaError | null>;
}

interface BeginOptions extends WriteLoopOptions {
  readonly deadline: WriteDeadline;
  readonly underWay: readonly Write[];
}

function begin(
  session: UpdateSession,
  offset: number,
  { signal, sizes, onLastByte, deadline, underWay }: BeginOptions,
): Write {
  const { bundle, clock } = session.deps;
  const length = Math.min(sizes.next(offset), bundle.sizeBytes - offset);
  const end = offset + length;
  if (end === bundle.sizeBytes) onLastByte();
  const { timeouts } = session.deps.options;
  const { firstWrite } = timeouts;
  const erases = beginsPart(bundle.parts, offset, end);
  const isSlow = erases || endsPart(bundle.parts, offset, end);
  const slowMs = erases ? firstWrite : writeMs(session.linkTraits, timeouts);
  const timeoutMs = isSlow ? slowMs : deadline.ms();
  signal.throwIfAborted();
  const data = encodeBase64(bundle.bytes.subarray(offset, end));
  session.noteSent(end);
  const failure = session.call('OTA.Write', { offset, data }, { signal, timeoutMs }).then(
    () => null,
    (reason: unknown) => OtaError.from(reason),
  );
  return {
    ...{ end, sentAt: clock.now(), isSlow, failure },
    waitsForSlow: isSlow || underWay.some(({ waitsForSlow }) => waitsForSlow),
    beside: underWay.length + 1,
  };
}

interface Judged {
  readonly error: OtaError;
  readonly tries: number;
  /** Without a reply. */
  readonly most: number;
  readonly offset: number;
  readonly signal: AbortSignal;
}

/** Returns where another try is right; throws what ends the update otherwise. */
async function refuseFinal(
  session: UpdateSession,
  { error, tries, most, offset, signal }: Judged,
): Promise<void> {
  if (error.code === 'rpc/timeout') {
    if (tries < most) return;
    throw error;
  }
  if (!hasCode(error, 'rpc/remote')) throw error;
  const { remoteCode, remoteMessage } = error.facts;
  const status = await session.call('OTA.Status', null, { signal });
  if (status.state === RECEIVING && tries < TRIES_AFTER_ERROR) return;
  throw new OtaError(
    'update/write-refused',
    {
      offset,
      remoteCode,
      remoteMessage,
      ...(session.isRefusalForetold && { foretold: true as const }),
    },
    { cause: error },
  );
}

const writeMs = ({ longestFrameMs }: LinkTraits, { write }: UpdateTimeouts): number =>
  Math.max(write, longestFrameMs);

/** These writes take long: the device erases before it answers. */
function beginsPart(parts: readonly BundlePart[], start: number, end: number): boolean {
  return parts.some(({ dataOffset }) => dataOffset >= start && dataOffset < end);
}

function endsPart(parts: readonly BundlePart[], start: number, end: number): boolean {
  return parts.some(({ dataOffset, sizeBytes }) => {
    const last = dataOffset + sizeBytes;
    return last > start && last <= end;
  });
}

/** The part the byte before `offset` belongs to; null between parts. */
function partAt(parts: readonly BundlePart[], offset: number): string | null {
  const at = offset - 1;
  const found = parts.find(
    ({ dataOffset, sizeBytes }) => at >= dataOffset && at < dataOffset + sizeBytes,
  );
  return found?.part.name ?? null;
}

/** How long the reply to a write may take, learned from the replies before. */
interface WriteDeadline {
  /** A write was acknowledged after so long. */
  took(ms: number): void;
  /** For the next one. */
  ms(): number;
}

/** Blocks grow by half, and flash is now and then slow: so many times the slowest of the last ones. */
const MARGIN = 4;
const REMEMBERED = 16;
const BEFORE_TRUSTED = 4;

export interface WriteDeadlineOptions {
  readonly traits: Pick<LinkTraits, 'lossShowsMs'>;
  readonly mostMs: number;
}

/** `mostMs` until a few replies were seen, and never more. On links where nothing is lost, always. */
export function createWriteDeadline({ traits, mostMs }: WriteDeadlineOptions): WriteDeadline {
  const leastMs = traits.lossShowsMs ?? mostMs;
  let seen: readonly number[] = [];
  return {
    took(ms) {
      seen = [...seen, ms].slice(-REMEMBERED);
    },
    ms: () =>
      seen.length < BEFORE_TRUSTED
        ? mostMs
        : Math.min(mostMs, Math.max(leastMs, MARGIN * Math.max(...seen))),
  };
}
