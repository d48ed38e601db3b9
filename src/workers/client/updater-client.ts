/** The window's end of an updater worker: how one is opened, and what it may be asked. */
import type { BrokerSnapshot } from '../../contracts/broker-devices.ts';
import type { ComparedDevice } from '../../contracts/compared.ts';
import type { Failure, Outcome } from '../../contracts/failure.ts';
import type { FleetSnapshot } from '../../contracts/fleet-device.ts';
import type { RehearsedDevice } from '../../contracts/rehearsal.ts';
import type { ScanOrder, ScanSnapshot } from '../../contracts/network-scan.ts';
import type { ComparedSettings } from '../../contracts/settings-snapshot.ts';
import type { TransferProgress } from '../../contracts/managed-device.ts';
import type {
  KeptPlace,
  PresenceEvent,
  RollOutEnd,
  RollOutNews,
  RollOutOrder,
  UpdateEvent,
  UpdateOrder,
  UpdateResult,
  UpdaterApi,
} from '../api.ts';
import { eventPort, moving, openWorker, withOwn } from '../comlink/calls.ts';

export interface UpdaterClient extends Omit<
  UpdaterApi,
  | 'hello'
  | 'useLinks'
  | 'update'
  | 'watchDevice'
  | 'readDeviceFile'
  | 'putDeviceFile'
  | 'compareContents'
  | 'readForRehearsal'
  | 'settingsAfter'
  | 'putBack'
  | 'watchBroker'
  | 'scanNetwork'
  | 'startRollOut'
  | 'watchRollOut'
  | 'watchFleet'
> {
  readonly died: Promise<Failure>;
  /** Gives the worker the place where it opens links, and what tells of its owner's death. The port is moved. */
  useLinks(source: MessagePort, lifeLock: string | null): Promise<Outcome<null>>;
  update(
    order: UpdateOrder,
    onEvent: (latest: UpdateEvent) => void,
  ): Promise<Outcome<UpdateResult>>;
  watchDevice(onEvent: (latest: PresenceEvent) => void): Promise<Outcome<null>>;
  readDeviceFile(name: string, onProgress: OnTransfer): Promise<Outcome<Blob>>;
  putDeviceFile(name: string, bytes: Blob, onProgress: OnTransfer): Promise<Outcome<null>>;
  compareContents(
    bundleId: string,
    which: 'unread' | 'all',
    onProgress: OnTransfer,
  ): Promise<Outcome<ComparedDevice>>;
  readForRehearsal(onProgress: OnTransfer): Promise<Outcome<RehearsedDevice>>;
  settingsAfter(onProgress: OnTransfer): Promise<Outcome<ComparedSettings | null>>;
  putBack(
    names: readonly string[],
    onProgress: OnTransfer,
  ): Promise<Outcome<ComparedSettings | null>>;
  watchBroker(address: string, onEvent: (latest: BrokerSnapshot) => void): Promise<Outcome<null>>;
  scanNetwork(order: ScanOrder, onEvent: (latest: ScanSnapshot) => void): Promise<Outcome<null>>;
  startRollOut(
    order: RollOutOrder,
    onEvent: (latest: RollOutNews) => void,
  ): Promise<Outcome<RollOutEnd>>;
  watchRollOut(
    place: KeptPlace,
    onEvent: (latest: RollOutNews) => void,
  ): Promise<Outcome<RollOutEnd>>;
  watchFleet(onEvent: (latest: FleetSnapshot) => void): Promise<Outcome<null>>;
  readonly terminate: () => void;
}

type OnTransfer = (progress: TransferProgress) => void;

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
    readDeviceFile: (name: string, onProgress: OnTransfer) =>
      api.readDeviceFile(name, eventPort(onProgress, died)),
    putDeviceFile: (name: string, bytes: Blob, onProgress: OnTransfer) =>
      api.putDeviceFile(name, bytes, eventPort(onProgress, died)),
    compareContents: (bundleId: string, which: 'unread' | 'all', onProgress: OnTransfer) =>
      api.compareContents(bundleId, which, eventPort(onProgress, died)),
    readForRehearsal: (onProgress: OnTransfer) => api.readForRehearsal(eventPort(onProgress, died)),
    settingsAfter: (onProgress: OnTransfer) => api.settingsAfter(eventPort(onProgress, died)),
    putBack: (names: readonly string[], onProgress: OnTransfer) =>
      api.putBack(names, eventPort(onProgress, died)),
    watchBroker: (address: string, onEvent: (latest: BrokerSnapshot) => void) =>
      api.watchBroker(address, eventPort(onEvent, died)),
    scanNetwork: (order: ScanOrder, onEvent: (latest: ScanSnapshot) => void) =>
      api.scanNetwork(order, eventPort(onEvent, died)),
    update: (order: UpdateOrder, onEvent: (latest: UpdateEvent) => void) =>
      withNews(died, onEvent, (port) => api.update(order, port)),
    startRollOut: (order: RollOutOrder, onEvent: (latest: RollOutNews) => void) =>
      withNews(died, onEvent, (port) => api.startRollOut(order, port)),
    watchRollOut: (place: KeptPlace, onEvent: (latest: RollOutNews) => void) =>
      withNews(died, onEvent, (port) => api.watchRollOut(place, port)),
    watchFleet: (onEvent: (latest: FleetSnapshot) => void) =>
      api.watchFleet(eventPort(onEvent, died)),
  });
}

/** Two ports keep no order between them: the result waits for the news that was sent before it. */
async function withNews<T>(
  died: Promise<Failure>,
  onEvent: (latest: never) => void,
  call: (port: MessagePort) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const { port1, port2 } = new MessageChannel();
  const heardAll = listen(port1, onEvent);
  const outcome = await call(moving(port2, [port2]));
  if (outcome.ok) await Promise.race([heardAll, died]);
  port1.close();
  return outcome;
}

/** Resolves when the sender said that nothing follows. */
function listen(port: MessagePort, onEvent: (latest: never) => void): Promise<void> {
  return new Promise((resolve) => {
    port.onmessage = ({ data }: MessageEvent) => {
      if (data === null) resolve();
      else onEvent(data as never); // what its worker sends there
    };
  });
}
