/** Sequences drawn by fast-check, on every profile; `npm run sequences -- --replay ID` runs one of them again. */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../power-cut/matrix.ts';
import { replaySequence, runCampaign } from './campaign.ts';
import { batchSeeds, SAMPLE_RUN, SEED, seedFor, shareOf } from './plan.ts';
import { formatSequenceId, parseSequenceId } from './sequence-id.ts';
import type { SequencePlant } from './sequence-plants.ts';
import { isFull, sampleOf } from '../../support/sample.ts';

const MINUTE = 60_000;
const LIMIT = isFull ? 40 * MINUTE : 4 * MINUTE;
const sequences = shareOf(SAMPLE_RUN);

describe.each(sampleOf(PROFILES, { matrix: 'sequences', oneOf: 2 }))(
  'sequences on %s',
  (profile) => {
    it.each(batchSeeds())(
      'leave a device that is what the model says, after every step (batch %i)',
      (batch) => {
        const found = runCampaign({ profile, sequences, seed: seedFor(profile, batch) });
        console.log(`${profile}: ${JSON.stringify(found)}`);
        expect(found.failure).toBeNull();
        expect(found.sequences).toBe(sequences);
        // Two sevenths of them on average; one batch of one profile may have fewer.
        expect(found.cuts).toBeGreaterThan(sequences / 8);
        expect(found.checks).toBeGreaterThan(sequences * 5);
      },
      LIMIT,
    );
  },
);

/** The first failure ends a run: most are found in the first twenty. */
const MOST_RUNS = 600;

describe('bugs built into the device', () => {
  it.each<readonly [SequencePlant, string]>([
    ['forget-commit', 'reference'],
    ['forget-commit', 'stm32'],
    ['accept-twice', 'esp32'],
    ['steal-session', 'esp8266'],
    ['ignore-gap', 'cc3200-stock'],
    ['rewrite-newer', 'reference'],
    ['write-running', 'rs14100'],
  ])('finds %s in %s, and its replay finds the same again', (plant, profile) => {
    const { failure } = runCampaign({ profile, sequences: MOST_RUNS, seed: SEED, plant });
    const id = parseSequenceId(failure?.id ?? '');
    if (id === null) throw new Error('no failure that names a run');
    expect(formatSequenceId(id)).toBe(failure?.id);
    expect(replaySequence(id, plant)?.words).toBe(failure?.words);
    expect(replaySequence(id)?.words).toBeNull();
  });

  it('are shown by the command that replays one', () => {
    const profile = 'reference';
    const { failure } = runCampaign({
      profile,
      sequences: MOST_RUNS,
      seed: SEED,
      plant: 'accept-twice',
    });
    const command = [
      '--import',
      'tsx',
      'tests/proof/sequences/sequences.ts',
      '--replay',
      failure?.id ?? '',
    ];
    const run = (...more: string[]) =>
      spawnSync(process.execPath, [...command, ...more], { encoding: 'utf8' });
    const shown = run('--plant', 'accept-twice');
    expect(shown.stdout).toContain(failure?.words);
    expect(shown.status).toBe(1);
    expect(run().status).toBe(0);
  });
});
