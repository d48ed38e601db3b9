/** Words of the way over the network. */
import english from './en/network.ts';
import { step } from './text-shapes.ts';
import type { CauseWords } from './text-shapes.ts';
import { texts } from './locale.ts';

export const networkWords = texts('network', english);

export type NetworkCauseName = keyof (typeof english)['causes'] | 'command-line';

/** `address`: as it may stand in a sentence. */
export function networkCause(name: NetworkCauseName, address: string): CauseWords {
  if (name !== 'command-line') return networkWords.causes[name];
  const { title, hint, text } = networkWords.commandLine;
  const call = `npm run push -- fw.zip --port '${address.replaceAll("'", '%27')}'`;
  return { title, hint, steps: [step(text, call)] };
}
