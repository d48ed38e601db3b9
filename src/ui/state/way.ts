import type { Failure, Outcome } from '../../contracts/failure.ts';
import type { UpdaterClient } from '../../workers/client/updater-client.ts';

/** How a device is reached: where the links to it come from, and what it is called until it has told its name. */
export interface Way {
  readonly kind: 'practice' | 'cable' | 'bluetooth';
  /** In the middle of a sentence. */
  readonly device: string;
  /** From now on this updater gets its links here. */
  join(updater: UpdaterClient): Promise<Outcome<null>>;
  /** In the course of a press: the place to look for the device is chosen anew, also while an update waits for it. */
  readonly chooseAgain?: () => Promise<Outcome<null>>;
  /** Opens the doctor at what went wrong. */
  readonly help?: (failure: Failure) => void;
}
