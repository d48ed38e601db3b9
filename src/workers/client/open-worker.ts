import type { Greeted } from '../api.ts';
import { useApi } from '../wire/calls.ts';
import type { FlatApi } from '../wire/calls.ts';
import { watchLife } from '../wire/life.ts';
import type { Failure } from '../../contracts/failure.ts';

export interface OpenWorker<Api> {
  readonly api: Api;
  /** Settles when the worker is gone, for whatever reason. Never rejects. */
  readonly died: Promise<Failure>;
  /** The last resort of every cancel. */
  readonly terminate: () => void;
}

/** Takes over a worker that was just made: its API, and the certainty that no call outlives it. */
export function openWorker<Api extends Greeted & FlatApi<Api>>(
  worker: Worker,
  label: string,
): OpenWorker<Api> {
  const life = watchLife(worker, label);
  const api = useApi<Api>(worker, life.died);
  const lock = `slipway-life-${crypto.randomUUID()}`;
  void api.hello(lock).then((outcome) => {
    if (outcome.ok) life.watch(lock);
  });
  return { api, died: life.died, terminate: life.end };
}
