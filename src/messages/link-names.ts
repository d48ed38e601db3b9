/** What links are called: one line per kind of link, and the words of one that has none yet. */
import english from './en/link-names.ts';
import { texts } from './locale.ts';

const text = texts('linkNames', english);

/** What is out of place when a link is lost: a cable, the device's distance, or nobody can tell. */
type Loss = 'cable' | 'reach' | 'link';

export interface LinkNames {
  /** Of the link panel. */
  readonly name: string;
  /** Of the report. */
  readonly inReport: string;
  /** After how long something takes. */
  readonly over: string;
  readonly loss: Loss;
}

/** By kind of link; `words`: their name in `en/link-names.ts`. */
export const LINK_NAMES: Readonly<
  Record<string, { readonly words: keyof typeof english; readonly loss: Loss }>
> = {
  serial: { words: 'serial', loss: 'cable' },
  bluetooth: { words: 'bluetooth', loss: 'reach' },
  websocket: { words: 'websocket', loss: 'link' },
  tcp: { words: 'tcp', loss: 'link' },
  http: { words: 'http', loss: 'link' },
  loopback: { words: 'loopback', loss: 'link' },
};

export function linkNames(kind: string): LinkNames {
  const { words, loss } = LINK_NAMES[kind] ?? { words: 'other', loss: 'link' };
  return { ...text[words], loss };
}
