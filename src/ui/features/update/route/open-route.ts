/** What a reload finds of a route that is under way. */
import type { KeptRoute } from '../../../../contracts/firmware-route.ts';
import { OPEN_ROUTE_KEY } from '../../../state/lazy-route.ts';
import { StoredChoice } from '../../../state/remembered.svelte.ts';
import type { UpdateState } from '../../../state/update-state.svelte.ts';
import type { RouteStepFile } from './route-stage.ts';

export class OpenRoute {
  readonly #update: Pick<UpdateState, 'ask'>;
  /** Without it, nobody starts the updater's thread to look. */
  readonly #stored = new StoredChoice(OPEN_ROUTE_KEY);
  #device: string | null = null;

  constructor(update: Pick<UpdateState, 'ask'>) {
    this.#update = update;
  }

  /** false: this browser keeps nothing, or not so much. */
  async keep(route: Omit<KeptRoute, 'left'>, left: readonly RouteStepFile[]): Promise<boolean> {
    this.#device = route.device;
    const files = left.map(({ id, fileName, version, buildId, file }) => ({
      ...{ id, fileName, version, buildId, file },
    }));
    const outcome = await this.#update.ask((updater) =>
      updater.keepRoute({ ...route, left: files }),
    );
    return outcome.ok && this.#stored.keep('1');
  }

  /** The last one; null: there is none. */
  async find(): Promise<KeptRoute | null> {
    if (this.#stored.value === null) return null;
    const outcome = await this.#update.ask((updater) => updater.keptRoutes());
    if (!outcome.ok) return null;
    const [kept = null] = outcome.value;
    this.#device = kept?.device ?? null;
    if (kept === null) this.#stored.keep(null);
    return kept;
  }

  async forget(): Promise<void> {
    const device = this.#device;
    this.#device = null;
    if (device === null) return;
    this.#stored.keep(null);
    await this.#update.ask((updater) => updater.forgetRoute(device));
  }
}
