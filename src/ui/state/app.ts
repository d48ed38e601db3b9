import { createContext } from 'svelte';
import type { AppVersionState } from './app-version.svelte.ts';
import type {
  AttendantModule,
  EmulatorModule,
  FlashModule,
  LazyBatch,
  Methods,
  PanelsModule,
} from './late-modules.ts';
import type { LanguageState } from './language.ts';
import type { Lazy } from './lazy.svelte.ts';
import type { PanelState } from './panels.svelte.ts';
import type { PracticeState } from './practice.svelte.ts';
import type { RouteState } from './route.svelte.ts';
import type { Shortcuts } from '../parts/shortcuts.svelte.ts';
import type { ThemeState } from './theme.svelte.ts';
import type { Ticker } from './wall-time.ts';
import type { UpdateState } from './update-state.svelte.ts';

/** What main.ts makes once and every screen reads. */
export interface App {
  readonly update: UpdateState;
  readonly practice: PracticeState;
  /** The ways to real devices. */
  readonly methods: Methods;
  /** Several at a cable at once. */
  readonly batch: LazyBatch;
  /** The practice device's own screen, fetched when it is first opened. */
  readonly emulator: Lazy<EmulatorModule>;
  /** The picture beside an update, fetched when there is a device. */
  readonly flash: Lazy<FlashModule>;
  /** Console and link panel, fetched when one is opened. */
  readonly panelsModule: Lazy<PanelsModule>;
  readonly panels: PanelState;
  /** Keys, paper, the light of the screen: fetched after the first screen is there. */
  readonly attendant: Lazy<AttendantModule>;
  readonly route: RouteState;
  readonly shortcuts: Shortcuts;
  readonly theme: ThemeState;
  readonly language: LanguageState;
  readonly version: AppVersionState;
  readonly ticker: Ticker;
}

export const [useApp, provideApp] = createContext<App>();
