/** What is fetched late, as those see it who show it: features know nothing else of each other. */
import type { Component } from 'svelte';
import type { Failure } from '../../contracts/failure.ts';
import type { FleetNews } from '../../contracts/fleet-device.ts';
import type { Notifications } from './notifications.ts';
import type { Shortcuts } from './shortcuts.svelte.ts';
import type { KnownDevicesState } from './known-devices-state.svelte.ts';
import type { ScreenView } from './screen-view.ts';
import type { ConnectionName, ConnectionTraits } from './connection-method.ts';
import { Lazy } from './lazy.svelte.ts';

/** The practice device's own screen. */
export interface EmulatorModule {
  readonly EmulatorScreen: Component;
}

/** The console and the link panel. */
export interface PanelsModule {
  readonly Panels: Component;
}

/** The picture beside an update. */
export interface FlashModule {
  readonly FlashPanel: Component<{ view: ScreenView; late: boolean }>;
}

/** Shortcuts, wake lock, notifications and paper: fetched after the first screen is there. */
export interface FrameExtrasModule {
  readonly Notifications: Component;
  readonly Keys: Component;
  /** Updates that nobody ended. */
  readonly Interrupted: Component;
  readonly PrintedReceipt: Component;
  readonly WakeLockLine: Component;
  readonly WakeLockSign: Component;
  readonly DisplayMore: Component;
  readonly KeepRecord: Component;
  /** What of the device is not as it was before its update. */
  readonly SettingsAfter: Component;
  readonly shortcuts: Shortcuts;
  readonly notifications: Notifications;
}

/** The bench, where several devices are updated at once. */
export interface BatchModule {
  readonly BatchScreen: Component;
  readonly BatchMonitor: Component;
  readonly batch: { readonly running: boolean; readonly canChangeFirmware: boolean };
}

export class LazyBatch<Module extends BatchModule = BatchModule> extends Lazy<Module> {
  /** Some batch slot updates its device. */
  get running(): boolean {
    return this.loaded?.batch.running ?? false;
  }

  /** Or waits for its turn. */
  get busy(): boolean {
    return this.loaded !== null && !this.loaded.batch.canChangeFirmware;
  }
}

/** A roll-out: many devices in waves. */
export interface RollOutModule {
  readonly RollOutScreen: Component;
  readonly RollOutMonitor: Component;
  readonly rollOut: {
    readonly running: boolean;
    /** This page has it under way now. */
    updates(id: string): boolean;
    /** What became of its devices so far. */
    readonly ended: readonly FleetNews[];
    /** For these devices of the fleet. */
    choose(ids: readonly string[]): void;
    /** One that a broker keeps; false: another one goes on in this page. */
    watch(place: { readonly broker: string; readonly name: string }): boolean;
  };
}

/** A way to devices outside this page, from its press to the device's answer. */
export interface ConnectionModule {
  readonly traits: ConnectionTraits;
  /** Its own page is on the screen instead of the state of the update. */
  readonly showing: boolean;
  /** Its button was pressed. */
  press(): Promise<void>;
  /** What its list wants was explained: then a link leads there. Only of a way with a list of the browser. */
  readonly knowsList?: boolean;
  explain?(): void;
}

/** A way and what shows it. */
export interface MethodModule {
  readonly Page: Component;
  /** Devices that it reached before. */
  readonly Known: Component;
  /** While something is written: why it takes as long as it does. */
  readonly Pace?: Component;
  /** While an update waits for its device: what helps, by the last try. */
  readonly LostHelp?: Component<{ failure: Failure }>;
  readonly method: ConnectionModule;
}

/** The way to serial ports, which the bench uses too. */
export interface CableModule extends MethodModule {
  readonly BenchLink: Component;
  readonly DeviceNotes: Component<{
    known: KnownDevicesState;
    device: string;
    running: boolean;
    onrelease: (() => void) | null;
  }>;
  readonly method: ConnectionModule & {
    readonly known: KnownDevicesState;
    readonly places: readonly unknown[];
    readonly leavesLines: boolean;
    letGo(): Promise<void>;
  };
}

/** The way over the network, to which other screens lead with an address. */
export interface NetworkModule extends MethodModule {
  readonly method: ConnectionModule & { use(address: string): Promise<void> };
}

export class LazyMethod<Module extends MethodModule = MethodModule> extends Lazy<Module> {
  /** Its button was pressed. */
  async press(): Promise<void> {
    const { method } = await this.load();
    await method.press();
  }
}

/** All of them, in the order of the screen. */
export type Methods = {
  readonly [Name in ConnectionName]: LazyMethod<
    Name extends 'cable' ? CableModule : Name extends 'network' ? NetworkModule : MethodModule
  >;
};

/** What shows this way, as far as it is fetched. */
export const moduleOf = (methods: Methods, { method }: ConnectionTraits): MethodModule | null =>
  method === null ? null : methods[method].loaded;
