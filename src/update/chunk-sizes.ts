import { OtaError } from '../contracts/failure.ts';
import type { FrameAddress, Link, LinkTraits } from '../contracts/link.ts';
import { frameText, requestOf } from '../rpc/frame.ts';
import type { SysInfo } from '../rpc/methods.ts';
import type { FrameAuth } from '../rpc/sign-in.ts';

/** How many bytes the next write carries, and how long its reply may take. */
export interface ChunkSizes {
  /** No write is larger. */
  readonly mostBytes: number;
  /** Without a reply, of writes at the same offset, the first one included. */
  readonly tries: number;
  /** The write that begins at `offset` is about to leave. One that is repeated carries the same bytes. */
  next(offset: number): number;
  /** It was acknowledged. */
  acknowledged(): void;
  /** It got no reply in time. */
  lost(): void;
}

/** Of the same bytes: what the official client does (ota-service.md#write). */
const TRIES = 3;

/** All writes alike. */
export function fixedSizes(bytes: number): ChunkSizes {
  return {
    mostBytes: bytes,
    tries: TRIES,
    next: () => bytes,
    acknowledged: () => undefined,
    lost: () => undefined,
  };
}

export interface SizesOptions {
  readonly link: Pick<Link, 'traits' | keyof ChunkSizeOptions['link']>;
  readonly info: Pick<SysInfo, 'ram_free'>;
  readonly totalBytes: number;
  readonly asked: 'auto' | number;
  readonly auth?: FrameAuth | undefined;
}

/** Where every piece is acknowledged, what is tried is only whether the device has room for the frame. */
const CLEAN_IF_ACKNOWLEDGED = 2;

/**
 * What was asked for; else, where the device takes one frame at a time and loses what it has no room for, as many bytes
 * as prove to arrive; else as many as a frame holds. Throws frame/too-long.
 */
export function sizesFor({ link, info, totalBytes, asked, auth }: SizesOptions): ChunkSizes {
  const fits = chunkSizeFor({ link, totalBytes, asked, auth });
  if (asked !== 'auto' || !link.traits.oneFrameInFlight) return fixedSizes(fits);
  const { ram_free: freeBytes } = info;
  const roomy = freeBytes === undefined ? fits : chunkSizeForMemory(freeBytes, totalBytes);
  const mostBytes = Math.min(fits, roomy);
  return link.traits.acknowledgesPieces
    ? createTunedSizes({ mostBytes, cleanBeforeGrowth: CLEAN_IF_ACKNOWLEDGED })
    : createTunedSizes({ mostBytes });
}

/** What any device takes: the official client's own size. */
const START_BYTES = 512;
/** Below this the frame around the data costs more than the data. */
const LEAST_BYTES = 255;
/** Acknowledged writes in a row before the next size is tried (timing.md#device-limits). */
const CLEAN_BEFORE_GROWTH = 8;
const GROWTH = 1.5;
/** So many losses of the same bytes: perhaps it is their number that the device cannot take. */
const LOSSES_BEFORE_SPLIT = 2;
/** The same bytes twice, then a half, a quarter, an eighth, a sixteenth of them: each arrives more easily. */
const TUNED_TRIES = 6;

export interface TunedSizesOptions {
  readonly mostBytes: number;
  /** Eight when left out. */
  readonly cleanBeforeGrowth?: number;
}

/**
 * Finds the size that a line carries: from 512 bytes up by half after some clean writes, down to half
 * after a lost one, never above `mostBytes`.
 *
 * A repeated write begins and ends where it did: a device that has taken it acknowledges it again, and
 * nothing ever overlaps (ota-service.md#write). Lost twice, it goes in halves, within the same bounds.
 */
export function createTunedSizes({
  mostBytes,
  cleanBeforeGrowth = CLEAN_BEFORE_GROWTH,
}: TunedSizesOptions): ChunkSizes {
  const fit = (bytes: number): number =>
    Math.max(1, Math.min(mostBytes, wholeTriples(Math.max(LEAST_BYTES, bytes))));
  let size = Math.min(mostBytes, START_BYTES);
  let clean = 0;
  let losses = 0;
  /** Where the write that was given last begins and ends. */
  let last: { readonly start: number; readonly end: number } | null = null;
  /** What was sent up to here may have been taken: writes below it end at it. */
  let bound = 0;

  const lengthAt = (offset: number): number => {
    const isRepeated = last?.start === offset;
    if (isRepeated && last !== null) {
      const whole = last.end - offset;
      return losses < LOSSES_BEFORE_SPLIT ? whole : Math.min(whole, fit(whole / 2));
    }
    return offset < bound && bound - offset <= mostBytes ? Math.min(size, bound - offset) : size;
  };
  return {
    mostBytes,
    tries: TUNED_TRIES,
    next(offset) {
      const length = lengthAt(offset);
      last = { start: offset, end: offset + length };
      return length;
    },
    acknowledged() {
      last = null;
      losses = 0;
      clean += 1;
      if (clean < cleanBeforeGrowth) return;
      clean = 0;
      size = fit(size * GROWTH);
    },
    lost() {
      losses += 1;
      clean = 0;
      size = fit(size / 2);
      if (last !== null) bound = Math.max(bound, last.end);
    },
  };
}

/** Base64 of whole triples needs no padding. */
const wholeTriples = (bytes: number): number => Math.floor(bytes / 3) * 3;

/** Sizes that can be halved, for a link that ends when a larger frame passes. */
export interface ShrinkingSizes extends ChunkSizes {
  /** Half of what is sent now, for good; false where it is the least already. */
  shrink(): boolean;
}

