/** Several devices one after the other with one file. */
import english from './en/state.ts';
import { texts } from './locale.ts';
import { safe } from './safety-words.ts';
import { GO, heardPolitely } from './state-shape.ts';
import type { StateWords } from './state-shape.ts';

const text = texts('nextDevice', english.nextDevice);

export const nextDeviceWords = {
  get remove(): string {
    return text.remove;
  },
  /** In a list of what can be chosen. */
  get sameHint(): string {
    return text.sameHint;
  },

  /** `last`: the device before, in the middle of a sentence. */
  choose: (version: string, last: string): StateWords => {
    const said = text.choose(version, last);
    return heardPolitely(said, GO, safe(said.safety));
  },
} as const;

/** The same state, where the device that was chosen is the one before. */
export function withSameDevice(words: StateWords, isPrevious: boolean): StateWords {
  if (!isPrevious) return words;
  const { same } = text;
  const { lead, heard } = words;
  return {
    ...words,
    lead: lead === null ? same : `${same} ${lead}`,
    heard: heard === null ? null : { ...heard, text: `${same} ${heard.text}` },
  };
}
