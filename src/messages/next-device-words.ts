/** Several devices one after the other with one file. */
import type { StateWords } from './state-shape.ts';
import { safe } from './safety-words.ts';

export const nextDeviceWords = {
  remove: 'Remove the file',
  /** In a list of what can be chosen. */
  sameHint: 'the device of the last update',
  same: 'This is the device of the last update.',

  /** `last`: the device before, in the middle of a sentence. */
  choose: (version: string, last: string): StateWords => ({
    title: 'Next device',
    tag: { tone: 'go', mark: 'go', text: 'File checked' },
    headline: `Next device for ${version}`,
    lead: `The last one was ${last}.`,
    safety: safe('Nothing is sent until you press Update.'),
    heard: { text: `Choose the next device for ${version}.`, urgent: false },
  }),
} as const;

/** The same state, where the device that was chosen is the one before. */
export function withSameDevice(words: StateWords, isPrevious: boolean): StateWords {
  if (!isPrevious) return words;
  const { same } = nextDeviceWords;
  const { lead, heard } = words;
  return {
    ...words,
    lead: lead === null ? same : `${same} ${lead}`,
    heard: heard === null ? null : { ...heard, text: `${same} ${heard.text}` },
  };
}
