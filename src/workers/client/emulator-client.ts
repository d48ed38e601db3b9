/** The window's end of the practice device's worker: how one is opened and replaced, and how updaters are joined to it. */
import type { Failure, Outcome } from '../../contracts/failure.ts';
import type { ChipSnapshot, EmulatorApi, PracticeSnapshot } from '../api.ts';
import { eventPort, moving, openWorker, withOwn } from '../comlink/calls.ts';
import type { UpdaterClient } from './updater-client.ts';

/** What the window is sent of the practice device: with its chip while that is watched. */
export type PracticeListener = (latest: PracticeSnapshot | ChipSnapshot) => void;

export interface EmulatorClient extends Omit<EmulatorApi, 'hello' | 'watch' | 'serveLinks'> {
  readonly died: Promise<Failure>;
  readonly lifeLock: Promise<string | null>;
  watch(onEvent: PracticeListener): Promise<Outcome<null>>;
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
    watch: (onEvent: PracticeListener) => api.watch(eventPort(onEvent, died)),
    serveLinks: (port: MessagePort) => api.serveLinks(moving(port, [port])),
  });
}

/** The practice device's thread, and another one when it is gone. */
interface LastingEmulator extends EmulatorClient {
  /** Another thread in place of this one. It has to be started, and its links have to be joined anew. */
  restart(): void;
  /** Called after each `restart`, when calls go to the new thread. */
  onRestart(listener: () => void): void;
}

/** One client for all threads that follow each other: calls, `died` and `lifeLock` are those of the present one. */
export function lastingEmulator(open: () => EmulatorClient): LastingEmulator {
  let now = open();
  const listeners: (() => void)[] = [];
  return withOwn(() => now, {
    restart() {
      now.terminate();
      now = open();
      for (const listener of listeners) listener();
    },
    onRestart: (listener: () => void) => void listeners.push(listener),
  });
}

/**
 * Joins updaters to the practice device. The last one is joined anew when the device's thread is another,
 * if the practice device is still what it is to update.
 */
export function practiceLinks(
  emulator: LastingEmulator,
  isChosen: () => boolean,
): (updater: UpdaterClient) => Promise<Outcome<null>> {
  let last: UpdaterClient | null = null;
  emulator.onRestart(() => {
    if (last !== null && isChosen()) void linkToPractice(last, emulator);
  });
  return (updater) => {
    last = updater;
    return linkToPractice(updater, emulator);
  };
}

/**
 * Joins the updater to the practice device by a channel of their own: links are opened and bytes flow
 * from worker to worker, never through the window.
 */
async function linkToPractice(
  updater: UpdaterClient,
  emulator: EmulatorClient,
): Promise<Outcome<null>> {
  const { port1, port2 } = new MessageChannel();
  const lifeLock = await emulator.lifeLock;
  const [served, used] = await Promise.all([
    emulator.serveLinks(port1),
    updater.useLinks(port2, lifeLock),
  ]);
  return firstFailure(served, used);
}

function firstFailure(...outcomes: readonly Outcome<null>[]): Outcome<null> {
  const failed = outcomes.find(
    (outcome): outcome is { ok: false; failure: Failure } => !outcome.ok,
  );
  return failed ?? { ok: true, value: null };
}
