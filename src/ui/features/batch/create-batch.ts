import { newId } from '../../../contracts/random-hex.ts';
import { openSerialClient } from '../../../workers/client/serial-client.ts';
import { openUpdater } from '../../../workers/client/updater-client.ts';
import { withProps } from '../../state/lazy.svelte.ts';
import type { BatchModule } from '../../state/late-modules.ts';
import type { UpdateState } from '../../state/update-state.svelte.ts';
import { BatchState } from './batch-state.svelte.ts';
import type { BatchDeps } from './batch-state.svelte.ts';
import BatchMonitor from './BatchMonitor.svelte';
import BatchScreen from './BatchScreen.svelte';
import './batch.css';

/** The whole module, made once. */
export function createBatch(
  update: UpdateState,
  own: Partial<Pick<BatchDeps, 'isPossible' | 'openSerial' | 'openUpdater'>> = {},
): BatchModule & { readonly batch: BatchState } {
  const batch = new BatchState({
    update,
    isPossible: own.isPossible ?? 'serial' in navigator,
    openSerial: own.openSerial ?? (() => openSerialClient('itself')),
    openUpdater: own.openUpdater ?? (() => Promise.resolve({ ok: true, value: openUpdater() })),
    now: () => performance.now(),
    wall: () => Date.now(),
    newId,
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  });
  return {
    BatchScreen: withProps(BatchScreen, { batch }),
    BatchMonitor: withProps(BatchMonitor, { batch }),
    batch,
  };
}
