/** The window's end of a rehearsal worker, which also goes through recordings. */
import type { Outcome } from '../../contracts/failure.ts';
import type { RehearsalStep, RehearsalVerdict } from '../../contracts/rehearsal.ts';
import type { OpenedRecording, RehearsalApi, RehearsalOrder, ReplayStep } from '../api.ts';
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

export interface ReplayClient extends Pick<RehearsalClient, 'terminate'> {
  /** Settles with worker/died once the worker is ended. */
  replay(file: File, onStep: (step: ReplayStep) => void): Promise<Outcome<OpenedRecording>>;
}

/** A fresh worker, for one rehearsal. */
export function openRehearsal(): RehearsalClient {
  const { api, died, terminate } = openThread();
  return {
    rehearse: (order, onStep) => api.rehearse(order, eventPort(onStep, died)),
    terminate,
  };
}

/** A fresh worker, for one recording. */
export function openReplay(): ReplayClient {
  const { api, died, terminate } = openThread();
  return {
    replay: (file, onStep) => api.replay(file, file.name, eventPort(onStep, died)),
    terminate,
  };
}

function openThread() {
  const worker = new Worker(new URL('../rehearsal.worker.ts', import.meta.url), {
    type: 'module',
    name: 'rehearsal',
  });
  return openWorker<RehearsalApi>(worker, 'rehearsal');
}
