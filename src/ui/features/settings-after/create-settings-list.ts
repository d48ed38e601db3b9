import type { Component } from 'svelte';
import { withProps } from '../../state/lazy.svelte.ts';
import type { AskUpdater } from '../../state/restartable-updater.ts';
import SettingsList from './SettingsList.svelte';
import { SettingsAfterUpdate } from './settings-after-update.svelte.ts';

export const createSettingsList = (ask: AskUpdater): Component =>
  withProps(SettingsList, { settings: new SettingsAfterUpdate(ask) });
