/**
 * The sample of the campaign that runs with every `npm test`; `npm run sweep` does every operation,
 * `npm run sweep -- --full` adds more torn variants and a second cut during the recovery.
 */
import { describe, expect, it } from 'vitest';
import { HARDENED, PROFILES, replay, replayAge, runMatrix, SAMPLE, THICK } from './matrix.ts';
import { BREAKS, PLANTS, type Plant } from './plants.ts';
import { parseReplayId } from './replay-id.ts';
import { SCENARIOS } from './scenarios.ts';
import { shortName, WEAKNESSES } from './weaknesses.ts';
import { isFull, sampleOf } from '../../support/sample.ts';

const MINUTES = 60_000;
const LIMIT = isFull ? 120 * MINUTES : 2 * MINUTES;
/** These have the thickest sample. */
const THICKEST = ['reference', 'esp32'];
const scenariosNamed = (...names: readonly string[]) =>
  SCENARIOS.filter(({ name }) => names.includes(name));
const SAMPLED = scenariosNamed('commit', 'no-commit', 'last-numbers');
const FILES = sampleOf(
  scenariosNamed('other-kind', 'file-calls', 'merge-full', 'one-after-another'),
  { matrix: 'files', oneOf: 4 },
);
/** The rest of the bugs are in parts that both have in common. */
const OF_THE_STORE: readonly Plant[] = ['rewrite-newer', 'skip-crc', 'sequencer-wrong-way'];

it('has twenty-one scenarios and at least ten profiles', () => {
  expect(SCENARIOS).toHaveLength(21);
  expect(PROFILES.length).toBeGreaterThanOrEqual(10);
});

const THICK_PAIRS = THICKEST.flatMap((profile) =>
  ['commit', 'no-commit'].map((scenario) => [profile, scenario] as const),
);

describe.each(sampleOf(THICK_PAIRS, { matrix: 'thick', oneOf: 4 }))(
  'power cuts on %s in the scenario %s',
  (profile, scenario) => {
    it(
      'leave a device that starts, at every flash operation, whole and torn',
      () => {
        const scenarios = scenariosNamed(scenario);
        const found = runMatrix({ profiles: [profile], scenarios, plan: THICK });
        console.log(`${profile}, ${scenario}: ${JSON.stringify({ ...found, violations: [] })}`);
        expect(found.violations).toEqual([]);
        expect(found.chips).toBeGreaterThan(200);
        expect(found.fileCuts).toBeGreaterThan(200);
        expect(found.replays).toBeGreaterThan(10);
        expect(found.updates).toBeGreaterThan(2);
      },
      LIMIT,
    );
  },
);

describe.each(sampleOf(PROFILES, { matrix: 'profiles', oneOf: 3 }))(
  'power cuts on %s, in every scenario',
  (profile) => {
    it(
      HARDENED.includes(profile)
        ? 'leave a device that is held to every invariant'
        : 'show no weakness that is not documented',
      () => {
        const sampled = THICKEST.includes(profile) ? [...SAMPLED, ...FILES] : SAMPLED;
        const scenarios = isFull ? SCENARIOS : sampled;
        const found = runMatrix({ profiles: [profile], scenarios, plan: SAMPLE });
        console.log(`${profile}: ${JSON.stringify({ ...found, violations: undefined })}`);
        expect(found.violations).toEqual([]);
        const known = [...found.known.keys()];
        const documented = WEAKNESSES.filter(({ profiles }) => profiles.includes(profile));
        expect(known.every((id) => documented.some((weakness) => weakness.id === id))).toBe(true);
        expect(known.length > 0).toBe(!HARDENED.includes(profile));
      },
      LIMIT,
    );
  },
);

describe('age', () => {
  it.each(HARDENED)(
    'neither flipped bits nor a bad block keep %s from starting a whole image',
    (profile) => {
      const found = runMatrix({ profiles: [profile], scenarios: [], plan: SAMPLE, age: true });
      console.log(`${profile}: ${found.rots} flips, ${found.badBlocks} bad blocks`);
      expect(found.violations).toEqual([]);
      expect(found.rots).toBeGreaterThan(100);
      expect(found.badBlocks).toBeGreaterThan(5);
    },
    LIMIT,
  );

  it('finds a record that is believed without its checksum, and its replay finds it again', () => {
    const plan = { ...SAMPLE, decay: { ...SAMPLE.decay, rots: 40 } };
    const campaign = { profiles: ['reference'], scenarios: [], plan, age: true };
    const found = runMatrix({ ...campaign, plant: 'skip-crc' });
    const [broken] = found.violations;
    expect(broken?.replay).toMatch(/~rot~/);
    expect(replayAge(broken?.replay ?? '', 'skip-crc')?.violations.length).toBeGreaterThan(0);
    expect(replayAge(broken?.replay ?? '')?.violations).toEqual([]);
  });
});

describe.each(THICKEST)('bugs built into %s', (profile) => {
  const plants = isFull || profile === 'reference' ? PLANTS : OF_THE_STORE;
  it.each(sampleOf(plants, { matrix: `plants on ${profile}`, oneOf: 3 }))(
    'finds %s, and its replay finds it again',
    (plant) => {
      const scenarios = scenariosNamed('commit', 'no-commit');
      const plan = { ...SAMPLE, everyReplay: 25 };
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
    LIMIT,
  );
});
