/** The shape of a report and of what it is made from. */
import type { SignatureVerdict } from '../contracts/signature.ts';
import type { BuildInfo } from '../messages/receipt-words.ts';
import type { Failure } from '../contracts/failure.ts';
import type { LinkBound } from '../contracts/link-log.ts';
import type { StageName } from '../contracts/stage-notes.ts';
import type { ForceName, UpdateResult } from '../update/events.ts';
import type { ReportFailure, ReportValue } from './clean-failure.ts';
import type { DeviceAnswer, RunNotes } from './run-notes.ts';

/** Plain values by their names. */
export type ReportFacts = Readonly<Record<string, ReportValue>>;

export interface ReportFirmware {
  readonly fileName: string;
  readonly sizeBytes: number;
  /** Of the whole file, lower-case hex. */
  readonly sha256: string;
  readonly name: string;
  readonly platform: string;
  readonly version: string;
  readonly buildId: string;
  /** Left out: nobody looked. */
  readonly signature?: SignatureVerdict | undefined;
  readonly parts: readonly {
    readonly name: string;
    readonly file: string | null;
    readonly sizeBytes: number;
    readonly sha256: string | null;
  }[];
}

export interface ReportLink {
  readonly kind: string;
  readonly label: string;
  readonly baudRate: number | null;
  readonly pieceBytes?: number | undefined;
  /** What opening a port does to DTR and RTS. */
  readonly lines?: 'low' | 'untouched' | undefined;
  /** As far as it was measured. */
  readonly blockBytes?: number | null;
  readonly bytesPerSecond?: number | null;
  readonly again?: number;
  readonly damaged?: number;
  readonly bound?: LinkBound;
}

export interface ReportSource {
  readonly program: 'app' | 'push';
  readonly build: BuildInfo;
  /** Milliseconds since 1970. */
  readonly startedAtMs: number;
  /** null: it ended before a device was asked. */
  readonly result: UpdateResult | null;
  /** Why, where there is no result. */
  readonly failure: Failure | null;
  readonly notes: RunNotes;
  /** As the device answered last, where that was after the update. */
  readonly last: DeviceAnswer | null;
  readonly firmware: ReportFirmware | null;
  readonly link: ReportLink | null;
  readonly commitTimeoutMs: number | null;
  readonly allowed: readonly ForceName[];
  /** Oldest first; null = it was not kept. `atMs`: since 1970. */
  readonly log: readonly { readonly atMs: number; readonly text: string }[] | null;
}

export interface UpdateReport {
  /** For people. */
  readonly head: readonly string[];
  readonly format: { readonly name: 'slipway-update-report'; readonly version: 1 };
  readonly madeBy: { readonly program: 'app' | 'push' } & BuildInfo;
  readonly outcome: {
    readonly result: UpdateResult['result'];
    readonly from: string | null;
    readonly to: string | null;
    /** ISO 8601, UTC. */
    readonly startedAt: string;
    readonly endedAt: string;
    readonly seconds: number;
    readonly writeSeconds: number;
    readonly confirmedBytes: number;
    readonly sentAgain: number;
  };
  readonly failure: ReportFailure | null;
  /** Why the old firmware runs again, as far as somebody saw it: update/judge-return.ts. */
  readonly cause: string | null;
  /** What runs, as the device said where it was not what was sent; null = see `device`. */
  readonly running: ReportFacts | null;
  readonly device: {
    readonly before: ReportFacts | null;
    readonly after: ReportFacts | null;
    readonly last: ReportFacts | null;
  };
  readonly firmware: (ReportFacts & { readonly parts: readonly ReportFacts[] }) | null;
  readonly link: (ReportFacts & { readonly bound: ReportFacts | null }) | null;
  readonly settings: {
    readonly commitTimeoutSeconds: number | null;
    /** Findings that a person allowed. */
    readonly allowed: readonly ForceName[];
  };
  readonly findings: readonly (ReportFailure & { readonly canBeAllowed: boolean })[];
  /** Those that were reached, in seconds since the update began. */
  readonly stages: readonly {
    readonly stage: StageName;
    readonly startedAtSeconds: number;
    readonly seconds: number;
  }[];
  readonly events: readonly ReportFacts[];
  readonly eventsLeftOut: number;
  readonly deviceLog: {
    readonly lines: readonly { readonly at: string; readonly text: string }[];
    /** Lines that name a password or key. */
    readonly withheld: number;
    readonly olderLeftOut: number;
  } | null;
}
