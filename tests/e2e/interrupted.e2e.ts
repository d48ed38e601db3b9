/** Cable pulled, power cut and page reloaded at every stage of an update, in real Chromium, read as a person reads it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { CableSubject } from '../support/e2e/interrupted/cable-subject.ts';
import { PracticeSubject } from '../support/e2e/interrupted/practice-subject.ts';
import type { Subject } from '../support/e2e/interrupted/subject.ts';
import { INTERRUPTIONS, STAGES, Walk } from '../support/e2e/interrupted/walk.ts';
import { isFull, sampleOf } from '../support/sample.ts';

/** What was on the screen in each case, for whoever reads it through. */
const TRANSCRIPTS = '.cache/interrupted';

const SUBJECTS = {
  'practice device': () => PracticeSubject.begin(),
  'device on a cable': () => CableSubject.begin(),
} as const;

const CASES = (Object.keys(SUBJECTS) as (keyof typeof SUBJECTS)[]).flatMap((device) =>
  STAGES.flatMap((stage) => INTERRUPTIONS.map((by) => ({ device, stage, by }))),
);

/** A device that falls silent while it is written is given its time before it is called lost: minutes on a serial line. */
const takesLong = ({ device, stage }: (typeof CASES)[number]): boolean =>
  device === 'device on a cable' && (stage === 'writing begins' || stage === 'half written');

const SAMPLE = sampleOf(isFull ? CASES : CASES.filter((one) => !takesLong(one)), {
  matrix: 'interrupted updates',
  oneOf: 20,
});

let subject: Subject | null = null;

afterEach(async () => {
  await subject?.end();
  subject = null;
});

describe('an update that is interrupted', () => {
  it.each(SAMPLE)(
    'says what is so, and is kept by what the screen offers: $device, $stage, $by',
    async ({ device, stage, by }) => {
      const own = await SUBJECTS[device]();
      subject = own;
      const walk = new Walk(own);
      try {
        await walk.reach(stage);
        await walk.interrupt(by);
        await walk.keepByMainButton();
      } finally {
        mkdirSync(TRANSCRIPTS, { recursive: true });
        writeFileSync(`${TRANSCRIPTS}/${device}, ${stage}, ${by}.txt`, walk.transcript.join('\n'));
      }
      expect((await own.facts()).running).toMatchObject({ version: '1.1.0', committed: true });
      expect(own.visit.problems).toEqual([]);
    },
  );
});
