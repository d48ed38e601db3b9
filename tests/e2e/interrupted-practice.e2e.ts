/** Cable pulled, power cut and page reloaded at every stage of an update of the practice device, read as a person reads it. */
import { afterEach, describe, it } from 'vitest';
import { CASES, walkThrough } from '../support/e2e/interrupted/cases.ts';
import { PracticeSubject } from '../support/e2e/interrupted/practice-subject.ts';
import { sampleOf } from '../support/sample.ts';

let subject: PracticeSubject | null = null;

afterEach(async () => {
  await subject?.end();
  subject = null;
});

describe('an update of the practice device that is interrupted', () => {
  it.each(sampleOf(CASES, { matrix: 'interrupted practice', oneOf: 20 }))(
    'says what is so, and is kept by what the screen offers: $stage, $by',
    async (of) => {
      subject = await PracticeSubject.begin();
      await walkThrough(subject, 'the practice device', of);
    },
  );
});
