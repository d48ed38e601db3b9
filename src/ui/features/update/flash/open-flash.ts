import type FlashPanelComponent from './FlashPanel.svelte';
import type { ChipPort, ChipWatch } from '../../../state/chip-watch.svelte.ts';

/** The picture beside an update and what it watches: made at the first call, the same ever after. */
export type OpenFlash = () => Promise<{
  readonly FlashPanel: typeof FlashPanelComponent;
  readonly chip: ChipWatch;
}>;

/** Keeps the picture out of what every visit has to load. */
export function createOpenFlash(port: ChipPort): OpenFlash {
  let opened: ReturnType<OpenFlash> | null = null;
  const open: OpenFlash = async () => {
    const [{ default: FlashPanel }, { ChipWatch }] = await Promise.all([
      import('./FlashPanel.svelte'),
      import('../../../state/chip-watch.svelte.ts'),
    ]);
    return { FlashPanel, chip: new ChipWatch(port) };
  };
  return () => (opened ??= open());
}
