import type { FailureCode, FailureFacts } from '../contracts/failure.ts';

/** What is said of a failure: three parts, in this order. */
export interface FailureWords {
  /** What happened. */
  readonly headline: string;
  /** Whether the device is safe; null where no device is involved. */
  readonly safety: string | null;
  /** What to do now; null where there is nothing to do. */
  readonly next: string | null;
}

/** One for each code: the words for its facts. */
export type FailureWriters = {
  readonly [C in FailureCode]: (facts: FailureFacts[C]) => FailureWords;
};
