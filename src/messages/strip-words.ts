/** The line under the bar of other screens while an update runs. */
import { roughTime } from './numbers.ts';

export const stripWords = {
  label: 'Running update',
  back: 'Back to the update',
  writing: (device: string, percent: number, leftMs: number | null) =>
    leftMs === null
      ? `${device}: ${percent} %`
      : `${device}: ${percent} %, ${roughTime(leftMs).toLowerCase()}`,
  stage: (device: string, stage: string) => `${device}: ${stage}`,
  trial: (device: string, left: string | null, version: string) =>
    left === null ? `${device}: keep ${version}?` : `${device}: ${left} to keep ${version}`,
} as const;
