/** How an update goes on after a pause. */
import { fileSize } from './numbers.ts';

/** The device had restarted, had given up when its time was over, or cannot say what it has. */
export type StartOverWhy = 'restarted' | 'gave-up' | 'unclear';

const REASONS: Readonly<Record<StartOverWhy, string>> = {
  restarted: 'the device had restarted',
  'gave-up': 'the device had stopped waiting',
  unclear: 'the device could not say what it has',
};

export const startedOver = (why: StartOverWhy): string => `Started over: ${REASONS[why]}`;

/** `at`: bytes that the device has. */
export const wentOn = (at: number): string =>
  at === 0 ? 'Went on from the first byte' : `Went on at ${fileSize(at)}`;

export const smallerBlocks = (of: {
  readonly offset: number;
  readonly bytes: number;
  readonly losses: number;
}): string =>
  `Went on with blocks of at most ${of.bytes} bytes: the connection ended ${of.losses} times at ${fileSize(of.offset)}`;

export const wentOnHeard = (percent: number): string => `Went on at ${percent} percent.`;
