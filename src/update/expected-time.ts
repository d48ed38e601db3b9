/**
 * How long an update will take, from what is known before its first byte. Pure. What was measured on this device comes
 * first; without it the formulas and figures of the reference give a range.
 */
import type { Bundle } from '../bundle/bundle.ts';
import type { ExpectedTime, MeasuredTimes, TimeRange } from '../contracts/expected-time.ts';
import { OtaError } from '../contracts/failure.ts';
import type { Link } from '../contracts/link.ts';
import { factsOf } from '../ota-core/platforms/facts.ts';
import { BITS_PER_BYTE } from '../rpc/uart-line.ts';
import { chunkSizeFor } from './chunk-sizes.ts';

/** What the time depends on. */
export type LinkFacts = Pick<
  Link,
  'kind' | 'traits' | 'framing' | 'maxFrameBytes' | 'baudRate' | 'pieceBytes'
>;

export interface ExpectedInput {
  readonly bundle: Pick<Bundle, 'sizeBytes' | 'parts'>;
  /** As Sys.GetInfo reports it. */
  readonly arch: string;
  readonly link: LinkFacts;
  /** null = nobody kept anything. */
  readonly measured: MeasuredTimes | null;
}

/** Around the data of an OTA.Write, and its reply (timing.md#frame-sizes); a UART adds CRC and line feeds. */
const REQUEST_BYTES = 68;
const REPLY_BYTES = 45;
const UART_BYTES = { request: 9, reply: 10 } as const;

/** timing.md#serial-line: out of the browser, and the wait of an adapter from tuned to as it comes. */
const OUT_MS = 2;
const ADAPTER_MS: Bounds = [1, 16];
const USUAL_BAUD_RATE = 115_200;
/** Its poll, and so much for each byte that it parses. */
const POLL_MS = 2;
const PARSE_BYTE_MS = 0.000_5;

/** timing.md#bluetooth: 15 ms with an answer by the next event, to 50 ms with one later. The stock MTU of 500. */
const RADIO: readonly [RadioTurn, RadioTurn] = [
  { intervalMs: 15, turns: 1 },
  { intervalMs: 50, turns: 2 },
];
const STOCK_PIECE_BYTES = 497;

/** timing.md#network: from the same room to a broker far away. */
const ROUND_TRIP_MS: Bounds = [2, 60];
/** Within this page or program a block waits for its turn only. */
const LOOPBACK_MS: Bounds = [0, 2];

/** timing.md#flash, for each KiB: 256-byte pages at 0.7 ms; erased in 64 K blocks to 4 K sectors. */
const PROGRAM_KIB_MS = 4 * 0.7;
const ERASE_KIB_MS: Bounds = [2.3, 11];
/** The practice device's flash takes the typical time (emulator/timing.ts). */
const EMULATED_ERASE_KIB_MS = 2.3;

/** Reading back and hashing at 0.5 MB/s at worst; not verified on hardware. */
const CHECK_BYTE_MS: Bounds = [0, 0.002];

/** Until a device answers after its first start of a firmware, which copies files (ota-service.md#restart). */
const USUAL_RESTART: TimeRange = { fromMs: 10_000, toMs: 60_000 };
/** The practice device: its 500 ms before the restart (device-core.md#newer-cores), and when it is next asked. */
const EMULATED_RESTART: TimeRange = { fromMs: 500, toMs: 3_000 };

/** A pace that was measured is this true the next time. */
const MEASURED_SHARES: Bounds = [0.9, 1.15];

type Bounds = readonly [from: number, to: number];
interface RadioTurn {
  readonly intervalMs: number;
  readonly turns: number;
}

