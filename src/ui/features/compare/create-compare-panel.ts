import type { Component } from 'svelte';
import { withProps } from '../../state/lazy.svelte.ts';
import type { AskWithFirmware } from '../../state/restartable-updater.ts';
import ComparePanel from './ComparePanel.svelte';
import { FirmwareComparison } from './firmware-comparison.svelte.ts';

/** The panel and what was compared last; that stays while it is closed. */
export const createComparePanel = (ask: AskWithFirmware): Component =>
  withProps(ComparePanel, { comparison: new FirmwareComparison(ask) });
