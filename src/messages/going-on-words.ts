/** How an update goes on after a pause. */
import english from './en/result.ts';
import { texts } from './locale.ts';

const text = texts('goingOn', english.goingOn);

/** The device had restarted, had given up when its time was over, or cannot say what it has. */
export type StartOverWhy = 'restarted' | 'gave-up' | 'unclear';

export const startedOver = (why: StartOverWhy): string => text.startedOver[why];

/** `at`: bytes that the device has. */
export const wentOn = (at: number): string => (at === 0 ? text.fromStart : text.at(at));

export const smallerBlocks = (of: {
  readonly offset: number;
  readonly bytes: number;
  readonly losses: number;
}): string => text.smallerBlocks(of);

export const wentOnHeard = (percent: number): string => text.heard(percent);
