import type { Component } from 'svelte';
import { withProps } from '../../state/lazy.svelte.ts';
import type { AskUpdater } from '../../state/restartable-updater.ts';
import DevicePanel from './DevicePanel.svelte';
import { ManagedDevice } from './managed-device.ts';

/** The panel and what it has read; that stays while it is closed. */
export const createDevicePanel = (ask: AskUpdater): Component =>
  withProps(DevicePanel, { managed: new ManagedDevice(ask) });
