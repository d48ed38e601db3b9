/** What the window may ask of the updater worker about several firmwares of one device, one after the other. */
import type { MeasuredTimes } from '../contracts/expected-time.ts';
import type { Outcome } from '../contracts/failure.ts';
import type { FirmwareRoute, KeptRoute } from '../contracts/firmware-route.ts';
import type { DeviceReport } from './api.ts';

export interface RouteApi {
  /**
   * Opens and checks them all, and puts them in their order. `device` null: nobody is asked yet. Sends nothing; the bundle that is kept
   * stays. A newer question ends the one before.
   */
  planFirmwareRoute(
    files: readonly File[],
    device: DeviceReport | null,
    measured?: MeasuredTimes | null,
  ): Promise<Outcome<FirmwareRoute>>;
  /** In place of what was kept for this device. Failure: `storage/failed`. */
  keepRoute(route: KeptRoute): Promise<Outcome<null>>;
  /** The last one first; what is damaged is left out. Failure: `storage/failed`. */
  keptRoutes(): Promise<Outcome<readonly KeptRoute[]>>;
  forgetRoute(device: string): Promise<Outcome<null>>;
}
