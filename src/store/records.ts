/** What is kept of devices and of their updates. */

/** A real device as it last said of itself. */
export interface SeenDevice {
  /** Its MAC: an id can be set to anything, and two devices may have the same. */
  readonly key: string;
  readonly id: string;
  readonly app: string;
  readonly arch: string;
  readonly version: string;
  /** What it was reached over, as far as a page can know. */
  readonly adapter: string;
  readonly seenAtMs: number;
  /** Given by people. */
  readonly alias: string | null;
}

/** One update of one device. Written when it begins, and again when its end is known. */
export interface UpdateRecord {
  readonly sessionId: string;
  /** SeenDevice.key */
  readonly device: string;
  readonly startedAtMs: number;
  readonly from: string;
  readonly to: string;
  /** SHA-256 of the file, lower-case hex. */
  readonly bundle: string;
  /** `begun`: the page was gone before the end was known. Else as the result said. */
  readonly end:
    | 'begun'
    | 'committed'
    | 'uncommitted'
    | 'refused'
    | 'failed'
    | 'cancelled'
    | 'reverted'
    | 'other'
    | 'unknown';
  /** Code of the failure, where there was one. */
  readonly why: string | null;
  readonly seconds: number | null;
}
