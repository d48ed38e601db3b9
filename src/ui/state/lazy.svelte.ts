import type { Component } from 'svelte';

/** A module that no visit has to load before its first screen: fetched when it is first asked for, the same ever after. */
export class Lazy<Module> {
  readonly #fetch: () => Promise<Module>;
  #opening: Promise<Module> | null = null;
  #loaded = $state.raw<Module | null>(null);

  constructor(fetch: () => Promise<Module>) {
    this.#fetch = fetch;
  }

  /** Null until it was loaded. */
  get loaded(): Module | null {
    return this.#loaded;
  }

  /** The same promise at every call. */
  load(): Promise<Module> {
    return (this.#opening ??= this.#open());
  }

  async #open(): Promise<Module> {
    const module = await this.#fetch();
    this.#loaded = module;
    return module;
  }
}

/** At the latest, so that a page that is never idle goes on too. */
const LATEST_MS = 1_500;

let before: Promise<unknown> = Promise.resolve();

/**
 * Settles when the first screen stands and the browser has nothing else to do. Everyone who waits gets
 * a moment of their own, so that a press is never behind all of them.
 */
export function whenIdle(): Promise<void> {
  const moment = before.then(idleMoment);
  before = moment;
  return moment;
}

const idleMoment = (): Promise<void> =>
  new Promise((resolve) => {
    const go = (): void => resolve();
    // Safari has no idle moments.
    if ('requestIdleCallback' in globalThis) requestIdleCallback(go, { timeout: LATEST_MS });
    else setTimeout(go, LATEST_MS / 5);
  });

/** A component with its properties: whoever shows it does not need to know them. */
export function withProps<Props extends Record<string, unknown>>(
  Part: Component<Props>,
  props: Props,
): Component {
  return (internals) => Part(internals, props);
}
