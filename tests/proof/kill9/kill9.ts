/**
 * `npm run kill9 [-- --profile P] [--times N] [--seed S] [--replay ID]`: kills the process of the emulated
 * device in the middle of updates. One line per kill; the last line is JSON. Status 1 on a failure.
 *
 * `--replay` makes the kill of one line again (`--times` of them). What it hits is up to the machine, within
 * a few writes; so the chip of a failure is kept.
 */
import { parseArgs } from 'node:util';
import { PROFILE_NAMES } from '../../../src/ota-core/platforms/index.ts';
import { profileNamed } from '../../support/ota-core/device/test-device.ts';
import { CAMPAIGN_PROFILES, drawJobs, lineOf, runJobs, type Job } from './campaign.ts';
import { parseRoundId } from './moments.ts';

const TIMES = 20;
const started = performance.now();

const { values } = parseArgs({
  options: {
    profile: { type: 'string' },
    times: { type: 'string' },
    seed: { type: 'string' },
    replay: { type: 'string' },
  },
});

// An interrupted run takes its devices along (round.ts).
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
process.exitCode = await main();

async function main(): Promise<number> {
  const seed = Number(values.seed ?? Date.now() % 1_000_000_000);
  const jobs = jobsFor(seed);
  if (typeof jobs === 'string') {
    console.error(jobs);
    return 2;
  }
  if (values.replay === undefined) console.log(`seed ${seed}`);
  const rounds = await runJobs(jobs, (round) => console.log(lineOf(round)));
  const failed = rounds.filter(({ failure }) => failure !== null);
  const profiles = new Set(jobs.map(({ profile }) => profile));
  const sum = {
    profiles: profiles.size,
    platforms: new Set([...profiles].map((name) => profileNamed(name).arch)).size,
    kills: rounds.length,
    failures: failed.filter(({ known }) => known === null).length,
    known: failed.filter(({ known }) => known !== null).length,
    seed,
    seconds: Math.round((performance.now() - started) / 100) / 10,
  };
  console.log(JSON.stringify({ kill9: sum }));
  return sum.failures === 0 ? 0 : 1;
}

/** What is wrong with the options, in words. */
function jobsFor(seed: number): readonly Job[] | string {
  const { profile, replay } = values;
  const times = Number(values.times ?? (replay === undefined ? TIMES : 1));
  if (!Number.isInteger(times) || times < 1) return '--times is a number from 1 on';
  if (!Number.isInteger(seed)) return '--seed is a number';
  if (profile !== undefined && !PROFILE_NAMES.includes(profile))
    return `--profile is one of ${PROFILE_NAMES.join(', ')}`;
  if (replay === undefined) return drawJobs(profile ? [profile] : CAMPAIGN_PROFILES, times, seed);
  const job = parseRoundId(replay);
  if (job === null || !PROFILE_NAMES.includes(job.profile)) return `no such kill: ${replay}`;
  return Array.from({ length: times }, () => job);
}
