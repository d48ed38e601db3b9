/** The same ways as in interrupted-matrix.e2e.ts, with the practice device, which lives in the page and goes with it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PracticeSubject } from '../support/e2e/interrupted/practice-subject.ts';
import { cardOf, pressUntilKept } from '../support/e2e/resume/until-kept.ts';
import {
  cross,
  endThread,
  giveRoomAgain,
  gone,
  GONE,
  taken,
  TAKEN,
} from '../support/e2e/resume/ways.ts';
import { sampleOf } from '../support/sample.ts';

const STATES = ['file and device chosen', 'half written', 'on trial', 'kept'] as const;
type State = (typeof STATES)[number];

const isUnderWay = (state: State): boolean => state === 'half written' || state === 'on trial';

let subject: PracticeSubject;

beforeEach(async () => {
  subject = await PracticeSubject.begin();
});

afterEach(async () => {
  await subject.end();
});

async function reach(state: State): Promise<void> {
  const { visit } = subject;
  await visit.choosePractice();
  await visit.chooseFile('demo-esp32-1.1.0.zip');
  await visit.headlineSays(/^Ready to update/);
  if (state === 'file and device chosen') return;
  await visit.button('Update to 1.1.0').click();
  if (state === 'half written') {
    await visit.hasWritten(40);
    return;
  }
  await visit.headlineSays(/^1\.1\.0 is running\. Keep it\?/);
  if (state === 'on trial') return;
  await visit.button('Keep 1.1.0').click();
  await visit.headlineSays(/^The practice device runs 1\.1\.0/);
}

const some = <T>(cases: readonly T[], matrix: string): readonly T[] =>
  sampleOf(cases, { matrix: `interrupted here, ${matrix}`, oneOf: 6 });

async function isKept(): Promise<void> {
  expect((await subject.facts()).running).toMatchObject({ version: '1.1.0', committed: true });
}

describe('an update of the practice device whose page is gone', () => {
  it.each(some(cross(STATES, gone), 'page'))(
    'is offered by the next one, which ends it, or was not begun: $state, $by',
    async ({ state, by }) => {
      const { visit } = subject;
      await reach(state);
      await GONE[by](visit);
      if (!isUnderWay(state)) {
        await visit.practiceSays(state === 'kept' ? 'demo 1.1.0' : 'demo 1.0.0', 'committed');
        await visit.headlineSays(/^Update a device/);
        expect(await cardOf(visit).count()).toBe(0);
        return;
      }
      await cardOf(visit).waitFor();
      await pressUntilKept(visit, subject);
      await isKept();
    },
  );
});

describe('an update of the practice device whose thread is ended, or whose storage is taken away', () => {
  it.each(some(cross(STATES, ['thread ended', ...taken] as const), 'thread and storage'))(
    'is brought to its end by what the page offers: $state, $by',
    async ({ state, by }) => {
      const { visit } = subject;
      await reach(state);
      await (by === 'thread ended' ? endThread(visit) : TAKEN[by](visit));
      await pressUntilKept(visit, subject);
      await giveRoomAgain(visit);
      await isKept();
    },
  );
});

describe('an update of the practice device beside a second tab', () => {
  it.each(some(cross(STATES, ['second tab'] as const), 'second tab'))(
    'goes on in the first one: $state',
    async ({ state }) => {
      const { visit } = subject;
      await reach(state);
      const first = visit.page;
      await visit.openTab();
      const second = visit.page;
      const card = second.locator('[data-elsewhere]');
      if (isUnderWay(state)) {
        await card.getByText('belongs to that tab as long as it is open').waitFor();
        expect(await card.getByRole('button', { name: 'Take over' }).count()).toBe(0);
      }
      await second.close();
      visit.returnTo(first);
      await pressUntilKept(visit, subject);
      await isKept();
    },
  );
});
