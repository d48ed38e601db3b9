/** Keeps what is behind it out of what every visit has to load: fetched at the first call, the same ever after. */
export class Door<Room> {
  readonly #load: () => Promise<Room>;
  #opening: Promise<Room> | null = null;
  #room = $state.raw<Room | null>(null);

  constructor(load: () => Promise<Room>) {
    this.#load = load;
  }

  /** Null until it was opened. */
  get room(): Room | null {
    return this.#room;
  }

  async open(): Promise<Room> {
    this.#opening ??= this.#load();
    this.#room = await this.#opening;
    return this.#room;
  }
}
