/** What may end with a full stop, or not, as a sentence before another one. */
export const fullSentence = (text: string): string => `${text.replace(/\.$/, '')}.`;
