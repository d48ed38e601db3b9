/** What is asked of routes. What answers it is fetched with the first question: most visits give one file. */
import type { SignatureTrust } from '../../contracts/signature-trust.ts';
import { outcomeOf } from '../comlink/calls.ts';
import type { RouteApi } from '../route-api.ts';
import type { DeviceAccess } from './device-access.ts';
import type { KeptRoutes, KeptRoutesDeps } from './kept-routes.ts';
import { newestOnly } from './newest-only.ts';

export interface RouteDeps extends KeptRoutesDeps {
  readonly device: Pick<DeviceAccess, 'isPractice' | 'lastLink'>;
  readonly trusted: () => SignatureTrust;
}

export function createRouteService({ device, trusted, ...deps }: RouteDeps): RouteApi {
  const [planning, keeping] = [newestOnly(), newestOnly()];
  let loading: Promise<KeptRoutes> | null = null;
  const kept = (): Promise<KeptRoutes> =>
    (loading ??= import('./kept-routes.ts').then(({ KeptRoutes: Routes }) => new Routes(deps)));
  return {
    planFirmwareRoute: (files, report, measured = null) =>
      outcomeOf(async () => {
        const signal = planning.begin();
        const { firmwareRoute } = await import('./firmware-route.ts');
        const { isPractice, lastLink } = device;
        const asked = { device: report, measured, trusted: trusted(), isPractice, lastLink };
        return firmwareRoute(files, { ...asked, signal });
      }),
    keepRoute: (route) => {
      const signal = keeping.begin();
      return outcomeOf(async () => (await kept()).keep(route, signal));
    },
    keptRoutes: () => outcomeOf(async () => (await kept()).all()),
    forgetRoute: (of) => {
      keeping.stop();
      return outcomeOf(async () => (await kept()).forget(of));
    },
  };
}
