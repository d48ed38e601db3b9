import type { Outcome } from '../../contracts/failure.ts';
import type { ChipSnapshot } from '../../workers/api.ts';

/** What the picture beside an update needs of the emulator worker. */
export interface ChipPort {
  watchChip(onEvent: (latest: ChipSnapshot) => void): Promise<Outcome<null>>;
}

/** The chip of the practice device, as the worker that owns it tells. */
export class ChipWatch {
  readonly #port: ChipPort;
  #watching = false;
  #latest = $state.raw<ChipSnapshot | null>(null);

  constructor(port: ChipPort) {
    this.#port = port;
  }

  /** null until the worker has told of the chip, and where it does not tell. */
  get latest(): ChipSnapshot | null {
    return this.#latest;
  }

  /** Snapshots come from now on; asked again it changes nothing. */
  begin(): void {
    if (this.#watching) return;
    this.#watching = true;
    void this.#port.watchChip((latest) => {
      this.#latest = latest;
    });
  }
}
