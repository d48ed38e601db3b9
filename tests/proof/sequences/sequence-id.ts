/**
 * Names one run so that it can be done again from scratch: `profile/seed/path/steps`. The steps alone say what is done;
 * seed and path are fast-check's, and say how they were found.
 */
import { formatStep, parseStep, type Step } from './step.ts';

export interface SequenceId {
  readonly profile: string;
  readonly seed: number;
  readonly path: string;
  readonly steps: readonly Step[];
}

export const formatSequenceId = ({ profile, seed, path, steps }: SequenceId): string =>
  [profile, seed, path, steps.map(formatStep).join(',')].join('/');

/** null if it is not one. */
export function parseSequenceId(text: string): SequenceId | null {
  const [, profile, seed, path, list] = /^([\w-]+)\/(-?\d+)\/([\d:]*)\/([\w.,]*)$/.exec(text) ?? [];
  if (profile === undefined || path === undefined || list === undefined) return null;
  const steps = list === '' ? [] : list.split(',').map(parseStep);
  const sound = steps.filter((step) => step !== null);
  if (sound.length !== steps.length) return null;
  return { profile, seed: Number(seed), path, steps: sound };
}
