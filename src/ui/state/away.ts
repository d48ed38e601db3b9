import type { Failure, Outcome } from '../../contracts/failure.ts';
import type { DeviceReport, PresenceNews } from '../../workers/api.ts';
import type { Away, DeviceState } from './screen-view.ts';

type Known = Extract<DeviceState, { kind: 'known' }>;

/** No answer, as the worker reports it. `now`: window's clock, ms. */
export function awayOf(news: Exclude<PresenceNews, { kind: 'answers' }>, now: number): Away {
  const since = now - news.forMs;
  return news.kind === 'silent'
    ? { kind: news.kind, since }
    : { kind: news.kind, since, failure: news.failure };
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
