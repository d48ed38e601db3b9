/** Several firmwares of one device: most visits give one, and never fetch what does more. */
import type { Component } from 'svelte';
import { Lazy } from './lazy.svelte.ts';
import { StoredChoice } from './remembered.svelte.ts';
import type { ScreenView } from './screen-view.ts';
import type { UpdateState } from './update-state.svelte.ts';

/** Set while this browser keeps a route that is not ended. */
export const OPEN_ROUTE_KEY = 'slipway-open-route';

export interface FirmwareRouteModule {
  /** In place of the state of the update. */
  readonly RoutePage: Component;
  /** Above it. */
  readonly RouteStrip: Component;
  readonly route: {
    /** One more file is a step of it. */
    readonly isOpen: boolean;
    /** `RoutePage` is shown, and not this state. */
    covers(view: ScreenView): boolean;
    give(files: readonly File[]): Promise<void>;
    restore(): Promise<void>;
  };
}

export class LazyFirmwareRoute extends Lazy<FirmwareRouteModule> {
  readonly #update: UpdateState;

  constructor(update: UpdateState, fetch: () => Promise<FirmwareRouteModule>) {
    super(fetch);
    this.#update = update;
  }

  /** One is the firmware; several are the steps of one update, as is one more where a step is missing. */
  async take(files: readonly File[]): Promise<void> {
    const [first] = files;
    const { view, choice } = this.#update;
    const before = lacksStep(view) && choice.file !== null ? [choice.file] : [];
    if (before.length + files.length > 1 || this.loaded?.route.isOpen === true)
      await (await this.load()).route.give([...before, ...files]);
    else if (first !== undefined) await this.#update.chooseFile(first);
  }

  /** What a page before this one did not end. */
  async restore(): Promise<void> {
    if (new StoredChoice(OPEN_ROUTE_KEY).value !== null) await (await this.load()).route.restore();
  }
}

/** It may only follow a version that the device does not run. */
export const lacksStep = (view: ScreenView): boolean =>
  view.kind === 'blocked' &&
  view.findings.some(({ failure }) => failure.code === 'bundle/needs-version');
