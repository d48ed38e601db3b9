import type { Link } from '../contracts/link.ts';
import type { SysInfo } from '../rpc/methods.ts';
import { chunkSizeFor, chunkSizeForMemory } from './chunk-size.ts';
import type { ChunkSizes } from './chunk-sizes.ts';
import { fixedSizes } from './chunk-sizes.ts';
import { createTunedSizes } from './tuned-sizes.ts';

export interface SizesOptions {
  readonly link: Pick<Link, 'traits' | 'framing' | 'maxFrameBytes' | 'pieceBytes'>;
  readonly info: Pick<SysInfo, 'ram_free'>;
  readonly totalBytes: number;
  readonly asked: 'auto' | number;
}

/** Where every piece is acknowledged, what is tried is only whether the device has room for the frame. */
const CLEAN_IF_ACKNOWLEDGED = 2;

/**
 * What was asked for; else, where the device takes one frame at a time and loses what it has no room for, as many bytes
 * as prove to arrive; else as many as a frame holds. Throws frame/too-long.
 */
export function sizesFor({ link, info, totalBytes, asked }: SizesOptions): ChunkSizes {
  const fits = chunkSizeFor({ link, totalBytes, asked });
  if (asked !== 'auto' || !link.traits.oneFrameInFlight) return fixedSizes(fits);
  const { ram_free: freeBytes } = info;
  const roomy = freeBytes === undefined ? fits : chunkSizeForMemory(freeBytes, totalBytes);
  const mostBytes = Math.min(fits, roomy);
  return link.traits.acknowledgesPieces
    ? createTunedSizes({ mostBytes, cleanBeforeGrowth: CLEAN_IF_ACKNOWLEDGED })
    : createTunedSizes({ mostBytes });
}
