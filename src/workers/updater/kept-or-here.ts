import type { OnDamaged, SlipwayStore } from '../../store/schema.ts';
import type { KnownDevices } from './known-devices.ts';

/** Records that the browser keeps, else this thread holds. */
export class KeptOrHere {
  readonly #known: Pick<KnownDevices, 'inStore'>;
  #isKept = true;

  constructor(known: Pick<KnownDevices, 'inStore'>) {
    this.#known = known;
  }

  /** The browser did the last work. */
  get isKept(): boolean {
    return this.#isKept;
  }

  /** `work` with what the browser keeps; where it does not, `instead`. */
  async do<T>(
    work: (store: SlipwayStore, onDamaged: OnDamaged) => Promise<T>,
    instead: () => T,
  ): Promise<T> {
    const outcome = await this.#known.inStore(work);
    this.#isKept = outcome.ok;
    return outcome.ok ? outcome.value : instead();
  }
}
