import type { Outcome } from '../../contracts/failure.ts';
import type { UpdaterClient } from '../../workers/client/updater-client.ts';

/** Calls to an updater worker that is made at the first call, and made anew after its death. */
export class UpdaterCalls {
  readonly #open: () => Promise<Outcome<UpdaterClient>>;
  #updater: Promise<Outcome<UpdaterClient>> | null = null;
  #onDeath: () => void = () => undefined;

  constructor(open: () => Promise<Outcome<UpdaterClient>>) {
    this.#open = open;
  }

  /** Called when a worker dies: what it kept is gone with it. */
  whenDead(listener: () => void): void {
    this.#onDeath = listener;
  }

  /** A call that is under way when the worker dies settles with `worker/died`; the next one finds a new worker. */
  async call<T>(ask: (updater: UpdaterClient) => Promise<Outcome<T>>): Promise<Outcome<T>> {
    this.#updater ??= this.#openNew();
    const updater = await this.#updater;
    return updater.ok ? ask(updater.value) : updater;
  }

  async #openNew(): Promise<Outcome<UpdaterClient>> {
    const opened = await this.#open();
    const forget = (): void => {
      this.#updater = null;
      this.#onDeath();
    };
    if (opened.ok) void opened.value.died.then(forget);
    else forget();
    return opened;
  }
}
