/** The window's ends of its two workers: how one is opened, what it may be asked, and how the two are joined. */
import type { Failure, Outcome } from '../../contracts/failure.ts';
import type {
  Greeted,
  PresenceEvent,
  UpdateEvent,
  UpdateOrder,
  UpdateResult,
  UpdaterApi,
  ChipSnapshot,
  EmulatorApi,
  PracticeSnapshot,
} from '../api.ts';
import { moving, useApi, watchLife, withOwn } from '../comlink/calls.ts';
import type { FlatApi } from '../comlink/calls.ts';

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
function openWorker<Api extends Greeted & FlatApi<Api>>(
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

/** A port to be moved to a worker: its events reach `onEvent` until the worker is gone. */
function eventPort(onEvent: (latest: never) => void, died: Promise<Failure>): MessagePort {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }: MessageEvent) => onEvent(data as never); // what its worker sends there
  void died.then(() => port1.close());
  return moving(port2, [port2]);
}

export interface UpdaterClient extends Omit<
  UpdaterApi,
  'hello' | 'useLinks' | 'update' | 'watchDevice'
> {
  readonly died: Promise<Failure>;
  /** Gives the worker the place where it opens links, and what tells of its owner's death. The port is moved. */
  useLinks(source: MessagePort, lifeLock: string | null): Promise<Outcome<null>>;
  update(
    order: UpdateOrder,
    onEvent: (latest: UpdateEvent) => void,
  ): Promise<Outcome<UpdateResult>>;
  watchDevice(onEvent: (latest: PresenceEvent) => void): Promise<Outcome<null>>;
  readonly terminate: () => void;
}

/** A fresh updater worker. One per session at a time; a dead one is replaced by another. */
export function openUpdater(): UpdaterClient {
  const worker = new Worker(new URL('../updater.worker.ts', import.meta.url), {
    type: 'module',
    name: 'updater',
  });
  const { api, died, terminate } = openWorker<UpdaterApi>(worker, 'updater');
  return withOwn(() => api, {
    died,
    terminate,
    useLinks: (source: MessagePort, lifeLock: string | null) =>
      api.useLinks(moving(source, [source]), lifeLock),
    watchDevice: (onEvent: (latest: PresenceEvent) => void) =>
      api.watchDevice(eventPort(onEvent, died)),
    async update(order: UpdateOrder, onEvent: (latest: UpdateEvent) => void) {
      const { port1, port2 } = new MessageChannel();
      const heardAll = listen(port1, onEvent);
      const outcome = await api.update(order, moving(port2, [port2]));
      // Two ports keep no order between them: the result waits for the news that was sent before it.
      if (outcome.ok) await Promise.race([heardAll, died]);
      port1.close();
      return outcome;
    },
  });
}

/** Resolves when the sender said that nothing follows. */
function listen(port: MessagePort, onEvent: (latest: UpdateEvent) => void): Promise<void> {
  return new Promise((resolve) => {
    port.onmessage = (message: MessageEvent<UpdateEvent | null>) => {
      if (message.data === null) resolve();
      else onEvent(message.data);
    };
  });
}

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
