/**
 * What bounds the speed of a link: pure, from measured times. The time of the last blocks is shared out:
 *
 *   one block   │ line or writes │ adapter, network or reads │ flash │ page │
 *                 by baud & bytes  as small questions took     rest    gap to the next
 *
 * and beside them what was spent in waiting for blocks that were lost. The largest share is the bound.
 */
import type { LinkTraits } from '../contracts/link.ts';
import type { LinkBound, LinkReport, TripPart, TripPartName } from '../contracts/link-log.ts';
import { BITS_PER_BYTE } from '../rpc/uart-line.ts';
import type { BlockTrip, LinkMeasure, SmallTrip } from './link-meter.ts';

/** Fewer blocks than these say nothing. */
const ENOUGH_BLOCKS = 5;
const SPEED_OVER_MS = 10_000;
/**
 * Less free memory than this makes a device take small blocks (screens.md#what-bounds-a-link), and so small
 * they are.
 */
const LITTLE_MEMORY_BYTES = 40_000;
const SMALL_BLOCK_BYTES = 1_500;

/** The report of what was measured until `now`; null before a link was open. */
export function linkReportOf(measure: LinkMeasure, now: number): LinkReport | null {
  const { link, blocks, calls, again, damaged } = measure;
  if (link === null) return null;
  const answers = blocks.map(({ answerMs }) => answerMs);
  const usual = usualBlock(blocks);
  return {
    link,
    bound: boundOf(measure),
    parts: usual === null ? [] : partsOf(usual, wayOf(measure)),
    bytesPerSecond: speedOf(blocks, now),
    blockBytes: usual?.bytes ?? null,
    usualMs: median(answers),
    slowestMs: answers.length === 0 ? null : Math.max(...answers),
    calls,
    again,
    damaged,
  };
}

/** The way to the device, apart from what it does there. */
interface Way {
  readonly boundBy: LinkTraits['boundBy'];
  /** Bits per second; null = no serial line. */
  readonly baudRate: number | null;
  /** What a small question takes beyond the line: all of it, and until the link took it. */
  readonly fixedMs: number;
  readonly fixedTakenMs: number;
}

const lineMs = (bytes: number, baudRate: number | null): number =>
  baudRate === null ? 0 : (bytes * BITS_PER_BYTE * 1_000) / baudRate;

function wayOf({ link, small }: LinkMeasure): Way {
  const boundBy = link?.traits.boundBy ?? 'program';
  const baudRate = boundBy === 'baud-rate' ? (link?.baudRate ?? null) : null;
  const beyond = ({ wireBytes, answerMs }: SmallTrip): number =>
    Math.max(0, answerMs - lineMs(wireBytes, baudRate));
  return {
    boundBy,
    baudRate,
    fixedMs: lowerQuartile(small.map(beyond)) ?? 0,
    fixedTakenMs: lowerQuartile(small.map(({ takenMs }) => takenMs)) ?? 0,
  };
}

const WAY_PART: Readonly<Record<LinkTraits['boundBy'], TripPartName>> = {
  'baud-rate': 'adapter',
  radio: 'reads',
  network: 'network',
  program: 'network',
};

/** The parts of one block; together they are the time from one block to the next. */
function partsOf(trip: Omit<BlockTrip, 'at'>, way: Way): readonly TripPart[] {
  const { answerMs, gapMs, takenMs, wireBytes } = trip;
  const isRadio = way.boundBy === 'radio';
  const carried = isRadio ? takenMs : lineMs(wireBytes, way.baudRate);
  const fixed = isRadio ? Math.max(0, way.fixedMs - way.fixedTakenMs) : way.fixedMs;
  const first = Math.min(carried, answerMs);
  const second = Math.min(fixed, answerMs - first);
  const parts: readonly TripPart[] = [
    { name: isRadio ? 'writes' : 'line', ms: first },
    { name: WAY_PART[way.boundBy], ms: second },
    { name: 'flash', ms: answerMs - first - second },
    { name: 'page', ms: gapMs },
  ];
  // A link within this page has neither.
  return parts.filter(({ name, ms }) => ms > 0 || !['line', 'network'].includes(name));
}

type Shares = Readonly<Record<TripPartName | 'loss', number>>;

function sharesOf(measure: LinkMeasure, way: Way): Shares {
  const sum = { line: 0, writes: 0, adapter: 0, network: 0, reads: 0, flash: 0, page: 0, loss: 0 };
  for (const trip of measure.blocks) for (const { name, ms } of partsOf(trip, way)) sum[name] += ms;
  for (const ms of measure.lostMs) sum.loss += ms;
  return sum;
}

