import { createSubscriber } from 'svelte/reactivity';
import type { AppUpdate, AppUpdateState } from '../../workers/client/app-update.ts';
import type { BuildInfo } from '../../contracts/build-info.ts';

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

/** Put in by the build (scripts/build-info.ts). */
declare const SLIPWAY_BUILD: BuildInfo | undefined;

/** What this page was built from; a page that another build is made of (tests, pictures) has no version. */
export const appBuild: BuildInfo =
  typeof SLIPWAY_BUILD === 'undefined'
    ? { version: 'development', commit: null, build: null }
    : SLIPWAY_BUILD;
