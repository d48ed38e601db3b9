import { fetchForesight, fetchSurvey } from '../../src/bundle/foresee.ts';
import { JumpingClock, restAfter } from '../../src/contracts/jumping-clock.ts';

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
export const quiet = restAfter(() => new Promise((resolve) => setImmediate(resolve)));
