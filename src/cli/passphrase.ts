/** Passphrases of private keys: from a file, or typed. Never from the command line, which other users of the computer can read. */
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { firstLineOf } from './local-files.ts';
import type { PassphraseSource } from './private-key.ts';

/** The first line of a file. Throws OtaError file/unreadable when it is asked. */
export const passphraseFrom =
  (file: string): PassphraseSource =>
  () =>
    Promise.resolve(firstLineOf(file));

interface Terminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  /** Says whose passphrase is wanted. */
  readonly ask: (file: string) => void;
}

/** What is typed, and shown nowhere; null where there is no terminal, or nothing was typed. */
export const typedPassphrase =
  ({ input, ask }: Terminal): PassphraseSource =>
  async (file) => {
    if (input.isTTY !== true) return null;
    ask(file);
    // The line is edited in raw mode, so that the terminal repeats nothing either.
    const output = new Writable({ write: (_chunk, _encoding, done) => done() });
    const lines = createInterface({ input, output, terminal: true, historySize: 0 });
    try {
      return await new Promise((resolve) => {
        lines.once('line', (line) => resolve(line === '' ? null : line));
        lines.once('close', () => resolve(null)); // Ctrl+C, Ctrl+D
      });
    } finally {
      lines.close();
    }
  };
