import type PanelsComponent from './Panels.svelte';
import type { HandCall } from '../../state/hand-call.svelte.ts';
import type { AskUpdater, LinkWatch } from '../../state/link-watch.svelte.ts';

/** The console and the link panel, and what they watch: made at the first call, the same ever after. */
export type OpenPanels = () => Promise<{
  readonly Panels: typeof PanelsComponent;
  readonly watch: LinkWatch;
  readonly call: HandCall;
}>;

/** Keeps the panels out of what every visit has to load. */
export function createOpenPanels(ask: AskUpdater): OpenPanels {
  let opened: ReturnType<OpenPanels> | null = null;
  const open: OpenPanels = async () => {
    const [{ default: Panels }, { LinkWatch }, { HandCall }] = await Promise.all([
      import('./Panels.svelte'),
      import('../../state/link-watch.svelte.ts'),
      import('../../state/hand-call.svelte.ts'),
    ]);
    return { Panels, watch: new LinkWatch(ask), call: new HandCall(ask) };
  };
  return () => (opened ??= open());
}