/**
 * What may have been taken before the link ended stays whole: writes below its end also end at it, because a device
 * refuses bytes that begin inside what it has and go beyond (ota-service.md#write).
 */
export function createShrinkingSizes(sizes: ChunkSizes): ShrinkingSizes {
  let limit = Number.POSITIVE_INFINITY;
  let lastEnd = 0;
  let lastBytes = sizes.mostBytes;
  let bound = 0;
  return {
    get mostBytes() {
      return Math.min(sizes.mostBytes, limit);
    },
    tries: sizes.tries,
    next(offset) {
      const most = Math.min(sizes.next(offset), limit);
      const bytes = offset < bound ? Math.min(most, bound - offset) : most;
      lastEnd = offset + bytes;
      lastBytes = bytes;
      return bytes;
    },
    acknowledged: () => sizes.acknowledged(),
    lost: () => sizes.lost(),
    shrink() {
      const now = Math.min(lastBytes, limit);
      if (now <= LEAST_BYTES) return false;
      // Base64 of whole triples needs no padding.
      limit = Math.max(LEAST_BYTES, Math.floor(now / 2 / 3) * 3);
      bound = Math.max(bound, lastEnd);
      return true;
    },
  };
}

/** Beyond this a stream gains less than 1 % (timing.md#frame-sizes), and a serial device's buffer holds one frame. */
const STREAM_CAP_BYTES = 3000;
/**
 * The most that any stock receive buffer of messages holds, that of a WebSocket (channels.md#largest-write). Which one a link
 * has, its longest frame says; the longest id and address leave a few bytes less.
 */
const MESSAGE_CAP_BYTES = 2244;

/**
 * What a frame costs beside its pieces, in the time of one: its length, word of the reply, a read
 * (timing.md#bluetooth).
 */
const PIECES_BESIDE = 3;

export interface ChunkSizeOptions {
  readonly link: Pick<Link, 'framing' | 'maxFrameBytes' | 'pieceBytes' | 'frameAddress'>;
  readonly totalBytes: number;
  readonly asked: 'auto' | number;
  /** Of the longest frame, where the device asks who calls. */
  readonly auth?: FrameAuth | undefined;
}

/** Raw bytes per OTA.Write, such that every frame of this update fits the peer. Throws frame/too-long if none does. */
export function chunkSizeFor({ link, totalBytes, asked, auth }: ChunkSizeOptions): number {
  const envelope = envelopeBytes(totalBytes, link.frameAddress, auth);
  const room = link.maxFrameBytes - envelope;
  const fits = Math.floor(room / 4) * 3;
  if (fits < 1)
    throw new OtaError('frame/too-long', {
      bytes: envelope + 4,
      limit: link.maxFrameBytes,
    });
  if (asked !== 'auto') return Math.min(asked, fits);
  if (link.pieceBytes !== undefined) return fullPieces(link.pieceBytes, room, envelope);
  return Math.min(fits, link.framing === 'stream' ? STREAM_CAP_BYTES : MESSAGE_CAP_BYTES);
}

/** Of frames that fill their pieces, the one that carries most in its time: a last piece of a few bytes costs as much as a full one. */
function fullPieces(pieceBytes: number, room: number, envelope: number): number {
  const least = Math.min(room, 4);
  let best = { bytes: Math.floor(least / 4) * 3, each: 0 };
  for (let pieces = 1; (pieces - 1) * pieceBytes < room + envelope; pieces += 1) {
    const text = Math.min(room, pieces * pieceBytes - envelope);
    const bytes = Math.min(STREAM_CAP_BYTES, Math.floor(text / 4) * 3);
    const each = bytes / (pieces + PIECES_BESIDE);
    if (bytes > 0 && each > best.each) best = { bytes, each };
  }
  return best.bytes;
}

/** Frame, its parsed text and the decoded bytes are in a device's memory at once (channels.md#largest-write). */
const COPIES = 3;
/** So little of what is free, because the update itself needs memory too. */
const SHARE = 4;

/** Raw bytes per OTA.Write that a device with so much memory free takes with ease; at least a few. */
function chunkSizeForMemory(freeBytes: number, totalBytes: number): number {
  const room = freeBytes / (COPIES * SHARE) - envelopeBytes(totalBytes);
  return Math.max(LEAST_FOR_MEMORY, Math.floor(room / 4) * 3);
}

/**
 * The updater works in blocks of 512 bytes itself (device-core.md#data-delivery): a device without room for
 * one has no update.
 */
const LEAST_FOR_MEMORY = 512;

/** JSON around the data of the longest frame of an update: every id and offset fits into this. */
function envelopeBytes(totalBytes: number, address?: FrameAddress, auth?: FrameAuth): number {
  const params = { offset: totalBytes, data: '' };
  const call = { id: Number.MAX_SAFE_INTEGER, method: 'OTA.Write', params, auth };
  return frameText(requestOf(call, address)).length;
}

/** `update.timeout` of stock devices (ota-service.md#begin). */
const STOCK_WATCHDOG_MS = 600_000;

/**
 * The watchdog to ask the device for, in whole seconds. Newer cores restart it at every progress, old ones
 * bound the whole update with it: so it covers the whole update on a slow line (uart.md#official-client).
 */
export function watchdogSeconds(
  { slowestBytesPerSecond }: Pick<LinkTraits, 'slowestBytesPerSecond'>,
  totalBytes: number,
): number {
  return Math.ceil(Math.max(STOCK_WATCHDOG_MS / 1000, totalBytes / slowestBytesPerSecond));
}
