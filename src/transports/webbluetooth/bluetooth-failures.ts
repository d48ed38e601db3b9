/** What the browser throws, as our failures. By the error's name: messages differ between browsers and releases. */
import { OtaError, errorName, wordsOf } from '../../contracts/failure.ts';

const KIND = 'bluetooth';

/** Of `requestDevice`. An empty list cannot be told from one that was closed; whether the radio is on, can. */
export function bluetoothChoosingFailure(reason: unknown, radioIsOn: boolean): OtaError {
  const cause = { cause: reason };
  if (!radioIsOn) return radioOff(reason);
  switch (errorName(reason)) {
    case 'NotFoundError':
      return new OtaError('link/not-chosen', { kind: KIND }, cause);
    case 'SecurityError':
    case 'NotAllowedError':
      return new OtaError('link/not-allowed', { kind: KIND, detail: wordsOf(reason) }, cause);
    default:
      return OtaError.from(reason);
  }
}

/** What was tried when it failed. */
export type Step = 'connect' | 'service' | 'characteristics' | 'ready';

/** Of connecting, up to the first good answer of the service. */
export function bluetoothOpeningFailure(step: Step, reason: unknown, address: string): OtaError {
  if (reason instanceof OtaError) return OtaError.from(reason);
  const cause = { cause: reason };
  const detail = wordsOf(reason);
  const name = errorName(reason);
  // The page was given the device before it knew of this service: the browser keeps what it was asked then.
  if (name === 'SecurityError' && step === 'service')
    return new OtaError('link/stale-grant', { address, detail }, cause);
  // The device wants to be paired (`bt.gatts.min_sec_level`), and that was refused.
  if (name === 'SecurityError')
    return new OtaError('link/not-allowed', { kind: KIND, detail }, cause);
  if (name === 'NotFoundError' && (step === 'service' || step === 'characteristics'))
    return new OtaError('link/rpc-off', { address, seen: 'no-service', detail }, cause);
  if (name === 'InvalidStateError' && step === 'connect')
    return new OtaError('link/held', { kind: KIND, address, by: 'unknown', detail }, cause);
  if (step !== 'ready') return new OtaError('link/out-of-reach', { address, detail }, cause);
  // Somebody else on this machine speaks to the device all the time: the browser says that it is busy.
  if (name === 'NetworkError')
    return new OtaError('link/held', { kind: KIND, address, by: 'unknown', detail }, cause);
  // A device whose service was switched off at run time keeps it visible and refuses everything (gatt.md#session-and-mtu).
  return new OtaError('link/rpc-off', { address, seen: 'refuses', detail }, cause);
}

export const radioOff = (cause?: unknown): OtaError =>
  new OtaError('link/radio-off', { kind: KIND }, { cause });

export const bluetoothLossOf = (detail: string, cause?: unknown): OtaError =>
  new OtaError('link/lost', { kind: KIND, detail }, { cause });
