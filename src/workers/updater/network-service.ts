/** What is asked of the network beside the device that is chosen. What answers it is fetched with the first question. */
import type { SysInfo } from '../../rpc/methods.ts';
import { realClock } from '../../contracts/clock.ts';
import { OtaError } from '../../contracts/failure.ts';
import type { ScanSnapshot } from '../../contracts/network-scan.ts';
import type { BrokerApi, PlacesApi, ScanApi } from '../network-api.ts';
import { outcomeOf } from '../comlink/calls.ts';
import type { BrokerWatch } from './broker-watch.ts';
import type { KnownDevices } from './known-devices.ts';
import type { NetworkPlaces } from './network-places.ts';
import type { SignIns } from './sign-ins.ts';

export interface NetworkServiceDeps {
  readonly known: KnownDevices;
  readonly signIns: SignIns;
  /** Milliseconds since 1970. */
  readonly wall: () => number;
}

export interface NetworkService {
  readonly api: BrokerApi & PlacesApi & ScanApi;
  /** A device answered at its address; null = it has none. */
  note(address: string | null, info: SysInfo): Promise<void>;
}

export function createNetworkService(deps: NetworkServiceDeps): NetworkService {
  let loading: Promise<NetworkPlaces> | null = null;
  const load = (): Promise<NetworkPlaces> =>
    (loading ??= import('./network-places.ts').then(
      ({ NetworkPlaces: Places }) => new Places(deps),
    ));
  const inPlaces = <T>(work: (places: NetworkPlaces) => Promise<T>) =>
    outcomeOf(async () => work(await load()));
  const done = (work: (places: NetworkPlaces) => Promise<void>) =>
    inPlaces(async (places) => {
      await work(places);
      return null;
    });
  return {
    async note(address, info) {
      // A device that answered is there, whatever becomes of the note.
      if (address !== null) await done((places) => places.note(address, info));
    },
    api: {
      places: () => inPlaces((places) => places.all()),
      addPlace: (place) => inPlaces((places) => places.add(place)),
      namePlace: (address, name) => inPlaces((places) => places.rename(address, name)),
      removePlace: (address) => done((places) => places.remove(address)),
      takeOverPlaces: (addresses) => done((places) => places.takeOver(addresses)),
      ...brokers(deps),
      ...scans(),
    },
  };
}

function brokers({ signIns, wall }: NetworkServiceDeps): BrokerApi {
  let watch: BrokerWatch | null = null;
  let wanted = 0;
  const leave = (): void => {
    wanted += 1;
    watch?.end();
    watch = null;
  };
  return {
    watchBroker: (address, latest) =>
      outcomeOf(async () => {
        leave();
        const mine = wanted;
        const { BrokerWatch: Watch } = await import('./broker-watch.ts');
        const who = await signIns.atBroker(address);
        if (mine !== wanted) throw new OtaError('cancelled', { by: 'user' });
        const begun = new Watch(address, who, {
          clock: realClock,
          wall,
          tell: (snapshot) => latest.postMessage(snapshot),
        });
        watch = begun;
        try {
          await begun.begin();
        } catch (reason) {
          begun.end();
          const { explainHere } = await import('./network-link.ts');
          throw await explainHere(OtaError.from(reason), new AbortController().signal);
        }
        return null;
      }),
    askAtBroker: (ids) =>
      outcomeOf(() => {
        watch?.ask(ids);
        return null;
      }),
    leaveBroker: () =>
      outcomeOf(() => {
        leave();
        return null;
      }),
  };
}

function scans(): ScanApi {
  let scan: AbortController | null = null;
  const stop = (): void => scan?.abort(new OtaError('cancelled', { by: 'user' }));
  return {
    scanNetwork: (order, latest) =>
      outcomeOf(async () => {
        stop();
        const mine = new AbortController();
        scan = mine;
        const [{ scanNetwork }, { fetchSend: send }] = await Promise.all([
          import('./scan-network.ts'),
          import('../../transports/http/fetch-send.ts'),
        ]);
        const tell = (snapshot: ScanSnapshot): void => latest.postMessage(snapshot);
        await scanNetwork(order, { clock: realClock, send, signal: mine.signal, tell });
        return null;
      }),
    stopScan: () =>
      outcomeOf(() => {
        stop();
        return null;
      }),
  };
}
