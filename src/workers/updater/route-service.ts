/** What is asked of routes. What answers it is fetched with the first question: most visits give one file. */
import { outcomeOf } from '../comlink/calls.ts';
import type { UpdaterApi } from '../api.ts';
import type { RouteApi } from '../route-api.ts';
import type { RouteAnswers, RouteDeps } from './route-answers.ts';

export function createRouteService(
  deps: RouteDeps,
): RouteApi & Pick<UpdaterApi, 'planFirmwareRoute'> {
  let loading: Promise<RouteAnswers> | null = null;
  const ask = <T>(question: (routes: RouteAnswers) => Promise<T>) =>
    outcomeOf(async () => {
      loading ??= import('./route-answers.ts').then(
        ({ RouteAnswers: Answers }) => new Answers(deps),
      );
      return question(await loading);
    });
  return {
    planFirmwareRoute: (...asked) => ask((routes) => routes.plan(...asked)),
    keepRoute: (route) => ask((routes) => routes.keep(route)),
    keptRoutes: () => ask((routes) => routes.kept.all()),
    forgetRoute: (device) => ask((routes) => routes.forget(device)),
  };
}
