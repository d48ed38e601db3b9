import { restAfter } from '../../../src/contracts/jumping-clock.ts';
import type { ReplayStep } from '../../../src/workers/api.ts';
import type { ReplayClient } from '../../../src/workers/client/rehearsal-client.ts';
import { outcomeOf } from '../../../src/workers/comlink/calls.ts';
import { openRecordingFile } from '../../../src/workers/open-recording.ts';

/** The thread that goes through a recording, in the page itself; a script may let it come so far and no further. */
export class ReplayDouble {
  /** null = to its end. */
  stopAt: ReplayStep | null = null;
  #opened: Promise<unknown> = Promise.resolve();

  readonly open = (): ReplayClient => ({
    replay: (file, onStep) => {
      const { stopAt } = this;
      if (stopAt !== null) {
        onStep(stopAt);
        return new Promise(() => undefined);
      }
      const { name } = file;
      const opened = outcomeOf(() => openRecordingFile(file, { name, rest: turns(), onStep }));
      this.#opened = opened;
      return opened;
    },
    terminate: () => undefined,
  });

  /** It takes real time, in which that of the page stands still. */
  async opened(): Promise<void> {
    await this.#opened;
  }
}

/** Timers stand still with the page's time. */
function turns(): () => Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return restAfter(
    () =>
      new Promise((resolve) => {
        port1.onmessage = () => resolve();
        port2.postMessage(null);
      }),
  );
}
