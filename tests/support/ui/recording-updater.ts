import type { Outcome } from '../../../src/contracts/failure.ts';
import type {
  PresenceEvent,
  UpdateEvent,
  UpdateOrder,
  UpdateResult,
} from '../../../src/workers/api.ts';
import type { UpdaterClient } from '../../../src/workers/client/updater-client.ts';
import { bundle, deviceOn } from './fixtures.ts';
import { unmanaged } from './unmanaged.ts';

const ok = <T>(value: T): Outcome<T> => ({ ok: true, value });
const never = new Promise<never>(() => undefined);

/** An update that was ordered, in the hands of the test. */
export interface OrderedUpdate {
  readonly order: UpdateOrder;
  tell(latest: UpdateEvent): void;
  finish(result: UpdateResult): void;
}

/**
 * An updater worker with one sound file and one device on 1.0.0. It writes down what it is asked, in `asked` by method;
 * an update lasts until the test finishes it.
 */
export function recordingUpdater() {
  const asked: string[] = [];
  const updates: OrderedUpdate[] = [];
  const presence: ((latest: PresenceEvent) => void)[] = [];
  const answer = <T>(method: string, value: T): Promise<Outcome<T>> => {
    asked.push(method);
    return Promise.resolve(ok(value));
  };
  const updater: UpdaterClient = {
    died: never,
    terminate: () => undefined,
    useLinks: () => answer('useLinks', null),
    useAddress: (address) => answer(`useAddress ${address}`, null),
    signIn: ({ at, user }) => answer(`signIn ${at} ${user}`, null),
    openBundle: (_file, fileName) => answer('openBundle', { ...bundle, fileName }),
    openFolder: (_files, fileName) => answer('openFolder', { ...bundle, fileName }),
    trust: () => Promise.resolve(ok(null)),
    publicKey: () => answer('publicKey', null),
    readCode: () => answer('readCode', null),
    checkedCopy: () => answer('checkedCopy', new Blob(['mended'])),
    watchDevice(tell) {
      presence.push(tell);
      return Promise.resolve(ok(null));
    },
    lookForDevice: () => answer('lookForDevice', null),
    askDevice: () => answer('askDevice', deviceOn('1.0.0')),
    stopAsking: () => answer('stopAsking', null),
    compare: () => answer('compare', { findings: [], files: null }),
    update(order, tell) {
      asked.push('update');
      return new Promise((resolve) =>
        updates.push({ order, tell, finish: (result) => resolve(ok(result)) }),
      );
    },
    pause: () => answer('pause', null),
    goOn: () => answer('goOn', null),
    cancel: () => answer('cancel', null),
    decide: () => answer('decide', null),
    check: () => answer('check', null),
    setTimeFactor: () => answer('check', null),
    settle: () => answer('settle', null),
    discard: () => answer('discard', null),
    seenDevices: () => answer('seenDevices', []),
    nameDevice: () => answer('nameDevice', null),
    updatesOf: () => answer('updatesOf', []),
    linkLog: () => answer('linkLog', { lines: [], last: 0, report: null }),
    openFrame: () => answer('openFrame', null),
    ...unmanaged,
  };
  /** What the worker tells of the device. */
  const tellPresence = (latest: PresenceEvent): void => presence.at(-1)?.(latest);
  return { updater, asked, updates, tellPresence };
}
