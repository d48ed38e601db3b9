import type { Component } from 'svelte';
import { addLateWords } from '../messages/late-languages.ts';
import DisplayMore from './features/extras/DisplayMore.svelte';
import NotificationsPart from './features/extras/Notifications.svelte';
import WakeLockPart from './features/extras/WakeLock.svelte';
import './features/extras/print.css';
import { ElsewhereState } from './features/interrupted/elsewhere-state.svelte.ts';
import { answerCalls } from './features/interrupted/tab-call.ts';
import { InterruptedState } from './features/interrupted/interrupted-state.svelte.ts';
import InterruptedPart from './features/interrupted/Interrupted.svelte';
import Keys from './features/keys/Keys.svelte';
import KeepRecord from './features/receipt/KeepRecord.svelte';
import PrintedReceipt from './features/receipt/PrintedReceipt.svelte';
import { ReceiptSeal } from './features/receipt/receipt-seal.svelte.ts';
import SettingsAfterPart from './features/settings-after/SettingsAfter.svelte';
import { Lazy, withProps } from './state/lazy.svelte.ts';
import type { FrameExtrasModule, Methods } from './state/late-modules.ts';
import type { LazyFirmwareRoute } from './state/lazy-route.ts';
import { Notifications } from './state/notifications.ts';
import { Shortcuts } from './state/shortcuts.svelte.ts';
import { StorageHold } from './state/storage-hold.svelte.ts';
import type { UpdateState } from './state/update-state.svelte.ts';
import { WakeLock } from './state/wake-lock.svelte.ts';
import type { WakeLockDeps } from './state/wake-lock.svelte.ts';

/** What every screen has around it, of several features. */
export function createFrameExtras(
  deps: WakeLockDeps,
  {
    update,
    methods,
    firmwareRoute,
  }: {
    readonly update: UpdateState;
    readonly methods: Methods;
    readonly firmwareRoute: LazyFirmwareRoute;
  },
): FrameExtrasModule {
  const shortcuts = new Shortcuts();
  const notifications = new Notifications();
  const storage = new StorageHold('storage' in navigator ? navigator.storage : null);
  const wakeLock = new WakeLock(deps);
  const seal = new ReceiptSeal(update);
  const elsewhere = new ElsewhereState(update);
  const interrupted = new InterruptedState(update, { methods, elsewhere });
  answerCalls(update);
  void firmwareRoute.restore();
  return {
    Notifications: withProps(NotificationsPart, { notifications }),
    WakeLockLine: withProps(WakeLockPart, { wakeLock, as: 'line' as const }),
    WakeLockSign: withProps(WakeLockPart, { wakeLock, as: 'sign' as const }),
    DisplayMore: withProps(DisplayMore, { notifications, shortcuts, storage }),
    KeepRecord: withProps(KeepRecord, { storage, seal }),
    Interrupted: withProps(InterruptedPart, { interrupted, elsewhere }),
    Keys: withProps(Keys, { shortcuts, notifications }),
    PrintedReceipt: withProps(PrintedReceipt, { seal }),
    SettingsAfter: withProps(SettingsAfterPart, { load: loadSettingsAfter(update) }),
    shortcuts,
    notifications,
  };
}

/** Fetched with the first update that is over. */
const loadSettingsAfter = (update: UpdateState): Lazy<Component> =>
  new Lazy(async () => {
    const [{ createSettingsList }] = await Promise.all([
      import('./features/settings-after/create-settings-list.ts'),
      addLateWords(),
    ]);
    return createSettingsList((question) => update.ask(question));
  });
