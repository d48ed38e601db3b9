import type { Component } from 'svelte';
import { addLateWords } from '../../../messages/late-languages.ts';
import type { App } from '../../state/app.ts';
import { withProps } from '../../state/lazy.svelte.ts';
import HistoryScreen from './HistoryScreen.svelte';
import { HistoryState } from './history-state.svelte.ts';
import './history.css';

/** The screen, made anew each time it is opened: the records are the worker's. */
export async function openHistory({ update }: Pick<App, 'update'>): Promise<Component> {
  await addLateWords();
  return withProps(HistoryScreen, { history: new HistoryState(update) });
}
