import type { ChipSnapshot, EmulatorApi, PracticeSnapshot } from '../api.ts';
import { moving, withOwn } from '../comlink/calls.ts';
import type { Failure, Outcome } from '../../contracts/failure.ts';
import { eventPort, openWorker } from './open-worker.ts';

export interface EmulatorClient extends Omit<
  EmulatorApi,
  'hello' | 'watch' | 'watchChip' | 'serveLinks'
> {
  readonly died: Promise<Failure>;
  readonly lifeLock: Promise<string | null>;
  watch(onEvent: (latest: PracticeSnapshot) => void): Promise<Outcome<null>>;
  watchChip(onEvent: (latest: ChipSnapshot) => void): Promise<Outcome<null>>;
  /** The emulator answers as a LinkSource at this port. The port is moved. */
  serveLinks(port: MessagePort): Promise<Outcome<null>>;
  readonly terminate: () => void;
}

/** The practice device: a worker of its own, so that nothing it does can hold up an update. */
export function openEmulator(): EmulatorClient {
  const worker = new Worker(new URL('../emulator.worker.ts', import.meta.url), {
    type: 'module',
    name: 'emulator',
  });
  const { api, died, lifeLock, terminate } = openWorker<EmulatorApi>(worker, 'emulator');
  return withOwn(() => api, {
    died,
    lifeLock,
    terminate,
    watch: (onEvent: (latest: PracticeSnapshot) => void) => api.watch(eventPort(onEvent, died)),
    watchChip: (onEvent: (latest: ChipSnapshot) => void) => api.watchChip(eventPort(onEvent, died)),
    serveLinks: (port: MessagePort) => api.serveLinks(moving(port, [port])),
  });
}
