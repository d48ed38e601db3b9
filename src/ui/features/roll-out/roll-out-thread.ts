/** The thread that leads a roll-out: made at the first question, and made anew after its death with the files in it. */
import type { Outcome } from '../../../contracts/failure.ts';
import type { RollOutFile } from '../../../workers/api.ts';
import type { UpdaterClient } from '../../../workers/client/updater-client.ts';

/** A file as a person gave it, and as it was checked. */
export interface AddedFile {
  readonly file: File;
  readonly bundle: RollOutFile;
}

/** Each once. */
export const versionsOf = (files: readonly AddedFile[]): readonly string[] => [
  ...new Set(files.map(({ bundle }) => bundle.version)),
];

export interface ThreadDeps {
  readonly openUpdater: () => UpdaterClient;
  /** Whom people trust (contracts/signature-trust.ts). */
  readonly trust: () => string | null;
}

export class RollOutThread {
  readonly #deps: ThreadDeps;
  #updater: UpdaterClient | null = null;
  /** Ids of the bundles that it has. */
  readonly #held: string[] = [];

  constructor(deps: ThreadDeps) {
    this.#deps = deps;
  }

  async add(given: File): Promise<Outcome<RollOutFile>> {
    const updater = this.#present();
    const told = await updater.trust(this.#deps.trust());
    if (!told.ok) return told;
    const added = await updater.addRollOutFile(given, given.name);
    if (added.ok) this.#held.push(added.value.id);
    return added;
  }

  drop(id: string): void {
    if (this.#updater === null) return;
    this.#forget(id);
    void this.#updater.dropRollOutFile(id);
  }

  /** With these files in it. */
  async ask<T>(
    files: readonly AddedFile[],
    question: (updater: UpdaterClient) => Promise<Outcome<T>>,
  ): Promise<Outcome<T>> {
    for (const { file, bundle } of files) {
      if (this.#updater !== null && this.#held.includes(bundle.id)) continue;
      const added = await this.add(file);
      if (!added.ok) return added;
    }
    return question(this.#present());
  }

  #present(): UpdaterClient {
    const present = this.#updater;
    if (present !== null) return present;
    const updater = this.#deps.openUpdater();
    this.#updater = updater;
    void updater.died.then(() => {
      if (this.#updater === updater) this.#updater = null;
      this.#held.length = 0;
    });
    return updater;
  }

  #forget(id: string): void {
    const at = this.#held.indexOf(id);
    if (at >= 0) this.#held.splice(at, 1);
  }
}
