/** Several firmwares of one device, one after the other, as the window is told of them. Plain data. */
import type { ExpectedTime } from './expected-time.ts';
import type { Failure } from './failure.ts';

/** Of one route. */
export const MOST_ROUTE_FILES = 16;

/** One firmware of a route. */
export interface PlannedStep {
  /** SHA-256 of its file, lower-case hex. */
  readonly id: string;
  /** Its place among the files that were given. */
  readonly given: number;
  readonly fileName: string;
  readonly version: string;
  readonly buildId: string;
  /** As its manifest has it; null: any version may run before it. */
  readonly requires: string | null;
  readonly sizeBytes: number;
  /** null: no device, or nothing is known of the link. */
  readonly expected: ExpectedTime | null;
  /** What a person has to decide before it begins. */
  readonly decisions: number;
}

export type FirmwareRoute =
  | {
      readonly kind: 'planned';
      /** What ran when it was planned; null: no device was asked. */
      readonly running: string | null;
      readonly steps: readonly PlannedStep[];
      /** Not newer than what runs. */
      readonly passedOver: readonly PlannedStep[];
      /** Why the step at `at` cannot follow, or why there is none; null: nothing is known against it. */
      readonly gap: { readonly at: number; readonly failure: Failure } | null;
    }
  /** `given`: its place among the files that were given; null: it is no matter of one file. */
  | {
      readonly kind: 'refused';
      readonly given: number | null;
      readonly fileName: string | null;
      readonly failure: Failure;
    };

/** What is left of a route, as it is kept until its end. */
export interface KeptRoute {
  /** Its MAC; its id where a firmware tells none. */
  readonly device: string;
  /** What people call it. */
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly keptAtMs: number;
  /** Of how many; those before are kept by the device. */
  readonly of: number;
  /** The one that was under way, or comes next, first. */
  readonly left: readonly KeptRouteFile[];
}

export interface KeptRouteFile {
  /** SHA-256 of `file`, lower-case hex. */
  readonly id: string;
  readonly fileName: string;
  readonly version: string;
  readonly buildId: string;
  readonly file: Blob;
}
