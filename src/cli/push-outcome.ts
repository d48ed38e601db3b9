import type { Failure } from '../contracts/failure.ts';
import type { ForetoldTime } from '../contracts/foretold-time.ts';
import type { Rehearsal, RehearsedFiles } from '../contracts/rehearsal.ts';
import type { UpdateResult } from '../update/events.ts';

/** The last JSON line of `push`: scripts rely on its members. */
export interface PushOutcome {
  readonly result:
    'committed' | 'uncommitted' | 'rehearsed' | 'refused' | 'failed' | 'reverted' | 'unknown';
  /** Versions; null where they never became known. */
  readonly from: string | null;
  readonly to: string | null;
  readonly bytes: number;
  readonly seconds: number;
  /** From the first OTA.Write to the last acknowledgement. */
  readonly writeSeconds: number;
  readonly bytesPerSecond: number;
  readonly failure: Pick<Failure, 'code' | 'facts'> | null;
  /** Of a dry run whose update worked on the stand-in. */
  readonly rehearsal: RehearsalSummary | null;
  /** Of several files: how many steps are kept, of how many. Left out: there was one file. */
  readonly route?: { readonly done: number; readonly of: number };
}

export interface RehearsalSummary extends RehearsedFiles, Pick<Rehearsal, 'ends' | 'freeBytes'> {
  readonly cuts: number;
  /** Cuts after which the device does not come to rest on a whole firmware. */
  readonly violations: number;
  /** The same in the boot record of a boot loader as its vendor has it; not counted as violations. */
  readonly weak: number;
  /** Flash operations of the update. */
  readonly operations: number;
  /** From power to a firmware that is kept, after the worst of the cuts. */
  readonly longestSeconds: number | null;
  /** What the real update is expected to take; null: no device was asked. */
  readonly seconds: { readonly from: number; readonly to: number } | null;
  /** The same as one figure, by what its link was measured at; null: it was not. */
  readonly foretold:
    | (Pick<ForetoldTime, 'basis' | 'restart'> & {
        readonly writeSeconds: number;
        /** With the restart; null: how long that takes nobody has seen. */
        readonly seconds: number | null;
      })
    | null;
}

/** The update as scripts see it: a cancelled one has failed, with that code; `failure` tells another firmware from a device that was not reached. */
export function pushOutcomeOf(result: UpdateResult): PushOutcome {
  const { from, to, bytes, seconds, writeSeconds } = result;
  return {
    result: RESULTS[result.result],
    from,
    to,
    bytes,
    seconds: rounded(seconds),
    writeSeconds: rounded(writeSeconds),
    bytesPerSecond: writeSeconds > 0 ? Math.round(bytes / writeSeconds) : 0,
    failure: 'failure' in result ? plain(result.failure) : null,
    rehearsal: null,
  };
}

/** What is stable for scripts has no word for a firmware that nobody sent: what came of it is not known. */
const RESULTS = {
  committed: 'committed',
  uncommitted: 'uncommitted',
  refused: 'refused',
  failed: 'failed',
  cancelled: 'failed',
  reverted: 'reverted',
  other: 'unknown',
  unknown: 'unknown',
} as const;

/** Nothing reached a device, as far as this command has seen. */
export function outcomeWithoutDevice(
  result: PushOutcome['result'],
  failure: Failure | null,
): PushOutcome {
  return {
    result,
    from: null,
    to: null,
    bytes: 0,
    seconds: 0,
    writeSeconds: 0,
    bytesPerSecond: 0,
    failure: failure === null ? null : plain(failure),
    rehearsal: null,
  };
}

const WRONG_USE = 1;
const REFUSED = 2;
const FAILED = 3;
const REVERTED = 4;
const UNKNOWN = 5;

/** Exit status of the command. `leaves`: an uncommitted firmware is what was asked for. */
export function exitStatus(
  { result, failure }: PushOutcome,
  { leaves }: { readonly leaves: boolean },
): number {
  if (failure !== null && /^(use|file|bug)\//.test(failure.code)) return WRONG_USE;
  switch (result) {
    case 'committed':
    case 'rehearsed':
      return 0;
    case 'uncommitted':
      return leaves ? 0 : FAILED; // cancelled on trial: it goes back by itself
    case 'refused':
      return REFUSED;
    case 'failed':
      return FAILED;
    case 'reverted':
      return REVERTED;
    case 'unknown':
      return UNKNOWN;
  }
}

const plain = ({ code, facts }: Failure): Pick<Failure, 'code' | 'facts'> => ({ code, facts });

const rounded = (seconds: number): number => Math.round(seconds * 1000) / 1000;
