import { mkdirSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { Subject } from './subject.ts';
import { INTERRUPTIONS, STAGES, Walk } from './walk.ts';
import type { Interruption, Stage } from './walk.ts';

export interface Case {
  readonly stage: Stage;
  readonly by: Interruption;
}

export const CASES: readonly Case[] = STAGES.flatMap((stage) =>
  INTERRUPTIONS.map((by) => ({ stage, by })),
);

/** What was on the screen in each case, for whoever reads it through. */
const TRANSCRIPTS = '.cache/interrupted';

/** Up to the stage, interrupted there, and by what the screen offers first until the update is kept. */
export async function walkThrough(subject: Subject, device: string, of: Case): Promise<void> {
  const walk = new Walk(subject);
  try {
    await walk.reach(of.stage);
    await walk.interrupt(of.by);
    await walk.keepByMainButton();
  } finally {
    mkdirSync(TRANSCRIPTS, { recursive: true });
    writeFileSync(
      `${TRANSCRIPTS}/${device}, ${of.stage}, ${of.by}.txt`,
      walk.transcript.join('\n'),
    );
  }
  expect((await subject.facts()).running).toMatchObject({ version: '1.1.0', committed: true });
  expect(subject.visit.problems).toEqual([]);
}
