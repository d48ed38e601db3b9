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
