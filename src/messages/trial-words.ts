/** A device that is late after its restart, and a firmware on trial that fails a check. */
import { countdown, duration, elapsed, fileSize, slotName, timeOfDay } from './numbers.ts';
import { ofLateReturn } from './safety-words.ts';
import type { Move, StateWords } from './state-shape.ts';

const begin = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** Nobody saw it since the restart: `leftMs` of its trial by our count, and when that is over. */
export function lateWords(
  move: Move,
  { leftMs, untilMs }: { readonly leftMs: number; readonly untilMs: number },
): StateWords {
  return {
    title: `Waiting · ${begin(move.device)}`,
    tag: { tone: 'hold', mark: 'hold', text: 'Restart · longer than usual' },
    headline: 'It has not come back yet',
    lead: null,
    safety: {
      tone: 'guard',
      strong: 'If nobody acts:',
      text:
        `if it is healthy it must be kept within ${countdown(leftMs)}. ` +
        `Otherwise it returns to ${move.from} by itself, about `,
      moment: { at: timeOfDay(untilMs), after: `. ${ofLateReturn(move)}`.trimEnd() },
    },
    heard: {
      text: move.safety.isHardened
        ? 'Not back yet. No action can harm it.'
        : `Not back yet. ${ofLateReturn(move)}`.trimEnd(),
      urgent: true,
    },
  };
}

export const LATE_WORDS = {
  since: 'since the restart',
  usually: (ms: number) => `, usually ${elapsed(ms)}`,
  gauge: 'Waiting for the device to come back',
  gaugeValue: (waitedMs: number, trialMs: number) =>
    `${duration(waitedMs)}; the trial ends at ${duration(trialMs)}`,
  trialEnds: (trialMs: number) => `${elapsed(trialMs)} trial ends`,
  known: 'What we know',
  unseen: 'What we cannot see',
  arrived: 'Every byte arrived; the device accepted the hashes',
  wayBack: (version: string, slot: number | null) =>
    `${version} lies whole in ${slot === null ? 'its slot' : slotName(slot)}, as the previous version`,
  told: 'It was told to restart',
  started: (version: string) => `Whether ${version} has started`,
  clock: 'When its trial clock began',
  clockWhy: 'the device’s own clock decides',
  ownCount: 'by our count',
  wentBack: 'Whether it already went back',
  unknown: 'unknown',
  stop: 'Stop watching',
  choosePort: 'Choose the port again',
  chooseDevice: 'Choose the device again',
  wifiLater: 'Whether its Wi-Fi connected: then it may switch Bluetooth off',
  still: 'Slipway keeps looking for it by itself, every few seconds.',
} as const;

/** A check failed: nothing is kept by itself. */
export function redTrialWords(calm: StateWords, move: Move, failed: number): StateWords {
  const checks = failed === 1 ? '1 check failed' : `${failed} checks failed`;
  return {
    ...calm,
    tag: { tone: 'stop', mark: 'stop', text: checks },
    headline:
      failed === 1
        ? `${move.to} runs, but a check failed`
        : `${move.to} runs, but ${failed} checks failed`,
    heard: { text: `${checks}. Go back to ${move.from}, or keep ${move.to} anyway.`, urgent: true },
  };
}

/** What a check that failed says: what it is about, and what the device said before and now. */
export interface FailedWords {
  readonly headline: string;
  readonly text: string;
  readonly before: string;
  readonly now: string;
}

const kept = 'It is not kept by itself.';

export const TRIAL_CHECKS = {
  label: 'Health checks',
  version: 'Runs the version that was sent',
  build: 'Runs the build that was sent',
  slot: 'Started from the slot that was written',
  restart: 'No unexpected restart',
  up: (seconds: number) => `${seconds} s up`,
  restarted: 'it restarted',
  memory: 'Free memory',
  memoryOf: (now: number, before: number) => `${fileSize(now)}, was ${fileSize(before)}`,
  answers: 'Response time OK',
  answered: (ms: number) =>
    ms < 1_000 ? `in ${Math.max(1, Math.round(ms))} ms` : `in ${Math.round(ms / 100) / 10} s`,
  notAsked: 'not asked yet',
  waiting: (seconds: number) => `watching for ${seconds} s`,
  notReported: 'not reported',
} as const;

export const FAILED_CHECKS = {
  version: (sent: string, now: string): FailedWords => ({
    headline: 'Another version answers',
    text: `It should be ${sent}. ${kept}`,
    before: sent,
    now,
  }),
  build: (sent: string, now: string): FailedWords => ({
    headline: 'Another build answers',
    text: `The version is right, the build id is not the one of the file. ${kept}`,
    before: sent,
    now,
  }),
  slot: (sent: string, now: string): FailedWords => ({
    headline: 'It runs from another slot',
    text: `The firmware was written to ${sent}. ${kept}`,
    before: sent,
    now,
  }),
  restart: (up: string): FailedWords => ({
    headline: 'It restarted once more',
    text: `A firmware that is well starts once. ${kept}`,
    before: 'one restart, as told',
    now: `started again, ${up}`,
  }),
  memory: (before: string, now: string): FailedWords => ({
    headline: 'Much less free memory than before',
    text: `Less than 70 % of what was free before the update. ${kept}`,
    before: `${before} free`,
    now: `${now} free`,
  }),
  answers: (limit: string, now: string): FailedWords => ({
    headline: 'It answers slowly',
    text: `A device that is well answers sooner, over any link. ${kept}`,
    before: `under ${limit}`,
    now,
  }),
} as const;

export const RED_TRIAL = {
  label: 'Failed checks',
  cap: 'To decide',
  before: 'Before',
  now: 'Now',
  checkAgain: 'Check again',
  keepAnyway: 'Keep anyway',
  foldTitle: (version: string) => `Keep ${version} anyway`,
  foldHint: 'needs typing',
  foldText: (version: string) =>
    `The failed check stays as it is. To keep ${version} all the same, type it.`,
  field: (version: string) => `Type ${version} to keep it with a failed check`,
  off: (version: string) => `Keep is off until ${version} is typed.`,
} as const;