/** null: no frame of this link carries any of it, so there will be no update. */
export function expectTime({ bundle, arch, link, measured }: ExpectedInput): ExpectedTime | null {
  const pace = paceName(link);
  const own = measured?.paces[pace];
  const writing =
    own !== undefined && own > 0
      ? rangeOf(MEASURED_SHARES, (bundle.sizeBytes * 1_000) / own)
      : computedWriting(bundle, arch, link);
  if (writing === null) return null;
  const check = rangeOf(CHECK_BYTE_MS, installedBytes(bundle));
  const usual = link.traits.isEmulated ? EMULATED_RESTART : USUAL_RESTART;
  const restart = measured?.restart ?? { ...usual, measured: 'none' as const };
  return { link: link.kind, pace, whole: sum([writing, check, restart]), writing, check, restart };
}

/** A line of another speed is another link. */
export const paceName = ({
  kind,
  traits,
  baudRate,
}: Pick<LinkFacts, 'kind' | 'traits' | 'baudRate'>): string =>
  traits.boundBy === 'baud-rate' ? `${kind} ${baudRate ?? USUAL_BAUD_RATE}` : kind;

function computedWriting(
  bundle: ExpectedInput['bundle'],
  arch: string,
  link: LinkFacts,
): TimeRange | null {
  const blockBytes = blockBytesOn(link, bundle.sizeBytes);
  if (blockBytes === null) return null;
  const blocks = Math.ceil(bundle.sizeBytes / blockBytes);
  const kib = installedBytes(bundle) / 1_024;
  const { isEmulated } = link.traits;
  const erase: Bounds = isEmulated ? [EMULATED_ERASE_KIB_MS, EMULATED_ERASE_KIB_MS] : ERASE_KIB_MS;
  const appKib = isEmulated ? 0 : (factsOf(arch)?.erasedAppBytes ?? 0) / 1_024;
  const program = kib * PROGRAM_KIB_MS;
  return sum([
    rangeOf(blockMs(link, blockBytes), blocks),
    rangeOf(erase, Math.max(kib, appKib)),
    { fromMs: program, toMs: program },
  ]);
}

function blockBytesOn(link: LinkFacts, totalBytes: number): number | null {
  try {
    return chunkSizeFor({ link, totalBytes, asked: 'auto' });
  } catch (reason) {
    if (OtaError.from(reason).code === 'frame/too-long') return null;
    throw reason;
  }
}

/** From one block to the next, without what the flash takes. */
function blockMs(link: LinkFacts, bytes: number): Bounds {
  const request = REQUEST_BYTES + 4 * Math.ceil(bytes / 3);
  const inDevice = POLL_MS + bytes * PARSE_BYTE_MS;
  switch (link.traits.boundBy) {
    case 'baud-rate': {
      const wire = request + UART_BYTES.request + REPLY_BYTES + UART_BYTES.reply;
      const lineMs = (wire * BITS_PER_BYTE * 1_000) / (link.baudRate ?? USUAL_BAUD_RATE);
      return plus(lineMs + OUT_MS + inDevice, ADAPTER_MS);
    }
    case 'radio': {
      const piece = link.pieceBytes ?? STOCK_PIECE_BYTES;
      const events = 1 + Math.ceil(request / piece) + Math.ceil(REPLY_BYTES / (piece + 1));
      const [from, to] = RADIO;
      const onAir = ({ intervalMs, turns }: RadioTurn): number => (events * turns + 1) * intervalMs;
      return plus(inDevice, [onAir(from), onAir(to)]);
    }
    case 'network':
      return plus(inDevice, ROUND_TRIP_MS);
    case 'program':
      return LOOPBACK_MS;
  }
}

/** Of parts that lie in the file; which of them a device writes, it decides itself. */
const installedBytes = ({ parts }: ExpectedInput['bundle']): number =>
  parts.reduce((bytes, { sizeBytes }) => bytes + sizeBytes, 0);

const plus = (ms: number, [from, to]: Bounds): Bounds => [ms + from, ms + to];

const rangeOf = ([from, to]: Bounds, times: number): TimeRange => ({
  fromMs: from * times,
  toMs: to * times,
});

const sum = (ranges: readonly TimeRange[]): TimeRange => ({
  fromMs: ranges.reduce((ms, range) => ms + range.fromMs, 0),
  toMs: ranges.reduce((ms, range) => ms + range.toMs, 0),
});
