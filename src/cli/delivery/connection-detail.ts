import { hasCode, OtaError, wordsOf } from '../../contracts/failure.ts';

/** Why a request of HTTP came to nothing, in the words of the system. Of several addresses that all fail Node gives a code and no words. */
export function connectionDetail(reason: unknown): string {
  const error = reason instanceof OtaError ? OtaError.from(reason) : null;
  if (error !== null && hasCode(error, 'rpc/timeout'))
    return `no answer in ${error.facts.timeoutMs / 1000} s`;
  const words = wordsOf(reason);
  if (words !== '') return words;
  return reason instanceof Error && 'code' in reason ? String(reason.code) : 'no connection';
}
