/** The product in the state that the address names: `?state=writing`. */
import { mount } from 'svelte';
import { languageFor, speak } from '../../../src/messages/languages.ts';
import { addLateWords } from '../../../src/messages/late-languages.ts';
import { locale } from '../../../src/messages/locale.ts';
import App from '../../../src/ui/App.svelte';
import { Announcer } from '../../../src/ui/parts/announcer.svelte.ts';
import '../../../src/ui/styles.css';
import { STATES } from '../states.ts';
import type { StateName } from '../states.ts';
import { OPEN_ROUTE_KEY } from '../../../src/ui/state/lazy-route.ts';
import { TRUST_KEY } from '../../../src/ui/state/restartable-updater.ts';
import { PageTime } from './page-time.ts';
import { bluetoothScripts } from './scripts-bluetooth.ts';
import { cableScripts } from './scripts-cable.ts';
import { emulatorScripts } from './scripts-emulator.ts';
import { erasingScripts } from './scripts-erasing.ts';
import { interruptedScripts } from './scripts-interrupted.ts';
import { routeScripts } from './scripts-route.ts';
import { historyScripts } from './scripts-history.ts';
import { keyCodeScripts } from './scripts-key-codes.ts';
import { laneScripts } from './scripts-batch.ts';
import { checkScripts } from './scripts-checks.ts';
import { lostTrialScripts } from './scripts-lost-trial.ts';
import { nextScripts } from './scripts-next.ts';
import { networkScripts } from './scripts-network.ts';
import { panelScripts } from './scripts-panels.ts';
import { fleetScripts } from './scripts-fleet.ts';
import { faultScripts } from './scripts-faults.ts';
import { recordingScripts } from './scripts-recordings.ts';
import { rehearsalScripts } from './scripts-rehearsal.ts';
import { rollOutScripts } from './scripts-roll-out.ts';
import { settingsAfterScripts } from './scripts-settings-after.ts';
import { signatureScripts } from './scripts-signature.ts';
import { updateScripts } from './scripts-update.ts';
import type { Script } from './scripts-update.ts';
import { World } from './world.ts';

/** What the product fetches late takes real time, in which the page's own would move on: it is all there before. */
const FETCHED_LATE = import.meta.glob([
  '../../../src/ui/**/*.svelte',
  '../../../src/ui/create-frame-extras.ts',
  '../../../src/ui/features/bluetooth/create-bluetooth.ts',
  '../../../src/ui/features/cable/create-cable.ts',
  '../../../src/ui/features/batch/create-batch.ts',
  '../../../src/ui/features/compare/create-compare-panel.ts',
  '../../../src/ui/features/console/console-state.svelte.ts',
  '../../../src/ui/features/device/create-device-panel.ts',
  '../../../src/ui/features/fleet/open-fleet.ts',
  '../../../src/ui/features/history/open-history.ts',
  '../../../src/ui/features/network/create-network.ts',
  '../../../src/ui/features/rehearsal/create-rehearsal-panel.ts',
  '../../../src/ui/features/roll-out/create-roll-out.ts',
  '../../../src/ui/features/settings-after/create-settings-list.ts',
  '../../../src/ui/features/update/replay/recording-view.svelte.ts',
  '../../../src/ui/features/update/route/create-route.svelte.ts',
  '../../../src/ui/state/*.svelte.ts',
  '../../../src/ui/widgets/draw-code.ts',
  '../../../src/bundle/predict-merge.ts',
  '../../../src/emulator/chip-file.ts',
  '../../../src/ota-core/platforms/index.ts',
  '../../../src/workers/practice/factory-files.ts',
]);

const SCRIPTS: Readonly<Record<StateName, Script>> = {
  ...updateScripts,
  ...erasingScripts,
  ...lostTrialScripts,
  ...checkScripts,
  ...nextScripts,
  ...interruptedScripts,
  ...routeScripts,
  ...settingsAfterScripts,
  ...faultScripts,
  ...signatureScripts,
  ...keyCodeScripts,
  ...panelScripts,
  ...rehearsalScripts,
  ...cableScripts,
  ...laneScripts,
  ...rollOutScripts,
  ...bluetoothScripts,
  ...networkScripts,
  ...emulatorScripts,
  ...fleetScripts,
  ...historyScripts,
  ...recordingScripts,
};

async function bring(name: StateName, language: string): Promise<void> {
  await speak(languageFor([language]));
  document.documentElement.lang = locale.tag;
  const target = document.getElementById('app');
  if (target === null) throw new Error('the page has no place for the app');
  await Promise.all(Object.values(FETCHED_LATE).map((fetchIt) => fetchIt()));
  await addLateWords();
  const time = new PageTime();
  time.install();
  // Of the state before this one.
  for (const key of [TRUST_KEY, 'slipway-open-updates', 'kept-by-checks', OPEN_ROUTE_KEY])
    localStorage.removeItem(key);
  const world = new World(time, (app) => {
    mount(App, { target, props: { app, announcer: new Announcer() } });
  });
  await world.start();
  await SCRIPTS[name](world);
  await world.show();
  await time.settle();
  time.leave();
  const headline = document.querySelector('h1')?.textContent ?? '';
  const { says } = STATES[name];
  // What a state says is written down in English.
  const isSaid = [headline, document.body.innerText].some((text) =>
    says.test(text.replaceAll('\u00a0', ' ')),
  );
  if (locale.tag === 'en' && !isSaid) throw new Error(`says "${headline}", not ${String(says)}`);
}

const isState = (name: string): name is StateName => name in STATES;

/** What the one who takes the picture waits for. */
const tell = (how: 'shown' | 'problem', words: string): void => {
  document.documentElement.dataset[how] = words;
};

const asked = new URLSearchParams(location.search);
const wanted = asked.get('state') ?? 'empty';
if (isState(wanted))
  bring(wanted, asked.get('lang') ?? 'en').then(
    () => tell('shown', wanted),
    (reason: unknown) => tell('problem', reason instanceof Error ? reason.message : String(reason)),
  );
else tell('problem', `there is no state ${wanted}`);
