/** What the window may ask of the updater worker about the devices of the fleet. */
import type { Outcome } from '../contracts/failure.ts';
import type {
  AddedDevices,
  ListedChange,
  ListedDevice,
  ListedDevices,
  NewListedDevice,
} from '../contracts/fleet-device.ts';

export interface FleetApi {
  /** From lists, from brokers and from the sessions of this browser. */
  fleetDevices(): Promise<Outcome<ListedDevices>>;
  /** One that is known takes what is said anew; what is left out stays. */
  addToFleet(devices: readonly NewListedDevice[]): Promise<Outcome<AddedDevices>>;
  changeInFleet(ids: readonly string[], change: ListedChange): Promise<Outcome<null>>;
  /** Answers with those that were there, for `putBackInFleet`. Who was seen in a session comes back when it is seen again. */
  removeFromFleet(ids: readonly string[]): Promise<Outcome<readonly ListedDevice[]>>;
  /** As they were. */
  putBackInFleet(devices: readonly ListedDevice[]): Promise<Outcome<null>>;
  /**
   * Listens at the brokers of the fleet for its devices until `leaveFleet` or another watch. FleetSnapshot comes to the port, which is
   * moved. Nothing is asked of a device before `askFleet`.
   */
  watchFleet(latest: MessagePort): Promise<Outcome<null>>;
  /**
   * Asks these devices how they are. Those under way are asked again until they have ended; `again`: and all of these, every few
   * seconds, in place of those before. None: that ends.
   */
  askFleet(ids: readonly string[], again?: 'again'): Promise<Outcome<null>>;
  leaveFleet(): Promise<Outcome<null>>;
}
