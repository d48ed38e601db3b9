import { createContext } from 'svelte';
import type { AttendantModule } from '../features/attendant/attendant-module.ts';
import type { PanelsModule } from '../features/console/panels-module.ts';
import type { EmulatorModule } from '../features/emulator/emulator-module.ts';
import type { FlashModule } from '../features/update/flash/flash-module.ts';
import type { AppVersionState } from './app-version.svelte.ts';
import type { LazyBluetooth } from '../features/bluetooth/lazy-bluetooth.ts';
import type { LazyCable } from '../features/cable/lazy-cable.ts';
import type { LazyLanes } from '../features/lanes/lazy-lanes.ts';
import type { LazyNetwork } from '../features/network/lazy-network.ts';
import type { Lazy } from './lazy.svelte.ts';
import type { PanelState } from './panels.svelte.ts';
import type { PracticeState } from './practice.svelte.ts';
import type { RouteState } from './route.svelte.ts';
import type { Shortcuts } from './shortcuts.svelte.ts';
import type { ThemeState } from './theme.svelte.ts';
import type { Ticker } from './ticker.ts';
import type { UpdateState } from './update-state.svelte.ts';

/** What main.ts makes once and every screen reads. */
export interface App {
  readonly update: UpdateState;
  readonly practice: PracticeState;
  /** Real devices, at the end of a USB cable. */
  readonly cable: LazyCable;
  /** The same, in reach of the radio. */
  readonly bluetooth: LazyBluetooth;
  /** The same, at an address of the network. */
  readonly network: LazyNetwork;
  /** Several at a cable at once. */
  readonly lanes: LazyLanes;
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
  readonly version: AppVersionState;
  readonly ticker: Ticker;
}

export const [useApp, provideApp] = createContext<App>();
