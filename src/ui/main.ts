import { newId } from '../contracts/random-hex.ts';
import { mount } from 'svelte';
import './styles.css';
import App from './App.svelte';
import { AppVersionState } from './state/app.ts';
import { Announcer } from './parts/announcer.svelte.ts';
import {
  lazyFrameExtras,
  lazyEmulator,
  lazyFirmwareRoute,
  lazyFlash,
  lazyBatch,
  lazyMethods,
  lazyPanels,
  lazyRollOut,
} from './loaders.ts';
import { SCREENS } from './screens.ts';
import { LanguageState, ThemeState } from './state/display.svelte.ts';
import { PanelState, RouteState } from './state/route.svelte.ts';
import { PracticeState } from './state/practice.svelte.ts';
import { ShortcutNames } from './parts/shortcut-names.svelte.ts';
import { Ticker } from './state/wall-time.ts';
import { UpdateState } from './state/update-state.svelte.ts';
import { CONNECTION_METHODS } from './state/connection-method.ts';
import { screenWords } from '../messages/screen-words.ts';
import { startAppUpdate } from '../workers/client/app-update.ts';
import type { AppUpdate } from '../workers/client/app-update.ts';
import { openEmulator, lastingEmulator, practiceLinks } from '../workers/client/emulator-client.ts';
import { openUpdater } from '../workers/client/updater-client.ts';

const theme = new ThemeState();
theme.restore();
const language = new LanguageState({ reload: () => location.reload() });
void start();

/** Nothing reads a word before the language is there: what it makes keeps some of them. */
async function start(): Promise<void> {
  await language.speak(navigator.languages);
  const emulator = lastingEmulator(openEmulator);
  const practice = new PracticeState(emulator);

  const update: UpdateState = new UpdateState({
    openUpdater: () => Promise.resolve({ ok: true, value: openUpdater() }),
    practice: {
      traits: CONNECTION_METHODS.practice,
      device: screenWords.thePractice,
      join: practiceLinks(emulator, () => update.method.traits.isInPage),
    },
    now: () => performance.now(),
    wall: () => Date.now(),
    newId,
  });
  practice.listen((latest) => update.followPractice(latest));
  void practice.start();

  const route = new RouteState(SCREENS);
  const follow = (): void => route.follow(location.hash);
  follow();
  addEventListener('hashchange', follow);

  const methods = lazyMethods(update);
  const firmwareRoute = lazyFirmwareRoute(update);
  const target = document.getElementById('app');
  if (target !== null)
    mount(App, {
      target,
      props: {
        app: {
          update,
          practice,
          methods,
          batch: lazyBatch(update),
          firmwareRoute,
          rollOut: lazyRollOut(update),
          extras: lazyFrameExtras(
            {
              lock: 'wakeLock' in navigator ? navigator.wakeLock : null,
              visible: () => document.visibilityState === 'visible',
            },
            { update, methods, firmwareRoute },
          ),
          emulator: lazyEmulator(emulator, practice),
          flash: lazyFlash(),
          panelsModule: lazyPanels(update),
          panels: new PanelState(),
          route,
          shortcutNames: new ShortcutNames(),
          theme,
          language,
          version: new AppVersionState(startedUpdates()),
          ticker: new Ticker(),
        },
        announcer: new Announcer(),
      },
    });
}

function startedUpdates(): AppUpdate {
  return startAppUpdate({
    script: import.meta.env.PROD ? './service-worker.js' : null,
    reload: () => location.reload(),
  });
}
