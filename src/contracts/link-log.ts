/** The record of what passed on the links to a device, as a screen reads it: plain data, secrets taken out. */
import type { LinkReport } from './link-report.ts';
import type { FrameId } from './log.ts';

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
      readonly what: 'device' | 'update' | 'bluetooth';
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
