import type { Failure, Outcome, FailureCode } from '../../contracts/failure.ts';
import type { DeviceReport, PresenceEvent } from '../../workers/api.ts';
import type { Away, DeviceState } from './screen-view.ts';

type Known = Extract<DeviceState, { kind: 'known' }>;

/** No answer, as the worker reports it. `now`: window's clock, ms. */
export function awayOf(latest: Exclude<PresenceEvent, { kind: 'answers' }>, now: number): Away {
  const since = now - latest.forMs;
  return latest.kind === 'silent'
    ? { kind: latest.kind, since }
    : { kind: latest.kind, since, failure: latest.failure };
}

/** The question failed because the device is not reached: it answered before, and stays the chosen one. */
export const lostSince = (
  device: Known,
  { failure }: Extract<Outcome<DeviceReport>, { ok: false }>,
  now: number,
): Known => ({ ...device, away: { kind: 'gone', since: device.away?.since ?? now, failure } });

/** Says no more than that the device is not reached. */
export const isLoss = ({ code }: Failure): boolean =>
  code.startsWith('link/') || code === 'rpc/timeout';

const ANSWERS: readonly FailureCode[] = ['rpc/remote', 'rpc/bad-reply', 'device/no-info'];

/** Somebody is there and said no, or something else: not the silence of a device without power. */
export const hasAnswered = ({ code }: Failure): boolean => ANSWERS.includes(code);
