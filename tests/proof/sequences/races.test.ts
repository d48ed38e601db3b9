/** Two clients of one device, and things that happen at the same millisecond. */
import { describe, expect, it } from 'vitest';
import { profileFor } from '../../../src/ota-core/platforms/index.ts';
import { PROFILES } from '../power-cut/matrix.ts';
import { factsOf } from './device-facts.ts';
import { SEED } from './plan.ts';
import { checkRace, parseRaceId, RACE_NAMES } from './races.ts';
import { parseSequenceId } from './sequence-id.ts';
import { Sequence } from './sequence.ts';
import { takeStep } from './campaign.ts';
import { isFull, sampleOf } from '../../support/sample.ts';

const RUNS = isFull ? 100 : 20;
const LIMIT = isFull ? 1_800_000 : 120_000;
const ON_LINKS = sampleOf(PROFILES, { matrix: 'races', oneOf: 5 });

describe.each(ON_LINKS)(`two links to one %s (seed ${SEED})`, (profile) => {
  it.each(RACE_NAMES)(
    'answer %s as if one thing came after the other, in whatever order they come',
    async (name) => {
      expect(await checkRace(profile, name, { seed: SEED, runs: RUNS })).toBeNull();
    },
    LIMIT,
  );
});

it('finds a device that says yes to every Begin, and the id finds it again', async () => {
  const spoil: NonNullable<Parameters<typeof checkRace>[2]['spoil']> = (method, reply) =>
    method === 'OTA.Begin' ? { kind: 'result', result: null } : reply;
  const found = await checkRace('esp32', 'two-updates', { seed: SEED, runs: 20, spoil });
  const id = parseRaceId(found?.id ?? '');
  if (id === null) throw new Error('no failure that names a run');
  const { profile, name, seed, path } = id;
  const again = await checkRace(profile, name, { seed, path, runs: 1, spoil });
  expect(again?.words).toBe(found?.words);
  expect(await checkRace(profile, name, { seed, path, runs: 1 })).toBeNull();
});

/** What runs for good after these steps; the sequence compares with the model at each. */
function settledAfter(profile: string, steps: string): string {
  const found = profileFor({ profile });
  const id = parseSequenceId(`${profile}/0/0/${steps}`);
  if (found === null || id === null) throw new Error('no such sequence');
  const sequence = new Sequence(factsOf(found));
  for (const step of id.steps) takeStep(sequence, step);
  const { durable } = sequence.state;
  return durable.slots[durable.settled].image;
}

describe.each(PROFILES)('at the same time on %s', (profile) => {
  it.each([
    [
      'keeps an image whose commit comes just before its time is up',
      'update.1.30,race.0,reset',
      '1.1.0',
    ],
    [
      'goes back where the time was up just before the commit came',
      'update.1.30,race.1,reset',
      '1.0.0',
    ],
    [
      'refuses a Begin while another client writes, and lets that one end its update',
      'begin.1.30.600.0,write.512.0,begin.2.30.600.1,rest.0,end.0,pass.500,commit.1,reset',
      '1.1.0',
    ],
    [
      'refuses a Begin while it waits for its restart, and in the last 100 ms before it',
      'begin.1.30.600.0,rest.0,end.0,begin.2.30.600.1,pass.401,begin.2.30.600.1,pass.99,commit.1,reset',
      '1.1.0',
    ],
    [
      'takes a second Begin after the first ran out of time',
      'begin.1.30.60.0,write.512.0,pass.60000,begin.2.30.60.1,rest.1,end.1,pass.500,commit.1,reset',
      '1.2.0',
    ],
    [
      'lets nobody commit what is on its way back',
      'update.1.30,revert.0,commit.1,pass.100,commit.1',
      '1.0.0',
    ],
  ])('%s', (_, steps, image) => {
    expect(settledAfter(profile, steps)).toBe(image);
  });
});
