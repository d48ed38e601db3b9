/** What is said of a failure: three parts, in this order. */
export interface FailureWords {
  /** What happened. */
  readonly headline: string;
  /** Whether the device is safe; null where no device is involved. */
  readonly safety: string | null;
  /** What to do now; null where there is nothing to do. */
  readonly next: string | null;
}
