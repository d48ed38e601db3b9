import { createContext } from 'svelte';
import type { AppVersionState } from './app-version.svelte.ts';
import type { OpenAttendant } from '../features/attendant/open-attendant.ts';
import type { BluetoothDoor } from '../features/bluetooth/bluetooth-door.svelte.ts';
import type { CableDoor } from '../features/cable/cable-door.svelte.ts';
import type { OpenBench } from '../features/emulator/open-bench.ts';
import type { LanesDoor } from '../features/lanes/lanes-door.svelte.ts';
import type { OpenPanels } from '../features/console/open-panels.ts';
import type { OpenFlash } from '../features/update/flash/open-flash.ts';
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
  readonly cable: CableDoor;
  /** The same, in reach of the radio. */
  readonly bluetooth: BluetoothDoor;
  /** Several at a cable at once. */
  readonly lanes: LanesDoor;
  /** The practice device's own screen, fetched when it is first opened. */
  readonly openBench: OpenBench;
  /** The picture beside an update, fetched when there is a device. */
  readonly openFlash: OpenFlash;
  /** Console and link panel, fetched when one is opened. */
  readonly openPanels: OpenPanels;
  readonly panels: PanelState;
  /** Keys, paper, the light of the screen: fetched after the first screen is there. */
  readonly openAttendant: OpenAttendant;
  readonly route: RouteState;
  readonly shortcuts: Shortcuts;
  readonly theme: ThemeState;
  readonly version: AppVersionState;
  readonly ticker: Ticker;
}

export const [useApp, provideApp] = createContext<App>();
