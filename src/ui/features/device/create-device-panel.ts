import type { Component } from 'svelte';
import { withProps } from '../../state/lazy.svelte.ts';
import type { AskUpdater } from '../../state/restartable-updater.ts';
import { DeviceFileList } from './device-files.svelte.ts';
import { DeviceSettings } from './device-settings.svelte.ts';
import DevicePanel from './DevicePanel.svelte';

/** The panel and what it has read; that stays while it is closed. */
export const createDevicePanel = (ask: AskUpdater): Component =>
  withProps(DevicePanel, { settings: new DeviceSettings(ask), files: new DeviceFileList(ask) });
