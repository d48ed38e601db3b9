/** What the window may ask of the updater worker about routes that are not ended. */
import type { Outcome } from '../contracts/failure.ts';
import type { KeptRoute } from '../contracts/firmware-route.ts';

export interface RouteApi {
  /** In place of what was kept for this device. Failure: `storage/failed`. */
  keepRoute(route: KeptRoute): Promise<Outcome<null>>;
  /** The last one first; what is damaged is left out. Failure: `storage/failed`. */
  keptRoutes(): Promise<Outcome<readonly KeptRoute[]>>;
  forgetRoute(device: string): Promise<Outcome<null>>;
}
