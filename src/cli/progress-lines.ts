import type { TransferProgress } from '../contracts/managed-device.ts';
import { diffProgress } from '../messages/diff-command-words.ts';

/** Longer than any text of progress: what was drawn before is covered. */
const WIDTH = 80;

export interface ProgressOptions {
  readonly write: (text: string) => void;
  /** A terminal: one line that is drawn anew. Else one at every tenth. */
  readonly isTerminal: boolean;
}

/** How far the reading of a device's files is. `end`: what follows begins a line of its own. */
export function progressLines({ write, isTerminal }: ProgressOptions): {
  readonly tell: (progress: TransferProgress) => void;
  readonly end: () => void;
} {
  let shown = '';
  let tenth = 0;
  return {
    tell(progress) {
      const text = diffProgress(progress);
      const reached = Math.floor((progress.doneBytes / progress.totalBytes) * 10);
      if (isTerminal && text !== shown) write(`\r${text.padEnd(WIDTH)}`);
      if (!isTerminal && reached > tenth) write(`${text}\n`);
      tenth = Math.max(tenth, reached);
      shown = text;
    },
    end() {
      if (isTerminal && shown !== '') write('\n');
    },
  };
}
