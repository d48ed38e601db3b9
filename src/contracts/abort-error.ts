import { OtaError } from './failure.ts';

/** Why a signal aborted, as the error to throw: its own OtaError, else `cancelled` by the user. */
export function abortError(signal: AbortSignal): OtaError {
  const reason: unknown = signal.reason;
  return reason instanceof OtaError
    ? OtaError.from(reason)
    : new OtaError('cancelled', { by: 'user' }, { cause: reason });
}
