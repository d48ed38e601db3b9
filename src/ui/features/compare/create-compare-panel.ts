import type { Component } from 'svelte';
import { withProps } from '../../state/lazy.svelte.ts';
import type { AskUpdater, AskWithFirmware } from '../../state/restartable-updater.ts';
import ComparePanel from './ComparePanel.svelte';
import { FirmwareComparison } from './firmware-comparison.svelte.ts';

/** The panel and what was compared last; that stays while it is closed. */
export const createComparePanel = (asks: {
  readonly ask: AskWithFirmware;
  readonly askAnyway: AskUpdater;
}): Component => withProps(ComparePanel, { comparison: new FirmwareComparison(asks) });
