import type { PresenceNews, UpdateNews, UpdateOrder, UpdateResult, UpdaterApi } from '../api.ts';
import { moving } from '../wire/calls.ts';
import type { Failure, Outcome } from '../../contracts/failure.ts';
import { openWorker } from './open-worker.ts';

export interface UpdaterClient extends Omit<
  UpdaterApi,
  'hello' | 'useLinks' | 'update' | 'watchDevice'
> {
  readonly died: Promise<Failure>;
  /** Gives the worker the place where it opens links, and what tells of its owner's death. The port is moved. */
  useLinks(source: MessagePort, lifeLock: string | null): Promise<Outcome<null>>;
  update(order: UpdateOrder, onNews: (news: UpdateNews) => void): Promise<Outcome<UpdateResult>>;
  watchDevice(onNews: (news: PresenceNews) => void): Promise<Outcome<null>>;
  readonly terminate: () => void;
}

/** A fresh updater worker. One per session at a time; a dead one is replaced by another. */
export function openUpdater(): UpdaterClient {
  const worker = new Worker(new URL('../updater.worker.ts', import.meta.url), {
    type: 'module',
    name: 'updater',
  });
  const { api, died, terminate } = openWorker<UpdaterApi>(worker, 'updater');
  return {
    died,
    terminate,
    useLinks: (source, lifeLock) => api.useLinks(moving(source, [source]), lifeLock),
    useAddress: (address) => api.useAddress(address),
    openBundle: (file, fileName) => api.openBundle(file, fileName),
    watchDevice(onNews) {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = (message: MessageEvent<PresenceNews>) => onNews(message.data);
      void died.then(() => port1.close());
      return api.watchDevice(moving(port2, [port2]));
    },
    lookForDevice: () => api.lookForDevice(),
    askDevice: (expected) => api.askDevice(expected),
    stopAsking: () => api.stopAsking(),
    compare: (bundleId, device, measured) => api.compare(bundleId, device, measured),
    pause: () => api.pause(),
    goOn: () => api.goOn(),
    cancel: () => api.cancel(),
    setTimeFactor: (factor) => api.setTimeFactor(factor),
    decide: (decision) => api.decide(decision),
    check: () => api.check(),
    settle: (decision) => api.settle(decision),
    discard: () => api.discard(),
    seenDevices: () => api.seenDevices(),
    nameDevice: (key, name) => api.nameDevice(key, name),
    updatesOf: (key) => api.updatesOf(key),
    bluetoothSettings: () => api.bluetoothSettings(),
    linkLog: (after) => api.linkLog(after),
    openFrame: (seq) => api.openFrame(seq),
    callDevice: (method, params) => api.callDevice(method, params),
    async update(order, onNews) {
      const { port1, port2 } = new MessageChannel();
      const heardAll = listen(port1, onNews);
      const outcome = await api.update(order, moving(port2, [port2]));
      // Two ports keep no order between them: the result waits for the news that was sent before it.
      if (outcome.ok) await Promise.race([heardAll, died]);
      port1.close();
      return outcome;
    },
  };
}

/** Resolves when the sender said that nothing follows. */
function listen(port: MessagePort, onNews: (news: UpdateNews) => void): Promise<void> {
  return new Promise((resolve) => {
    port.onmessage = (message: MessageEvent<UpdateNews | null>) => {
      if (message.data === null) resolve();
      else onNews(message.data);
    };
  });
}
