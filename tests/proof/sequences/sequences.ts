/**
 * `npm run sequences [-- --full] [--profile P] [--sequences N] [--seed N] [--plant BUG] [--replay ID]`; the last line is
 * JSON, exit 1 on a failure. `--replay` runs one sequence again, with the bug if `--plant` names it.
 */
import { parseArgs } from 'node:util';
import { PROFILES } from '../power-cut/matrix.ts';
import { replaySequence, runCampaign, type CampaignResult } from './campaign.ts';
import { FULL_RUN, SAMPLE_RUN, SEED, seedFor, shareOf } from './plan.ts';
import { checkRace, parseRaceId } from './races.ts';
import { parseSequenceId } from './sequence-id.ts';
import { SEQUENCE_PLANTS, type SequencePlant } from './sequence-plants.ts';

const { values } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    profile: { type: 'string' },
    sequences: { type: 'string' },
    seed: { type: 'string' },
    plant: { type: 'string' },
    replay: { type: 'string' },
  },
});

process.exitCode = await main();

async function main(): Promise<number> {
  const plant = SEQUENCE_PLANTS.find((name) => name === values.plant);
  if (values.plant !== undefined && plant === undefined)
    return refuse(`--plant is one of ${SEQUENCE_PLANTS.join(', ')}`);
  const race = parseRaceId(values.replay ?? '');
  if (race !== null) return replayRace(race);
  if (values.replay !== undefined) return replay(values.replay, plant);
  const { profile } = values;
  if (profile !== undefined && !PROFILES.includes(profile))
    return refuse(`--profile is one of ${PROFILES.join(', ')}`);
  return run(profile === undefined ? PROFILES : [profile], plant);
}

function run(profiles: readonly string[], plant: SequencePlant | undefined): number {
  const whole = values.full ? FULL_RUN : SAMPLE_RUN;
  const sequences = values.sequences === undefined ? shareOf(whole) : Number(values.sequences);
  const seed = values.seed === undefined ? SEED : Number(values.seed);
  if (!Number.isSafeInteger(sequences) || sequences < 1 || !Number.isSafeInteger(seed))
    return refuse('--sequences and --seed are whole numbers');
  const sum = {
    profiles: profiles.length,
    sequences: 0,
    steps: 0,
    cuts: 0,
    checks: 0,
    failures: 0,
  };
  for (const profile of profiles) {
    const found = runCampaign({ profile, sequences, seed: seedFor(profile, seed), plant });
    for (const key of ['sequences', 'steps', 'cuts', 'checks'] as const) sum[key] += found[key];
    if (found.failure !== null) sum.failures += 1;
    console.log(lineOf(profile, found));
  }
  console.log(JSON.stringify({ sequences: { ...sum, seed } }));
  return sum.failures === 0 ? 0 : 1;
}

function lineOf(profile: string, { sequences, steps, cuts, failure }: CampaignResult): string {
  const counts = `${profile.padEnd(16)} ${sequences} sequences ${steps} steps ${cuts} cuts`;
  return failure === null ? counts : `${counts}\nFAILURE ${failure.id}\n        ${failure.words}`;
}

function replay(text: string, plant: SequencePlant | undefined): number {
  const id = parseSequenceId(text);
  const found = id === null ? null : replaySequence(id, plant);
  if (found === null) return refuse(`no such sequence: ${text}`);
  const failures = found.words === null ? 0 : 1;
  console.log(
    found.words === null ? 'device and model agree' : `FAILURE ${text}\n        ${found.words}`,
  );
  console.log(JSON.stringify({ sequences: { sequences: 1, steps: found.done, failures } }));
  return failures;
}

/** Two clients at the same time: the order is in seed and path. */
async function replayRace(race: NonNullable<ReturnType<typeof parseRaceId>>): Promise<number> {
  const { profile, name, seed, path } = race;
  const found = await checkRace(profile, name, { seed, path, runs: 1 });
  const failures = found === null ? 0 : 1;
  console.log(
    found === null ? 'device and model agree' : `FAILURE ${found.id}\n        ${found.words}`,
  );
  console.log(JSON.stringify({ sequences: { sequences: 1, failures } }));
  return failures;
}

function refuse(words: string): number {
  console.error(words);
  return 2;
}
