/** Why the old firmware runs again, only as far as it was seen: see update/return-cause.ts. */
export const wentBackSentence = {
  asked: (from: string) => `The device went back to ${from}, as it was told.`,
  'time-over': (from: string, to: string) =>
    `The device went back from ${to} to ${from} by itself: the time to keep it was over.`,
  restarted: (from: string, to: string) =>
    `The device restarted before ${to} was kept, and runs ${from} again.`,
  'not-seen': (from: string, to: string) =>
    `The device came back with ${from}: ${to} was not seen running.`,
} as const;
