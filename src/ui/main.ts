import { mount } from 'svelte';
import './styles.ts';
import App from './App.svelte';
import { AppVersionState } from './state/app-version.svelte.ts';
import { Announcer } from './state/announcer.svelte.ts';
import { createOpenAttendant } from './features/attendant/open-attendant.ts';
import { BluetoothDoor } from './features/bluetooth/bluetooth-door.svelte.ts';
import { CableDoor } from './features/cable/cable-door.svelte.ts';
import { createOpenBench } from './features/emulator/open-bench.ts';
import { LanesDoor } from './features/lanes/lanes-door.svelte.ts';
import { createOpenPanels } from './features/console/open-panels.ts';
import { createOpenFlash } from './features/update/flash/open-flash.ts';
import { PanelState } from './state/panels.svelte.ts';
import { PracticeState } from './state/practice.svelte.ts';
import { RouteState } from './state/route.svelte.ts';
import { Shortcuts } from './state/shortcuts.svelte.ts';
import { ThemeState } from './state/theme.svelte.ts';
import { Ticker } from './state/ticker.ts';
import { UpdateState } from './state/update-state.svelte.ts';
import { screenWords } from '../messages/screen-words.ts';
import { startAppUpdate } from '../workers/client/app-update.ts';
import { openEmulator } from '../workers/client/emulator-client.ts';
import { lastingEmulator } from '../workers/client/lasting-emulator.ts';
import { practiceLinks } from '../workers/client/open-link.ts';
import { openUpdater } from '../workers/client/updater-client.ts';

const theme = new ThemeState();
theme.restore();
const shortcuts = new Shortcuts();

const emulator = lastingEmulator(openEmulator);
const practice = new PracticeState(emulator);

const update: UpdateState = new UpdateState({
  openUpdater: () => Promise.resolve({ ok: true, value: openUpdater() }),
  practice: {
    kind: 'practice',
    device: screenWords.thePractice,
    join: practiceLinks(emulator, () => update.way.kind === 'practice'),
  },
  now: () => performance.now(),
  wall: () => Date.now(),
  newId: () => crypto.randomUUID(),
});
practice.listen((news) => update.followPractice(news));
void practice.start();

const cable = new CableDoor(update);
const lanes = new LanesDoor(async () => {
  const { openLanes } = await import('./features/lanes/lanes-room.ts');
  return openLanes(update);
});
const bluetooth = new BluetoothDoor(update);
const openBench = createOpenBench(emulator);
const openAttendant = createOpenAttendant({
  lock: 'wakeLock' in navigator ? navigator.wakeLock : null,
  visible: () => document.visibilityState === 'visible',
});
const openFlash = createOpenFlash(emulator);
const openPanels = createOpenPanels((question) => update.ask(question));

const route = new RouteState();
const follow = (): void => route.follow(location.hash);
follow();
addEventListener('hashchange', follow);

const version = new AppVersionState(
  startAppUpdate({
    script: import.meta.env.PROD ? './service-worker.js' : null,
    reload: () => location.reload(),
  }),
);

const target = document.getElementById('app');
if (target !== null)
  mount(App, {
    target,
    props: {
      app: {
        update,
        practice,
        cable,
        lanes,
        bluetooth,
        openAttendant,
        openBench,
        openFlash,
        openPanels,
        panels: new PanelState(),
        route,
        shortcuts,
        theme,
        version,
        ticker: new Ticker(),
      },
      announcer: new Announcer(),
    },
  });
