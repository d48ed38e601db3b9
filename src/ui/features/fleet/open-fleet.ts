import type { Component } from 'svelte';
import { addLateWords } from '../../../messages/late-languages.ts';
import type { App } from '../../state/app.ts';
import { withProps } from '../../state/lazy.svelte.ts';
import FleetScreen from './FleetScreen.svelte';
import type { PageUpdate } from './fleet-rows.ts';
import { FleetState } from './fleet-state.svelte.ts';
import './fleet.css';

/** The screen, made anew each time it is opened: what lives longer is kept by the worker and the browser. */
export async function openFleet({
  update,
  rollOut,
}: Pick<App, 'update' | 'rollOut'>): Promise<Component> {
  await addLateWords();
  return withProps(FleetScreen, {
    fleet: new FleetState({
      update,
      own: () => ownUpdate(update),
      ended: () => rollOut.loaded?.rollOut.ended ?? [],
      updates: (id) => ownUpdate(update)?.id === id || rollOut.loaded?.rollOut.updates(id) === true,
    }),
  });
}

/** What this page writes to on the Update screen. */
function ownUpdate({ view, choice }: App['update']): PageUpdate | null {
  const id = choice.report?.info.id;
  if (view.kind !== 'running' || id === undefined) return null;
  const { acknowledgedBytes, order } = view.run;
  const share = Math.floor((acknowledgedBytes * 100) / Math.max(1, order.bundleBytes));
  return { id, percent: Math.min(100, share) };
}
