import { createContext } from 'svelte';
import type {
  FrameExtrasModule,
  EmulatorModule,
  FlashModule,
  LazyBatch,
  Methods,
  PanelsModule,
  RollOutModule,
} from './late-modules.ts';
import type { Lazy } from './lazy.svelte.ts';
import type { LazyFirmwareRoute } from './lazy-route.ts';
import type { LanguageState, ThemeState } from './display.svelte.ts';
import type { PanelState, RouteState } from './route.svelte.ts';
import type { PracticeState } from './practice.svelte.ts';
import type { ShortcutNames } from '../parts/shortcut-names.svelte.ts';
import type { Ticker } from './wall-time.ts';
import type { UpdateState } from './update-state.svelte.ts';
import { createSubscriber } from 'svelte/reactivity';
import type { AppUpdate, AppUpdateState } from '../../workers/client/app-update.ts';
import type { BuildInfo } from '../../messages/receipt-words.ts';

/** What main.ts makes once and every screen reads. */
export interface App {
  readonly update: UpdateState;
  readonly practice: PracticeState;
  /** The ways to real devices. */
  readonly methods: Methods;
  /** Several at a cable at once. */
  readonly batch: LazyBatch;
  /** Several firmwares of one device, fetched when more than one file is given. */
  readonly firmwareRoute: LazyFirmwareRoute;
  /** Many devices at their addresses, fetched when one is put together. */
  readonly rollOut: Lazy<RollOutModule>;
  /** The practice device's own screen, fetched when it is first opened. */
  readonly emulator: Lazy<EmulatorModule>;
  /** The picture beside an update, fetched when there is a device. */
  readonly flash: Lazy<FlashModule>;
  /** Console and link panel, fetched when one is opened. */
  readonly panelsModule: Lazy<PanelsModule>;
  readonly panels: PanelState;
  /** Shortcuts, wake lock, notifications and paper: fetched after the first screen is there. */
  readonly extras: Lazy<FrameExtrasModule>;
  readonly route: RouteState;
  readonly shortcutNames: ShortcutNames;
  readonly theme: ThemeState;
  readonly language: LanguageState;
  readonly version: AppVersionState;
  readonly ticker: Ticker;
}

export const [useApp, provideApp] = createContext<App>();

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
