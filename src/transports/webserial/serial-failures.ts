/** What the browser throws, as our failures. By the error's name: messages differ between browsers and releases. */
import { OtaError, errorName, wordsOf } from '../../contracts/failure.ts';

const KIND = 'serial';

/** Of `requestPort`. An empty list cannot be told from one that was closed. */
export function serialChoosingFailure(reason: unknown): OtaError {
  switch (errorName(reason)) {
    case 'NotFoundError':
      return new OtaError('link/not-chosen', { kind: KIND }, { cause: reason });
    case 'SecurityError':
      return notAllowed(reason);
    default:
      return OtaError.from(reason);
  }
}

/** Of `open`. A port that somebody else holds and one without rights look the same to a page. */
export function serialOpeningFailure(reason: unknown, address: string): OtaError {
  const detail = wordsOf(reason);
  const held = (by: 'this-page' | 'unknown'): OtaError =>
    new OtaError('link/held', { kind: KIND, address, by, detail }, { cause: reason });
  switch (errorName(reason)) {
    case 'InvalidStateError':
      return held('this-page');
    case 'NetworkError':
      return held('unknown');
    case 'SecurityError':
      return notAllowed(reason);
    default:
      return new OtaError('link/refused', { address, detail }, { cause: reason });
  }
}

/** Of a read: after these the port gives another stream, and only bytes are missing. */
export function isRecoverable(reason: unknown): boolean {
  return RECOVERABLE.includes(errorName(reason));
}

const RECOVERABLE = ['BufferOverrunError', 'BreakError', 'FramingError', 'ParityError'];

export function serialLossOf(detail: string, cause?: unknown): OtaError {
  return new OtaError('link/lost', { kind: KIND, detail }, { cause });
}

const notAllowed = (cause: unknown): OtaError =>
  new OtaError('link/not-allowed', { kind: KIND, detail: wordsOf(cause) }, { cause });
