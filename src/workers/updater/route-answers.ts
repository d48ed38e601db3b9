/** What is answered of routes: fetched with the first question. */
import type { MeasuredTimes } from '../../contracts/expected-time.ts';
import type { FirmwareRoute, KeptRoute } from '../../contracts/firmware-route.ts';
import type { SignatureTrust } from '../../contracts/signature.ts';
import type { DeviceReport } from '../api.ts';
import type { DeviceAccess } from './device-access.ts';
import { firmwareRoute } from './firmware-route.ts';
import { KeptRoutes } from './kept-routes.ts';
import type { KeptRoutesDeps } from './kept-routes.ts';
import { newestOnly } from './newest-only.ts';

export interface RouteDeps extends KeptRoutesDeps {
  readonly device: Pick<DeviceAccess, 'isPractice' | 'lastLink'>;
  readonly trusted: () => SignatureTrust;
}

export class RouteAnswers {
  readonly kept: KeptRoutes;
  readonly #deps: RouteDeps;
  readonly #planning = newestOnly();
  readonly #keeping = newestOnly();

  constructor(deps: RouteDeps) {
    this.#deps = deps;
    this.kept = new KeptRoutes(deps);
  }

  plan(
    files: readonly File[],
    device: DeviceReport | null,
    measured: MeasuredTimes | null = null,
  ): Promise<FirmwareRoute> {
    const signal = this.#planning.begin();
    const { isPractice, lastLink } = this.#deps.device;
    const trusted = this.#deps.trusted();
    return firmwareRoute(files, { device, measured, trusted, isPractice, lastLink, signal });
  }

  keep(route: KeptRoute): Promise<null> {
    return this.kept.keep(route, this.#keeping.begin());
  }

  forget(device: string): Promise<null> {
    this.#keeping.stop();
    return this.kept.forget(device);
  }
}
