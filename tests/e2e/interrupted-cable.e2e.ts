/** Cable pulled, power cut and page reloaded at every stage of an update over a real port, read as a person reads it. */
import { afterEach, describe, it } from 'vitest';
import { CASES, walkThrough } from '../support/e2e/interrupted/cases.ts';
import { CableSubject } from '../support/e2e/interrupted/cable-subject.ts';
import { isFull, sampleOf } from '../support/sample.ts';

/** A device that falls silent while it is written is given its time before it is called lost: minutes on a serial line. */
const QUICK = CASES.filter(({ stage }) => stage !== 'writing begins' && stage !== 'half written');

let subject: CableSubject | null = null;

afterEach(async () => {
  await subject?.end();
  subject = null;
});

describe('an update of a device on a cable that is interrupted', () => {
  it.each(sampleOf(isFull ? CASES : QUICK, { matrix: 'interrupted by cable', oneOf: 27 }))(
    'says what is so, and is kept by what the screen offers: $stage, $by',
    async (of) => {
      subject = await CableSubject.begin();
      await walkThrough(subject, 'a device on a cable', of);
    },
  );
});
