import { createSubscriber } from 'svelte/reactivity';
import type { AppUpdate, AppUpdateState } from '../../workers/client/app-update.ts';

/** The app itself: ready without a network, and whether a new version waits. */
export class AppVersionState {
  readonly #app: AppUpdate;
  readonly #follow: () => void;

  constructor(app: AppUpdate) {
    this.#app = app;
    this.#follow = createSubscriber((update) => app.subscribe(update));
  }

  get state(): AppUpdateState {
    this.#follow();
    return this.#app.state;
  }

  take(): Promise<void> {
    return this.#app.take();
  }
}
