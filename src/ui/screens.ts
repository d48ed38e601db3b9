/**
 * All screens, one entry each, in the order of the bar. The router, the bar, the keys, the palette and the title of the
 * page derive from it. CONTRIBUTING.md has how one is added.
 */
import type { Component } from 'svelte';
import UpdateScreen from './features/update/UpdateScreen.svelte';
import type { App } from './state/app.ts';
import type { LinkedScreen, ScreenEntry } from './state/route.svelte.ts';

/** A screen that is there from the start brings its own `main` and its own titles; any other is fetched when it is opened. */
type AppScreen = ScreenEntry &
  (
    | { readonly page: Component; readonly load?: never }
    | { readonly load: (app: App) => Promise<Component>; readonly page?: never }
  );

export const SCREENS = {
  update: {
    address: '#/',
    icon: 'up',
    name: 'update',
    key: 'g u',
    goes: 'goUpdate',
    page: UpdateScreen,
  },
  fleet: {
    address: '#/fleet',
    icon: 'fleet',
    name: 'fleet',
    key: 'g f',
    goes: 'goFleet',
    // Two pages: which one is read before anything is waited for, so that another address opens the other one.
    load: async (app) =>
      app.route.part === 'new'
        ? (await app.rollOut.load()).RollOutScreen
        : (await import('./features/fleet/open-fleet.ts')).openFleet(app),
  },
  batch: {
    address: '#/bench',
    icon: 'batch',
    name: 'batch',
    key: 'g b',
    goes: 'goLanes',
    load: async ({ batch }) => (await batch.load()).BatchScreen,
  },
  history: {
    address: '#/history',
    icon: 'clock',
    name: 'history',
    key: 'g h',
    goes: 'goHistory',
    load: async (app) => (await import('./features/history/open-history.ts')).openHistory(app),
  },
  emulator: {
    address: '#/emulator',
    icon: 'chip',
    name: 'emulator',
    key: 'g e',
    goes: 'goEmulator',
    load: async ({ emulator }) => (await emulator.load()).EmulatorScreen,
  },
} as const satisfies Readonly<Record<LinkedScreen, AppScreen>> &
  Readonly<Record<string, AppScreen>>;

const ALL: ReadonlyMap<string, AppScreen> = new Map(Object.entries(SCREENS));

/** What the route names. */
export const screenOf = (id: string): AppScreen => ALL.get(id) ?? SCREENS.update;
