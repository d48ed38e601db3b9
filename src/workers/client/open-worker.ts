import type { Greeted } from '../api.ts';
import { moving, useApi } from '../comlink/calls.ts';
import type { FlatApi } from '../comlink/calls.ts';
import { watchLife } from '../comlink/life.ts';
import type { Failure } from '../../contracts/failure.ts';

export interface OpenWorker<Api> {
  readonly api: Api;
  /** Settles when the worker is gone, for whatever reason. Never rejects. */
  readonly died: Promise<Failure>;
  /** Resolves to the lock that the worker holds as long as it lives; null if it never came up. */
  readonly lifeLock: Promise<string | null>;
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
  const lifeLock = api.hello(lock).then((outcome) => {
    if (!outcome.ok) return null;
    life.watch(lock);
    return lock;
  });
  return { api, died: life.died, lifeLock, terminate: life.end };
}

/** A port to be moved to a worker: its events reach `onNews` until the worker is gone. */
export function eventPort(onEvent: (latest: never) => void, died: Promise<Failure>): MessagePort {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }: MessageEvent) => onEvent(data as never); // what its worker sends there
  void died.then(() => port1.close());
  return moving(port2, [port2]);
}
