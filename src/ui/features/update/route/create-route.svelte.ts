import { untrack } from 'svelte';
import { withProps } from '../../../state/lazy.svelte.ts';
import type { FirmwareRouteModule } from '../../../state/lazy-route.ts';
import type { UpdateState } from '../../../state/update-state.svelte.ts';
import { RouteRun } from './route-run.svelte.ts';
import type { RouteClocks } from './step-run.svelte.ts';
import RoutePage from './RoutePage.svelte';
import RouteStrip from './RouteStrip.svelte';

const ofWindow: RouteClocks = {
  now: () => performance.now(),
  wall: () => Date.now(),
  after: (ms, work) => {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
};

/** It goes on behind other screens, too. `clocks`: in place of the window's own. */
export function createRoute(
  update: UpdateState,
  clocks?: Partial<RouteClocks>,
): FirmwareRouteModule {
  const route = new RouteRun(update, { ...ofWindow, ...clocks });
  $effect.root(() => {
    $effect(() => {
      const { view } = update;
      untrack(() => route.follow(view));
    });
  });
  return {
    RoutePage: withProps(RoutePage, { route }),
    RouteStrip: withProps(RouteStrip, { route }),
    route,
  };
}
