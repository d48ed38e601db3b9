/** The window's end of a rehearsal worker. */
import type { Outcome } from '../../contracts/failure.ts';
import type { RehearsalStep, RehearsalVerdict } from '../../contracts/rehearsal.ts';
import type { RehearsalApi, RehearsalOrder } from '../api.ts';
import { eventPort, openWorker } from '../comlink/calls.ts';

export interface RehearsalClient {
  /** Settles with worker/died once the worker is ended. */
  rehearse(
    order: RehearsalOrder,
    onStep: (step: RehearsalStep) => void,
  ): Promise<Outcome<RehearsalVerdict>>;
  /** Of no more use after that. */
  readonly terminate: () => void;
}

/** A fresh worker, for one rehearsal. */
export function openRehearsal(): RehearsalClient {
  const worker = new Worker(new URL('../rehearsal.worker.ts', import.meta.url), {
    type: 'module',
    name: 'rehearsal',
  });
  const { api, died, terminate } = openWorker<RehearsalApi>(worker, 'rehearsal');
  return {
    rehearse: (order, onStep) => api.rehearse(order, eventPort(onStep, died)),
    terminate,
  };
}
