/** The sample of `npm run kill9` that runs with every `npm test`. */
import { beforeAll, expect, it } from 'vitest';
import { PLATFORMS } from '../../../src/ota-core/platforms/index.ts';
import { CAMPAIGN_PROFILES, drawJobs, lineOf, runJobs } from './campaign.ts';
import type { Round } from './round.ts';
import { isFull, sampleOf, seedFor } from '../../support/sample.ts';

const TIMES = isFull ? 20 : 3;
const PROFILES = isFull
  ? CAMPAIGN_PROFILES
  : sampleOf(PLATFORMS, { matrix: 'kill9 platforms', oneOf: 2 });
const LIMIT_MS = (isFull ? 60 : 5) * 60_000;
const SEED = isFull ? 7 : seedFor('kill9');

let rounds: readonly Round[] = [];
beforeAll(async () => {
  const jobs = drawJobs(PROFILES, TIMES, SEED);
  rounds = await runJobs(jobs, (round) => console.log(lineOf(round)));
}, LIMIT_MS);

it.each(PROFILES)(
  'a device of the profile %s that is killed in an update starts whole, and takes the next one',
  (profile) => {
    const own = rounds.filter((round) => round.profile === profile);
    expect(own).toHaveLength(TIMES);
    // What a vendor's one boot sector can lose is documented (docs/BOOT-CONFIG.md) and has its id.
    const failed = own.filter(({ failure, known }) => failure !== null && known === null);
    expect(failed).toEqual([]);
    if (profile !== 'esp8266') expect(own.filter(({ known }) => known !== null)).toEqual([]);
  },
);
