import type { SeenDevice, UpdateRecord } from '../../../workers/api.ts';
import type { UpdateState } from '../../state/update-state.svelte.ts';

/** What this browser knows of real devices: their names, and what was done to them. */
export class BookState {
  readonly #update: UpdateState;
  #seen = $state.raw<readonly SeenDevice[]>([]);
  #updates = $state.raw<readonly UpdateRecord[]>([]);

  constructor(update: UpdateState) {
    this.#update = update;
  }

  /** The last seen first; empty where nothing is kept. */
  get seen(): readonly SeenDevice[] {
    return this.#seen;
  }

  /** Of the device that was asked for last, the last first. */
  get updates(): readonly UpdateRecord[] {
    return this.#updates;
  }

  async look(): Promise<void> {
    const outcome = await this.#update.ask((updater) => updater.seenDevices());
    if (outcome.ok) this.#seen = outcome.value;
  }

  async lookAt(key: string): Promise<void> {
    const outcome = await this.#update.ask((updater) => updater.updatesOf(key));
    this.#updates = outcome.ok ? outcome.value : [];
    await this.look();
  }

  /** An empty name takes it away. The device on the screen is called so at once. */
  async name(key: string, name: string): Promise<void> {
    await this.#update.ask((updater) => updater.nameDevice(key, name));
    await this.look();
    await this.#update.choice.askDevice();
  }
}
