/** What is fetched late, and with what it is made. Only main.ts and its like import this: it reaches every feature. */
import { addLateWords } from '../messages/late-languages.ts';
import { withProps, Lazy, whenIdle } from './state/lazy.svelte.ts';
import { LazyBatch, LazyMethod } from './state/late-modules.ts';
import type { RouteClocks } from './features/update/route/step-run.svelte.ts';
import { LazyFirmwareRoute } from './state/lazy-route.ts';
import type {
  FrameExtrasModule,
  EmulatorModule,
  FlashModule,
  Methods,
  PanelsModule,
  RollOutModule,
} from './state/late-modules.ts';
import type { ReplayClient } from '../workers/client/rehearsal-client.ts';
import type { OwnRehearsal } from './features/rehearsal/create-rehearsal-panel.ts';
import type { WakeLockDeps } from './state/wake-lock.svelte.ts';
import type { EmulatorPort } from './state/emulator.svelte.ts';
import type { PracticeState } from './state/practice.svelte.ts';
import type { AskUpdater, AskWithFirmware } from './state/restartable-updater.ts';
import type { UpdateState } from './state/update-state.svelte.ts';

/** The ways to real devices, in the order of the screen. */
export const lazyMethods = (update: UpdateState): Methods => ({
  cable: new LazyMethod(async () => {
    const { createCable } = await import('./features/cable/create-cable.ts');
    return createCable(update);
  }),
  bluetooth: new LazyMethod(async () => {
    const { createBluetooth } = await import('./features/bluetooth/create-bluetooth.ts');
    return createBluetooth(update);
  }),
  network: new LazyMethod(async () => {
    const [{ createNetwork }] = await Promise.all([
      import('./features/network/create-network.ts'),
      addLateWords(),
    ]);
    return createNetwork(update);
  }),
});

export const lazyBatch = (update: UpdateState): LazyBatch =>
  new LazyBatch(async () => {
    const { createBatch } = await import('./features/batch/create-batch.ts');
    return createBatch(update);
  });

export const lazyFirmwareRoute = (
  update: UpdateState,
  clocks?: Partial<RouteClocks>,
): LazyFirmwareRoute =>
  new LazyFirmwareRoute(update, async () => {
    const [{ createRoute }] = await Promise.all([
      import('./features/update/route/create-route.svelte.ts'),
      addLateWords(),
    ]);
    return createRoute(update, clocks);
  });

export const lazyRollOut = (update: UpdateState): Lazy<RollOutModule> =>
  new Lazy(async () => {
    const [{ createRollOut }] = await Promise.all([
      import('./features/roll-out/create-roll-out.ts'),
      addLateWords(),
    ]);
    return createRollOut(update);
  });

export const lazyFrameExtras = (
  deps: WakeLockDeps,
  app: {
    readonly update: UpdateState;
    readonly methods: Methods;
    readonly firmwareRoute: LazyFirmwareRoute;
  },
): Lazy<FrameExtrasModule> =>
  new Lazy(async () => {
    await whenIdle();
    const { createFrameExtras } = await import('./create-frame-extras.ts');
    return createFrameExtras(deps, app);
  });

/** `replay`: instead of what a page has. */
export const lazyEmulator = (
  port: EmulatorPort,
  practice: PracticeState,
  replay?: () => ReplayClient,
): Lazy<EmulatorModule> =>
  new Lazy(async () => {
    const { createEmulatorScreen } = await import('./create-emulator-screen.ts');
    return createEmulatorScreen(port, practice, replay);
  });

/** `rehearsal`: instead of what a page has. */
export const lazyPanels = (update: UpdateState, rehearsal?: OwnRehearsal): Lazy<PanelsModule> =>
  new Lazy(async () => {
    const [{ default: Panels }, { HandCall, LinkWatch }] = await Promise.all([
      import('./features/console/Panels.svelte'),
      import('./features/console/console-state.svelte.ts'),
    ]);
    const askAnyway: AskUpdater = (question) => update.ask(question);
    const ask: AskWithFirmware = (firmware, question) => update.askWith(firmware, question);
    const late = {
      device: new Lazy(async () => {
        const [{ createDevicePanel }] = await Promise.all([loadDevicePanel(), addLateWords()]);
        return createDevicePanel(askAnyway);
      }),
      compare: new Lazy(async () =>
        (await loadComparePanel()).createComparePanel({ ask, askAnyway }),
      ),
      rehearsal: new Lazy(async () => {
        const [{ createRehearsalPanel }] = await Promise.all([
          loadRehearsalPanel(),
          addLateWords(),
        ]);
        return createRehearsalPanel({ ask, askAnyway }, rehearsal);
      }),
    };
    const own = { watch: new LinkWatch(askAnyway), call: new HandCall(askAnyway), late };
    return { Panels: withProps(Panels, own) };
  });

const loadDevicePanel = () => import('./features/device/create-device-panel.ts');
const loadRehearsalPanel = () => import('./features/rehearsal/create-rehearsal-panel.ts');
const loadComparePanel = () => import('./features/compare/create-compare-panel.ts');

export const lazyFlash = (): Lazy<FlashModule> =>
  new Lazy(async () => {
    const { default: FlashPanel } = await import('./features/update/flash/FlashPanel.svelte');
    return { FlashPanel };
  });
