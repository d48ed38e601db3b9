import { OtaError, type FailureCode, type FailureFacts } from '../contracts/failure.ts';

/**
 * What helps most comes first, where an archive has several faults: an attack, then what it is not, then
 * what nobody can mend, then what a new packing would.
 */
const ORDER: readonly FailureCode[] = [
  'bundle/unsafe-name',
  'bundle/misleading-name',
  'bundle/no-manifest',
  'bundle/source-code',
  'bundle/too-deep',
  'bundle/name-too-long',
  'bundle/unsupported',
  'bundle/contradiction',
  'bundle/streamed',
  'bundle/compressed',
  'bundle/manifest-not-first',
];

/** Gathers the faults of one archive and throws the one that helps most. */
export interface Findings {
  add<C extends FailureCode>(code: C, facts: FailureFacts[C]): void;
  /** Throws the best finding; of equals, the first. */
  settle(): void;
}

export function createFindings(): Findings {
  let best: { readonly error: OtaError; readonly rank: number } | null = null;
  return {
    add(code, facts) {
      const rank = ORDER.indexOf(code);
      if (best !== null && best.rank <= rank) return;
      best = { error: OtaError.from(new OtaError(code, facts)), rank };
    },
    settle() {
      if (best !== null) throw best.error;
    },
  };
}
