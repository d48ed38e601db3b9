/** The practice device's own screen, and what shows recordings there: fetched when somebody opens it. */
import type { Component } from 'svelte';
import { addLateWords } from '../messages/late-languages.ts';
import type { ReplayClient } from '../workers/client/rehearsal-client.ts';
import EmulatorScreen from './features/emulator/EmulatorScreen.svelte';
import { EmulatorState } from './state/emulator.svelte.ts';
import type { EmulatorPort } from './state/emulator.svelte.ts';
import { Lazy, withProps } from './state/lazy.svelte.ts';
import type { EmulatorModule } from './state/late-modules.ts';
import type { PracticeState } from './state/practice.svelte.ts';

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** `replay`: instead of what a page has. */
export function createEmulatorScreen(
  port: EmulatorPort,
  practice: PracticeState,
  replay?: () => ReplayClient,
): EmulatorModule {
  const emulator = new EmulatorState(port, practice, {
    wait,
    still: () => matchMedia('(prefers-reduced-motion: reduce)').matches,
  });
  const recordings = lazyRecordings(replay);
  return { EmulatorScreen: withProps(EmulatorScreen, { emulator, recordings }) };
}

/** What shows recordings, and the one that is open. */
const lazyRecordings = (open?: () => ReplayClient): Lazy<Component> =>
  new Lazy(async () => {
    const [{ default: Recordings }, { RecordingView }, { openReplay }] = await Promise.all([
      import('./features/update/replay/Recordings.svelte'),
      import('./features/update/replay/recording-view.svelte.ts'),
      import('../workers/client/rehearsal-client.ts'),
      addLateWords(),
    ]);
    return withProps(Recordings, { view: new RecordingView({ open: open ?? openReplay, wait }) });
  });
