import type { SeenDevice, UpdateRecord } from '../../workers/api.ts';
import type { UpdateState } from './update-state.svelte.ts';

/** Of the devices seen last: as many as a person finds at one computer. */
const MOST_ASKED = 8;

/** What this browser knows of real devices: their names, and what was done to them. */
export class KnownDevicesState {
  readonly #update: UpdateState;
  #seen = $state.raw<readonly SeenDevice[]>([]);
  #updates = $state.raw<readonly UpdateRecord[]>([]);
  #unfinished = $state.raw<readonly UpdateRecord[]>([]);

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

  /** The version that the last update of the device with this key was about to bring when its page was left; null = it ended. */
  unfinished(key: string): string | null {
    return this.#unfinished.find(({ device }) => device === key)?.to ?? null;
  }

  async look(): Promise<void> {
    const outcome = await this.#update.ask((updater) => updater.seenDevices());
    if (outcome.ok) this.#seen = outcome.value;
  }

  /** Looks for updates of the devices seen last whose page was left before their end. */
  async lookForUnfinished(): Promise<void> {
    await this.look();
    const found: UpdateRecord[] = [];
    for (const { key } of this.#seen.slice(0, MOST_ASKED)) {
      const outcome = await this.#update.ask((updater) => updater.updatesOf(key));
      const last = outcome.ok ? outcome.value[0] : undefined;
      if (last?.end === 'begun') found.push(last);
    }
    this.#unfinished = found;
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
