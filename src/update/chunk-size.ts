import { OtaError } from '../contracts/failure.ts';
import type { Link } from '../contracts/link.ts';
import type { LinkTraits } from '../contracts/link-traits.ts';
import { frameText } from '../rpc/frame.ts';

/** Beyond this a stream gains less than 1 % (timing.md#frame-sizes), and a serial device's buffer holds one frame. */
const STREAM_CAP_BYTES = 3000;
/**
 * Stock receive buffers of WebSocket, HTTP and MQTT (channels.md#largest-write); a multiple of 3, so base64
 * needs no padding.
 */
const MESSAGE_CAP_BYTES = 2199;

/**
 * What a frame costs beside its pieces, in the time of one: its length, word of the reply, a read
 * (timing.md#bluetooth).
 */
const PIECES_BESIDE = 3;

export interface ChunkSizeOptions {
  readonly link: Pick<Link, 'framing' | 'maxFrameBytes' | 'pieceBytes'>;
  readonly totalBytes: number;
  readonly asked: 'auto' | number;
}

/** Raw bytes per OTA.Write, such that every frame of this update fits the peer. Throws frame/too-long if none does. */
export function chunkSizeFor({ link, totalBytes, asked }: ChunkSizeOptions): number {
  const room = link.maxFrameBytes - envelopeBytes(totalBytes);
  const fits = Math.floor(room / 4) * 3;
  if (fits < 1)
    throw new OtaError('frame/too-long', {
      bytes: envelopeBytes(totalBytes) + 4,
      limit: link.maxFrameBytes,
    });
  if (asked !== 'auto') return Math.min(asked, fits);
  if (link.pieceBytes !== undefined) return fullPieces(link.pieceBytes, room, totalBytes);
  return Math.min(fits, link.framing === 'stream' ? STREAM_CAP_BYTES : MESSAGE_CAP_BYTES);
}

/** Of frames that fill their pieces, the one that carries most in its time: a last piece of a few bytes costs as much as a full one. */
function fullPieces(pieceBytes: number, room: number, totalBytes: number): number {
  const envelope = envelopeBytes(totalBytes);
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
export function chunkSizeForMemory(freeBytes: number, totalBytes: number): number {
  const room = freeBytes / (COPIES * SHARE) - envelopeBytes(totalBytes);
  return Math.max(LEAST_FOR_MEMORY, Math.floor(room / 4) * 3);
}

/**
 * The updater works in blocks of 512 bytes itself (device-core.md#data-delivery): a device without room for
 * one has no update.
 */
const LEAST_FOR_MEMORY = 512;

/** JSON around the data of the longest frame of an update: every id and offset fits into this. */
function envelopeBytes(totalBytes: number): number {
  const params = { offset: totalBytes, data: '' };
  const head = { kind: 'request', src: null, dst: null, tag: null } as const;
  return frameText({ ...head, id: Number.MAX_SAFE_INTEGER, method: 'OTA.Write', params }).length;
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