function boundOf(measure: LinkMeasure): LinkBound {
  const { blocks, lostMs, freeBytes } = measure;
  const usual = usualBlock(blocks);
  if (usual === null || blocks.length < ENOUGH_BLOCKS) return { cause: 'unknown' };
  const way = wayOf(measure);
  const shares = sharesOf(measure, way);
  const radio = shares.writes + shares.reads;
  const fixed = shares.adapter + shares.network + radio;
  const total = shares.line + fixed + shares.flash + shares.page + shares.loss;
  const top = Math.max(shares.line, fixed, shares.flash, shares.page, shares.loss);
  const mean = (ms: number): number => ms / blocks.length;
  if (top === shares.loss) {
    const lost = lostMs.length;
    return { cause: 'loss', lost, of: lost + blocks.length, share: shares.loss / total };
  }
  if (top === shares.flash) return { cause: 'flash', blockMs: mean(shares.flash) };
  if (top === shares.page) return { cause: 'page', gapMs: mean(shares.page) };
  if (top === shares.line && way.baudRate !== null) {
    const mostBytesPerSecond = (usual.bytes * 1_000) / lineMs(usual.wireBytes, way.baudRate);
    return { cause: 'line', baudRate: way.baudRate, mostBytesPerSecond };
  }
  // What a block costs whatever its size: larger ones would help, if the device had room for them.
  const isSmall = usual.bytes < SMALL_BLOCK_BYTES;
  if (isSmall && freeBytes !== null && freeBytes < LITTLE_MEMORY_BYTES)
    return { cause: 'memory', freeBytes, blockBytes: usual.bytes };
  if (radio > 0) return radioBound(measure, usual, mean(radio));
  if (shares.adapter > 0) return { cause: 'adapter', latencyMs: mean(shares.adapter) };
  return { cause: 'network', eachWayMs: mean(shares.network) / 2 };
}

/** Length, word and read of every block (timing.md#bluetooth). */
const TURNS_BESIDE = 3;
/** In a write of a link at its best: the stock MTU of 500, less the head. */
const FULL_PIECE_BYTES = 497;
/** So many times the turns it would need at best, and it is the pieces that are to blame. */
const MANY_TURNS = 1.5;

/** Of a radio: how long each turn takes, or how many there are. */
function radioBound(
  { link }: LinkMeasure,
  usual: Omit<BlockTrip, 'at'>,
  answerMs: number,
): LinkBound {
  const pieceBytes = link?.pieceBytes;
  if (pieceBytes === undefined) return { cause: 'bluetooth', answerMs };
  const text = (usual.bytes * 4) / 3;
  const turnsAt = (bytes: number): number => Math.ceil(text / bytes) + TURNS_BESIDE;
  const turns = turnsAt(pieceBytes);
  const eachMs = answerMs / turns;
  return turns > MANY_TURNS * turnsAt(Math.max(pieceBytes, FULL_PIECE_BYTES))
    ? { cause: 'pieces', pieceBytes, eachMs }
    : { cause: 'interval', eachMs, turns };
}

function speedOf(blocks: readonly BlockTrip[], now: number): number | null {
  const last = blocks.filter(({ at }) => at > now - SPEED_OVER_MS);
  const first = last[0];
  if (first === undefined) return null;
  const bytes = last.reduce((sum, trip) => sum + trip.bytes, 0);
  const sinceMs = now - (first.at - first.answerMs);
  return sinceMs <= 0 ? null : (bytes * 1_000) / sinceMs;
}

/** As blocks usually are: each figure the median of its own. */
function usualBlock(blocks: readonly BlockTrip[]): Omit<BlockTrip, 'at'> | null {
  const of = (figure: (trip: BlockTrip) => number): number | null => median(blocks.map(figure));
  const bytes = of((trip) => trip.bytes);
  if (bytes === null) return null;
  return {
    bytes,
    wireBytes: of((trip) => trip.wireBytes) ?? 0,
    takenMs: of((trip) => trip.takenMs) ?? 0,
    answerMs: of((trip) => trip.answerMs) ?? 0,
    gapMs: of((trip) => trip.gapMs) ?? 0,
  };
}

const median = (values: readonly number[]): number | null => atShare(values, 1 / 2);

/** Waiting for a turn or a handshake only adds: the way itself is among the quicker ones. */
const lowerQuartile = (values: readonly number[]): number | null => atShare(values, 1 / 4);

function atShare(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * share)] ?? null;
}
