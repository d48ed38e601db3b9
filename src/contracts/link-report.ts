/** What a link was measured to do, and what bounds its speed. */
import type { LinkTraits } from './link-traits.ts';

/** What the time of one block goes into, in the order in which it passes. */
export type TripPartName = 'line' | 'writes' | 'adapter' | 'network' | 'reads' | 'flash' | 'page';

export interface TripPart {
  readonly name: TripPartName;
  readonly ms: number;
}

export type LinkBound =
  /** Too few blocks were confirmed to say. */
  | { readonly cause: 'unknown' }
  /** The most that the line carries at this speed. */
  | { readonly cause: 'line'; readonly baudRate: number; readonly mostBytesPerSecond: number }
  | { readonly cause: 'adapter'; readonly latencyMs: number }
  | { readonly cause: 'flash'; readonly blockMs: number }
  | { readonly cause: 'bluetooth'; readonly answerMs: number }
  /** Each write and each read waits so long for its turn on the air. */
  | { readonly cause: 'interval'; readonly eachMs: number; readonly turns: number }
  /** The link carries little at a time, so a block needs many turns. */
  | { readonly cause: 'pieces'; readonly pieceBytes: number; readonly eachMs: number }
  /** `share`: of the time, spent in waiting for what never came. */
  | { readonly cause: 'loss'; readonly lost: number; readonly of: number; readonly share: number }
  | { readonly cause: 'memory'; readonly freeBytes: number; readonly blockBytes: number }
  | { readonly cause: 'network'; readonly eachWayMs: number }
  /** Between an answer and the next block, this page had other work. */
  | { readonly cause: 'page'; readonly gapMs: number };

export interface LinkReport {
  readonly link: {
    readonly kind: string;
    readonly traits: LinkTraits;
    readonly label: string;
    readonly baudRate: number | null;
    /** Of a radio: what it carries at a time. */
    readonly pieceBytes?: number;
  };
  readonly bound: LinkBound;
  /** Of one usual block; empty before one was confirmed. */
  readonly parts: readonly TripPart[];
  /** null = nothing was confirmed in that time. */
  readonly bytesPerSecond: number | null;
  readonly blockBytes: number | null;
  readonly usualMs: number | null;
  readonly slowestMs: number | null;
  /** Calls that were answered or given up, and blocks that had to be sent again. */
  readonly calls: number;
  readonly again: number;
  /** Pieces that arrived damaged. */
  readonly damaged: number;
}
