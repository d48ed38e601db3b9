import type { Component } from 'svelte';
import { openRehearsal } from '../../../workers/client/rehearsal-client.ts';
import type { RehearsalClient } from '../../../workers/client/rehearsal-client.ts';
import { withProps } from '../../state/lazy.svelte.ts';
import type { AskUpdater, AskWithFirmware } from '../../state/restartable-updater.ts';
import RehearsalPanel from './RehearsalPanel.svelte';
import { RehearsalRun } from './rehearsal-run.svelte.ts';

/** The panel and the last rehearsal, which goes on while it is closed. `own`: instead of what a page has. */
export const createRehearsalPanel = (
  asks: { readonly ask: AskWithFirmware; readonly askAnyway: AskUpdater },
  own: OwnRehearsal = {},
): Component =>
  withProps(RehearsalPanel, { run: new RehearsalRun({ open: openRehearsal, ...asks, ...own }) });

export interface OwnRehearsal {
  readonly open?: () => RehearsalClient;
}
