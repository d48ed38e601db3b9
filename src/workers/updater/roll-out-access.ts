/** Who calls at the devices and brokers of a roll-out: as it was given for this one, or is kept in this browser. */
import { realClock } from '../../contracts/clock.ts';
import { OtaError } from '../../contracts/failure.ts';
import { brokerAddressOf } from '../../contracts/network-place.ts';
import type { Credentials } from '../../contracts/sign-in.ts';
import { isAtBroker } from '../../contracts/transport.ts';
import type { FleetDevice } from '../../fleet/plan.ts';
import { withDeadline } from '../../rpc/deadline.ts';
import type { SysInfo } from '../../rpc/methods.ts';
import { askInfo } from '../../update/ask-device.ts';
import { DEFAULT_TIMEOUTS } from '../../update/deps.ts';
import type { DeniedPlaces, RollOutSignIn } from '../roll-out-api.ts';
import { isDenied, withClientAt } from './ask-at-address.ts';
import type { KnownDevices } from './known-devices.ts';
import { SignIns } from './sign-ins.ts';

/** Brokers that are looked at before the start, by their first devices. */
const MOST_BROKERS = 8;
/** Devices that are asked before the start: those that are begun first. */
const MOST_DEVICES = 8;
/** From the opening of a link to the answer. */
const LOOKS_MS = 8_000;

export class RollOutAccess {
  readonly #known: KnownDevices;
  readonly #brokers = new Map<string, Credentials>();
  /** At each device for which none is kept. */
  #devices: Credentials | null = null;

  constructor(known: KnownDevices) {
    this.#known = known;
  }

  async give({ at, place, keep, user, password }: RollOutSignIn): Promise<void> {
    if (at === 'device') this.#devices = { user, password };
    else {
      this.#brokers.set(place, { user, password });
      if (keep) await this.#known.keepSignIn({ at, place, user, password });
    }
  }

  /** null: nobody. */
  async atBroker(place: string): Promise<Credentials | null> {
    return this.#brokers.get(place) ?? (await this.#known.signInFor('broker', place));
  }

  async at({ url }: Pick<FleetDevice, 'url'>): Promise<SignIns> {
    const signIns = new SignIns(this.#known);
    signIns.choose(url);
    const broker = isAtBroker(url) ? this.#brokers.get(brokerAddressOf(url)) : undefined;
    if (broker !== undefined) await signIns.give({ at: 'broker', keep: false, ...broker });
    await signIns.load();
    if (signIns.device === undefined && this.#devices !== null)
      await signIns.give({ at: 'device', keep: false, ...this.#devices });
    return signIns;
  }

  /** What the device says of itself. Throws link/…, and what calls throw. */
  async infoOf(device: FleetDevice, signal: AbortSignal): Promise<SysInfo> {
    const access = { signal, signIns: await this.at(device), timeoutMs: DEFAULT_TIMEOUTS.call };
    return withClientAt(device.url, access, (client) => askInfo(client, { signal }));
  }

  /** Who of the first ones asks for another user and password than are known. Never rejects. */
  async check(devices: readonly FleetDevice[]): Promise<DeniedPlaces> {
    const brokers = new Set<string>();
    const ids: string[] = [];
    await Promise.all(
      firstOf(devices).map(async (device) => {
        const denied = await this.#denial(device);
        if (denied === 'broker') brokers.add(brokerAddressOf(device.url));
        if (denied === 'device') ids.push(device.id);
      }),
    );
    return { brokers: [...brokers], devices: ids };
  }

  /** null: it lets us in, or nothing is known of that. */
  async #denial(device: FleetDevice): Promise<'broker' | 'device' | null> {
    const { signal } = new AbortController();
    const late = (): OtaError =>
      new OtaError('link/refused', { address: device.url, detail: 'no answer' });
    try {
      const within = { clock: realClock, ms: LOOKS_MS, signal, late };
      await withDeadline(within, (inner) => this.infoOf(device, inner));
      return null;
    } catch (reason) {
      const error = OtaError.from(reason);
      if (error.code === 'link/broker-denied') return 'broker';
      return isDenied(error) ? 'device' : null;
    }
  }
}

/** The first of each broker, and the first of all. */
function firstOf(devices: readonly FleetDevice[]): readonly FleetDevice[] {
  const byBroker = new Map<string, FleetDevice>();
  for (const device of devices) {
    const broker = isAtBroker(device.url) ? brokerAddressOf(device.url) : null;
    if (broker === null || byBroker.has(broker) || byBroker.size >= MOST_BROKERS) continue;
    byBroker.set(broker, device);
  }
  return [...new Set([...byBroker.values(), ...devices.slice(0, MOST_DEVICES)])];
}
