/** How many sequences there are: in `npm test`, and in `npm run test:full`. All profiles together. */
import { PROFILES } from '../power-cut/matrix.ts';

export const SAMPLE_RUN = 2000;
export const FULL_RUN = 100_000;
export const SEED = 20261126;

/** Of one profile. */
export const shareOf = (sequences: number): number => Math.ceil(sequences / PROFILES.length);

/** Each profile has sequences of its own. */
export const seedFor = (profile: string, seed = SEED): number => seed + PROFILES.indexOf(profile);
