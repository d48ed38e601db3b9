import { PLATFORMS, PROFILE_NAMES } from '../../../src/ota-core/platforms/index.ts';
import { profileNamed } from '../../support/ota-core/device/test-device.ts';
import { drawMoments, type Moment } from './moments.ts';
import { runRound, type Round } from './round.ts';

/** Rounds side by side: each waits half of its time for a restart or for its neighbour's process. */
const AT_ONCE = 3;

/** The plain name of each platform, and every other form that is held to every invariant (docs/BOOT-CONFIG.md). */
export const CAMPAIGN_PROFILES = PROFILE_NAMES.filter(
  (name) => PLATFORMS.some((platform) => platform === name) || !profileNamed(name).isStock,
);

export interface Job {
  readonly profile: string;
  readonly moment: Moment;
}

export function drawJobs(profiles: readonly string[], times: number, seed: number): readonly Job[] {
  return profiles.flatMap((profile) =>
    drawMoments(profile, times, seed).map((moment) => ({ profile, moment })),
  );
}

/** Every job once, in their order; `onRound` in the order of their ends. */
export async function runJobs(
  jobs: readonly Job[],
  onRound: (round: Round) => void,
): Promise<readonly Round[]> {
  const waiting = [...jobs];
  const rounds: Round[] = [];
  const work = async (): Promise<void> => {
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
      const round = await runRound(job.profile, job.moment);
      rounds.push(round);
      onRound(round);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return rounds;
}

/** One line for people. */
export function lineOf({ id, killed, start, failure, known, folder }: Round): string {
  const end = failure === null ? 'ok     ' : known === null ? 'FAILURE' : 'known  ';
  const line = `${end} ${id.padEnd(28)} killed at ${killed.padEnd(28)} starts as ${start ?? '–'}`;
  if (failure === null) return line;
  return `${line}\n        ${known ?? ''} ${failure}\n        chip in ${folder ?? ''}`;
}
