/**
 * The sample of the campaign that runs with every `npm test`; `npm run sweep` does every operation,
 * `npm run sweep -- --full` adds more torn variants and a second cut during the recovery.
 */
import { describe, expect, it } from 'vitest';
import { HARDENED, PROFILES, replay, runMatrix, SAMPLE, WHOLE } from './matrix.ts';
import { BREAKS, PLANTS } from './plants.ts';
import { parseReplayId } from './replay-id.ts';
import { SCENARIOS } from './scenarios.ts';
import { shortName, WEAKNESSES } from './weaknesses.ts';

const MINUTES = 60_000;
const isFull = process.env['SLIPWAY_FULL'] === '1';
const scenariosNamed = (...names: readonly string[]) =>
  SCENARIOS.filter(({ name }) => names.includes(name));
const SAMPLED = scenariosNamed('commit', 'no-commit', 'one-after-another', 'last-numbers');

it('has eighteen scenarios and at least ten profiles', () => {
  expect(SCENARIOS).toHaveLength(18);
  expect(PROFILES.length).toBeGreaterThanOrEqual(10);
});

describe.each(['reference', 'esp32'])('power cuts on %s', (profile) => {
  it(
    'survives a cut at every flash operation of an update that is kept and of one that is not, whole and torn',
    () => {
      const scenarios = scenariosNamed('commit', 'no-commit');
      const found = runMatrix({ profiles: [profile], scenarios, plan: WHOLE });
      console.log(`${profile}: ${JSON.stringify({ ...found, violations: undefined })}`);
      expect(found.violations).toEqual([]);
      expect(found.chips).toBeGreaterThan(400);
      expect(found.replays).toBeGreaterThan(20);
      expect(found.updates).toBeGreaterThan(5);
    },
    5 * MINUTES,
  );
});

describe.each(PROFILES)('power cuts on %s, in every scenario', (profile) => {
  it(
    HARDENED.includes(profile)
      ? 'leave a device that is held to every invariant'
      : 'show no weakness that is not documented',
    () => {
      const plan = isFull ? WHOLE : SAMPLE;
      const scenarios = isFull ? SCENARIOS : SAMPLED;
      const found = runMatrix({ profiles: [profile], scenarios, plan });
      console.log(`${profile}: ${JSON.stringify({ ...found, violations: undefined })}`);
      expect(found.violations).toEqual([]);
      const known = [...found.known.keys()];
      const documented = WEAKNESSES.filter(({ profiles }) => profiles.includes(profile));
      expect(known.every((id) => documented.some((weakness) => weakness.id === id))).toBe(true);
      expect(known.length > 0).toBe(!HARDENED.includes(profile));
    },
    60 * MINUTES,
  );
});

describe.each(['reference', 'esp32'])('bugs built into %s', (profile) => {
  it.each(PLANTS)(
    'finds %s, and its replay finds it again',
    (plant) => {
      const scenarios = scenariosNamed('commit', 'no-commit');
      const plan = { ...SAMPLE, everyBulk: 40, everyReplay: 25 };
      const found = runMatrix({ profiles: [profile], scenarios, plan, plant });
      const broken = found.violations.find(
        ({ invariant }) => (BREAKS[plant] ?? shortName(invariant)) === shortName(invariant),
      );
      expect(broken?.words).toBeTypeOf('string');
      const cut = parseReplayId(broken?.replay ?? '');
      if (cut === null) throw new Error('the violation does not name a run');
      expect(replay(cut, plant)?.violations.length).toBeGreaterThan(0);
      expect(replay(cut)?.violations).toEqual([]);
    },
    5 * MINUTES,
  );
});
