/** What passes on a link, as records and not as sentences: who reads them decides how they are shown. */
import type { LinkEnd } from './link.ts';
import type { LinkTraits } from './link-traits.ts';

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
