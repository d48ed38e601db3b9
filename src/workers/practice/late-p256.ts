import { realClock, type Clock } from '../../contracts/clock.ts';
import { OtaError } from '../../contracts/failure.ts';
import type { P256Port } from '../../ota-core/primitives/p256-encoding.ts';
import { withDeadline } from '../../rpc/deadline.ts';

const WITHIN_MS = 10_000;

export interface FetchP256Options {
  readonly signal: AbortSignal;
  readonly clock?: Clock;
  /** The module, when left out. */
  readonly load?: () => Promise<P256Port>;
}

/** What the practice device checks signatures with: its own chunk, for few devices need it. Throws where it does not come in time. */
export function fetchP256({
  signal,
  clock = realClock,
  load = () => import('../../ota-core/primitives/p256-verify.ts'),
}: FetchP256Options): Promise<P256Port> {
  const late = (): OtaError =>
    new OtaError('link/refused', { address: 'p256-verify', detail: 'not fetched in time' });
  return withDeadline({ clock, ms: WITHIN_MS, signal, late }, load);
}
