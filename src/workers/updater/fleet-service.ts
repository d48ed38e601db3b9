/** What is asked of the fleet. What answers it is fetched with the first question. */
import { realClock } from '../../contracts/clock.ts';
import type { FleetSnapshot } from '../../contracts/fleet-device.ts';
import { outcomeOf } from '../comlink/calls.ts';
import type { FleetApi } from '../fleet-api.ts';
import type { PlacesApi } from '../network-api.ts';
import type { FleetList } from './fleet-list.ts';
import type { FleetWatch } from './fleet-watch.ts';
import type { KnownDevices } from './known-devices.ts';
import type { SignIns } from './sign-ins.ts';

export interface FleetServiceDeps {
  readonly known: KnownDevices;
  readonly signIns: SignIns;
  readonly places: PlacesApi['places'];
  /** Milliseconds since 1970. */
  readonly wall: () => number;
}

export function createFleetService(deps: FleetServiceDeps): FleetApi {
  const { signIns, wall } = deps;
  const brokers = async (): Promise<readonly string[]> => {
    const known = await deps.places();
    if (!known.ok) return [];
    return known.value.places.flatMap(({ kind, address }) => (kind === 'broker' ? [address] : []));
  };
  let loading: Promise<FleetList> | null = null;
  let watch: FleetWatch | null = null;
  const load = (): Promise<FleetList> =>
    (loading ??= import('./fleet-list.ts').then(({ FleetList: List }) => new List(deps)));
  /** What was added while the fleet is watched is watched, too. */
  const inFleet = <T>(work: (list: FleetList) => Promise<T>, isNew = false) =>
    outcomeOf(async () => {
      const list = await load();
      const answer = await work(list);
      if (isNew) watch?.know((await list.all()).devices, await brokers());
      return answer;
    });
  const done = (work: (list: FleetList) => Promise<void>, isNew = false) =>
    inFleet(async (list) => {
      await work(list);
      return null;
    }, isNew);
  const leave = (): void => {
    watch?.end();
    watch = null;
  };
  return {
    fleetDevices: () => inFleet((list) => list.all()),
    addToFleet: (devices) => inFleet((list) => list.add(devices), true),
    changeInFleet: (ids, change) => done((list) => list.change(ids, change)),
    removeFromFleet: (ids) => inFleet((list) => list.remove(ids)),
    putBackInFleet: (devices) => done((list) => list.putBack(devices), true),
    watchFleet: (latest) =>
      outcomeOf(async () => {
        leave();
        const [{ FleetWatch: Watch }, { askAt }, list] = await Promise.all([
          import('./fleet-watch.ts'),
          import('./ask-at-address.ts'),
          load(),
        ]);
        const tell = (snapshot: FleetSnapshot): void => latest.postMessage(snapshot);
        leave();
        const begun = new Watch({
          ...{ clock: realClock, wall, tell },
          atBroker: (address) => signIns.atBroker(address),
          askAt: (address, signal) => askAt(address, { signal, signIns }),
          note: (heard) => list.note(heard),
        });
        watch = begun;
        begun.begin();
        begun.know((await list.all()).devices, await brokers());
        return null;
      }),
    askFleet: (ids, again) =>
      outcomeOf(() => {
        if (again === 'again') watch?.keepAsking(ids);
        else watch?.ask(ids);
        return null;
      }),
    leaveFleet: () =>
      outcomeOf(() => {
        leave();
        return null;
      }),
  };
}
