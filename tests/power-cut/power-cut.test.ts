/**
 * The sample of the campaign that runs with every `npm test`; `npm run sweep` does every operation,
 * `npm run sweep -- --full` adds more torn variants and a second cut during the recovery.
 */
import { describe, expect, it } from 'vitest';
import { PROFILES, replay, runMatrix, SAMPLE, WHOLE } from './matrix.ts';
import { PLANTS } from './plants.ts';
import { parseReplayId } from './replay-id.ts';
import { SCENARIOS } from './scenarios.ts';

const MINUTES = 60_000;
const isFull = process.env['SLIPWAY_FULL'] === '1';
const scenariosNamed = (...names: readonly string[]) =>
  SCENARIOS.filter(({ name }) => names.includes(name));

for (const profile of PROFILES) {
  describe(`power cuts on ${profile}`, () => {
    it(
      'survives a cut at every flash operation of an update that is kept and of one that is not, whole and torn',
      () => {
        const scenarios = scenariosNamed('commit', 'no-commit');
        const found = runMatrix({ profiles: [profile], scenarios, plan: WHOLE });
        console.log(`${profile}: ${JSON.stringify({ ...found, violations: undefined })}`);
        expect(found.violations).toEqual([]);
        expect(found.outcomes).toBeGreaterThan(400);
        expect(found.replays).toBeGreaterThan(20);
        expect(found.updates).toBeGreaterThan(5);
      },
      5 * MINUTES,
    );

    it(
      'survives cuts in every other scenario',
      () => {
        const found = runMatrix({ profiles: [profile], plan: isFull ? WHOLE : SAMPLE });
        console.log(`${profile}: ${JSON.stringify({ ...found, violations: undefined })}`);
        expect(found.violations).toEqual([]);
        expect(found.scenarios).toBe(SCENARIOS.length);
      },
      60 * MINUTES,
    );

    for (const plant of PLANTS)
      it(
        `finds ${plant} when it is built in, and its replay finds it again`,
        () => {
          const scenarios = scenariosNamed('commit', 'no-commit');
          const found = runMatrix({ profiles: [profile], scenarios, plan: SAMPLE, plant });
          expect(found.violations.length).toBeGreaterThan(0);
          const cut = parseReplayId(found.violations[0]!.replay);
          if (cut === null) throw new Error('the violation does not name a run');
          expect(replay(cut, plant)?.violations.length).toBeGreaterThan(0);
          expect(replay(cut)?.violations).toEqual([]);
        },
        5 * MINUTES,
      );
  });
}
