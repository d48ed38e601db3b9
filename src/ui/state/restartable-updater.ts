import type { Outcome } from '../../contracts/failure.ts';
import type { GivenFirmware } from '../../contracts/given-firmware.ts';
import type { BundleReport } from '../../workers/api.ts';
import type { SignatureVerdict } from '../../contracts/signature.ts';
import type { UpdaterClient } from '../../workers/client/updater-client.ts';
import { StoredChoice } from './remembered.svelte.ts';

/** Asks the updater worker, whichever lives. */
export type AskUpdater = <T>(
  question: (updater: UpdaterClient) => Promise<Outcome<T>>,
) => Promise<Outcome<T>>;

/** The same, with this firmware in the worker. */
export type AskWithFirmware = <T>(
  firmware: SoundFirmware,
  question: (updater: UpdaterClient) => Promise<Outcome<T>>,
) => Promise<Outcome<T>>;

/** What is written, as it was checked, and the file that it is in. */
export interface SoundFirmware {
  readonly bundle: BundleReport;
  readonly file: File;
}

/** Whom people trust is kept under it (contracts/signature-trust.ts). */
export const TRUST_KEY = 'slipway-trust';

/** An updater worker that is made at the first call, and made anew after its death, with the firmware in it when that is needed. */
export class RestartableUpdater {
  readonly #trust = new StoredChoice(TRUST_KEY);
  readonly #open: () => Promise<Outcome<UpdaterClient>>;
  #updater: Promise<Outcome<UpdaterClient>> | null = null;
  /** The bundle that the present worker has checked. */
  #loaded: string | null = null;

  /** `open`: a fresh worker, joined to its device. */
  constructor(open: () => Promise<Outcome<UpdaterClient>>) {
    this.#open = open;
  }

  /** The bundle with this id is in the worker: its death takes it along. */
  holds(bundleId: string): boolean {
    return this.#loaded === bundleId;
  }

  /** A call that is under way when the worker dies settles with `worker/died`; the next one finds a new worker. */
  async call<T>(ask: (updater: UpdaterClient) => Promise<Outcome<T>>): Promise<Outcome<T>> {
    this.#updater ??= this.#openNew();
    const updater = await this.#updater;
    return updater.ok ? ask(updater.value) : updater;
  }

  /** Has a file or a folder checked. `pick`: which of the firmwares in it. */
  openBundle(
    given: GivenFirmware,
    fileName = given.name,
    pick: string | null = null,
  ): Promise<Outcome<BundleReport>> {
    return this.call(async (updater) => {
      const told = await updater.trust(this.#trust.value);
      if (!told.ok) return told;
      const opened = await ('files' in given
        ? updater.openFolder(given.files, fileName, pick)
        : updater.openBundle(given, fileName, pick));
      this.#loaded = opened.ok ? opened.value.id : null;
      return opened;
    });
  }

  /** Whom people trust has changed: what its signature is worth now; null = no firmware is in the worker. */
  judgeAgain(): Promise<Outcome<SignatureVerdict | null>> {
    return this.call((updater) => updater.trust(this.#trust.value));
  }

  /** A call that needs this firmware in the worker. */
  async callWith<T>(
    { bundle, file }: SoundFirmware,
    ask: (updater: UpdaterClient) => Promise<Outcome<T>>,
  ): Promise<Outcome<T>> {
    if (!this.holds(bundle.id)) {
      const opened = await this.openBundle(file, bundle.fileName);
      if (!opened.ok) return opened;
    }
    return this.call(ask);
  }

  async #openNew(): Promise<Outcome<UpdaterClient>> {
    const opened = await this.#open();
    const forget = (): void => {
      this.#updater = null;
      this.#loaded = null;
    };
    if (opened.ok) void opened.value.died.then(forget);
    else forget();
    return opened;
  }
}
