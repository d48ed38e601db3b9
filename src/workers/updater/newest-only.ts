import { OtaError } from '../../contracts/failure.ts';

export interface Newest {
  begin(): AbortSignal;
  stop(): void;
}

/** A newer question of a kind ends the one before: only the last answer is waited for. */
export function newestOnly(): Newest {
  let last: AbortController | null = null;
  const stop = (): void => last?.abort(new OtaError('cancelled', { by: 'user' }));
  return {
    begin() {
      stop();
      last = new AbortController();
      return last.signal;
    },
    stop,
  };
}
