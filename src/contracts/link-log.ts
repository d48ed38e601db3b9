/** What is recorded of the links to a device: lines as a screen reads them, secrets taken out; the events they come from; what was measured; what may be called by hand. */
import type { LinkEnd, LinkTraits } from './link.ts';

/** What a frame carries. A block is named, its bytes are not kept. */
export type Carried =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'block'; readonly offset: number; readonly bytes: number }
  /** The beginning of its JSON. */
  | { readonly kind: 'json'; readonly text: string; readonly isCut: boolean };

interface LinePlace {
  /** Counts up by one; never 0. */
  readonly seq: number;
  /** Milliseconds since 1970. */
  readonly atMs: number;
}

export type LinkLine = LinePlace &
  (
    | {
        readonly kind: 'sent';
        readonly id: FrameId;
        readonly method: string;
        readonly carries: Carried;
        readonly bytes: number;
        /** The same block as before. */
        readonly isAgain: boolean;
      }
    | {
        readonly kind: 'answered';
        readonly id: FrameId;
        /** null = nobody waited for it any more. */
        readonly ms: number | null;
        readonly says: Carried;
        /** null = no error. */
        readonly errorCode: number | null;
        readonly bytes: number;
      }
    | { readonly kind: 'unanswered'; readonly id: FrameId; readonly waitedMs: number }
    /** A line of the device's log. `delays`: it explains why something takes longer. */
    | { readonly kind: 'log'; readonly text: string; readonly delays: boolean }
    /** Bytes that are neither a frame nor a line: damaged on the way. */
    | {
        readonly kind: 'noise';
        readonly why: string;
        readonly text: string;
        readonly bytes: number;
      }
    | { readonly kind: 'opened'; readonly label: string; readonly baudRate: number | null }
    | { readonly kind: 'lost'; readonly detail: string }
    | { readonly kind: 'closed' }
  );

/** A line as it crosses between threads. No link has anything to do with `damaged`: whoever shows it has the words. */
export type RecordedLine =
  | LinkLine
  | (LinePlace & {
      /** This browser has kept something that cannot be read any more. */
      readonly kind: 'damaged';
      readonly what:
        'device' | 'update' | 'bluetooth' | 'sign-in' | 'place' | 'fleet' | 'checks' | 'history';
      /** What it is kept under; empty where that is damaged, too. */
      readonly key: string;
    });

export interface LinkBatch {
  /** After the one that was asked for, oldest first; at most what is kept. */
  readonly lines: readonly RecordedLine[];
  /** The newest line there is; 0 = none. A smaller one than before: the record began anew. */
  readonly last: number;
  /** null: no link was open yet. */
  readonly report: LinkReport | null;
}

/** What a call by hand brought. */
export interface CallAnswer {
  readonly method: string;
  /** When the answer came; milliseconds since 1970. */
  readonly atMs: number;
  readonly ms: number;
  /** JSON on lines, secrets taken out. */
  readonly text: string;
}

/** What passes on a link, as records and not as sentences: who reads them decides how they are shown. */

/** null = a notification has none. */
export type FrameId = number | string | null;

export type LinkEvent =
  | {
      readonly event: 'opened';
      readonly kind: string;
      readonly traits: LinkTraits;
      readonly label: string;
      readonly baudRate: number | null;
      /** Link.pieceBytes, of links that have them. */
      readonly pieceBytes?: number;
    }
  /** `bytes`: of the whole frame on the wire. `params` are borrowed. */
  | {
      readonly event: 'request';
      readonly id: FrameId;
      readonly method: string;
      readonly params: unknown;
      readonly bytes: number;
    }
  /** The link took all of the request. */
  | { readonly event: 'taken'; readonly id: FrameId }
  | {
      readonly event: 'reply';
      readonly id: FrameId;
      readonly outcome:
        | { readonly ok: true; readonly result: unknown }
        | { readonly ok: false; readonly code: number; readonly message: string };
      readonly bytes: number;
    }
  /** Bytes that are no frame; `console` is the device's log. Borrowed. */
  | { readonly event: 'noise'; readonly why: string; readonly bytes: Uint8Array }
  /** Nobody waits for this reply any more. */
  | { readonly event: 'unanswered'; readonly id: FrameId; readonly waitedMs: number }
  | { readonly event: 'ended'; readonly end: LinkEnd };

/** `at`: milliseconds of the clock in use. */
export type LogRecord = { readonly at: number } & LinkEvent;

export type LogSink = (record: LogRecord) => void;

/** What a link was measured to do, and what bounds its speed. */

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

/**
 * Methods that read and change nothing (rpc-methods.md#rpc to #fs, ota-service.md#status,
 * #commit-and-boot-state): what may be called by hand while an update runs. Whatever is not here may write,
 * restart the device or keep it busy.
 */
export const READING_METHODS: readonly string[] = [
  'RPC.List',
  'RPC.Describe',
  'RPC.Ping',
  'Sys.GetInfo',
  'OTA.Status',
  'OTA.GetBootState',
  'Config.Get',
  'FS.List',
  'FS.ListExt',
  'FS.Get',
];

/** Devices do not look at case. */
export const isReading = (method: string): boolean =>
  READING_METHODS.some((name) => name.toLowerCase() === method.toLowerCase());
