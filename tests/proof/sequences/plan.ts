/** How many sequences there are: batches of 2,000 over all profiles, one in `npm test`, all in `npm run test:full`. */
import { sampleOf } from '../../support/sample.ts';
import { PROFILES } from '../power-cut/matrix.ts';

const BATCHES = 50;
export const SAMPLE_RUN = 2000;
export const FULL_RUN = BATCHES * SAMPLE_RUN;
export const SEED = 20261126;

/** The seeds of the batches of this run; those of neighbouring batches lie further apart than there are profiles. */
export const batchSeeds = (): readonly number[] =>
  sampleOf(
    Array.from({ length: BATCHES }, (_, batch) => SEED + 1000 * batch),
    { matrix: 'sequences', oneOf: BATCHES },
  );

/** Of one profile. */
export const shareOf = (sequences: number): number => Math.ceil(sequences / PROFILES.length);

/** Each profile has sequences of its own. */
export const seedFor = (profile: string, seed = SEED): number => seed + PROFILES.indexOf(profile);
