import { fetchForesight, fetchSurvey } from '../../src/bundle/foresee.ts';
import { JumpingClock } from '../../src/contracts/jumping-clock.ts';

// Virtual time does not wait for a file that is fetched when it is needed: it is there before any test begins, and no
// fetching goes on when they are over.
await Promise.all([fetchSurvey(), fetchForesight()]);

/** The jumping clock of tests. */
export class VirtualClock extends JumpingClock {
  constructor() {
    super(quiet);
  }
}

/** Lets all that promises and streams have started come to rest. */
export async function quiet(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
