/** Lines for people, of which the one that tells progress stays where it is on a terminal. */
import { terminalText } from '../messages/outside-text.ts';

export interface TextLines {
  readonly line: (text: string) => void;
  /** `done`: 0 to 1. Without a terminal it is told at every tenth. */
  readonly progress: (done: number, text: string) => void;
}

export function createTextLines(write: (text: string) => void, isTerminal: boolean): TextLines {
  let isOpen = false;
  let tenth = 0;
  const line = (text: string): void => {
    write(`${isOpen ? '\n' : ''}${terminalText(text)}\n`);
    isOpen = false;
  };
  return {
    line,
    progress(done, text) {
      if (isTerminal) {
        write(`\r${terminalText(text).padEnd(70)}`);
        isOpen = true;
      } else if (Math.floor(done * 10) > tenth) {
        tenth = Math.floor(done * 10);
        line(text);
      }
    },
  };
}
