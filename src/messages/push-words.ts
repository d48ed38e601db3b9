/** What `npm run push` tells people: calm lines, one per thing that happened. */
import type { ExpectedTime } from '../contracts/expected-time.ts';
import type { Failure } from '../contracts/failure.ts';
import { badOptionWords } from './device-words.ts';
import { usualRestart, wholeTime } from './expected-words.ts';
import { failureSentence } from './failures.ts';
import { smallerBlocks, startedOver, wentOn } from './going-on-words.ts';
import type { StartOverWhy } from './going-on-words.ts';
import {
  countdown,
  duration,
  fileSize,
  roughTime,
  slotName,
  speed,
  wholePercent,
} from './numbers.ts';
import { outside } from './outside-text.ts';

export interface BundleFacts {
  readonly fileName: string;
  readonly name: string;
  readonly platform: string;
  readonly version: string;
  readonly sizeBytes: number;
  readonly parts: number;
}

export function bundleLine(bundle: BundleFacts): string {
  const { fileName, name, platform, version, sizeBytes, parts } = bundle;
  const firmware = outside([name, version].filter((word) => word !== '').join(' '));
  return `${outside(fileName)}: ${firmware} for ${outside(platform)}, ${fileSize(sizeBytes)}, all ${parts} parts match.`;
}

/** Phases that say something of their own; the others show by their events. */
export const PHASE_LINES = {
  connecting: 'Connecting …',
  checking: null,
  preparing: 'Preparing the free slot …',
  writing: 'Writing …',
  finalizing: 'Every byte is confirmed. Finishing …',
  rebooting: 'The device restarts …',
  verifying: null,
  committing: 'Keeping the new firmware …',
} as const;

export interface DeviceFacts {
  readonly id: string;
  readonly app: string;
  readonly version: string;
  /** null where the firmware does not tell. */
  readonly slot: number | null;
  readonly when: 'before' | 'after';
}

export function deviceLine({ id, app, version, slot, when }: DeviceFacts): string {
  const place = slot === null ? '' : ` from ${slotName(slot)}`;
  const runs = when === 'after' ? 'is back and runs' : 'runs';
  return `${outside(id)} ${runs} ${outside(`${app} ${version}`)}${place}.`;
}

/** `at` in bytes; null outside the writing, where something smaller went unanswered. */
export function retryLine(at: number | null, attempt: number): string {
  return at === null
    ? `No answer. Asked again, try ${attempt}.`
    : `No answer for the block at ${fileSize(at)}. Sent again, try ${attempt}.`;
}

/** Nobody pauses a push: its link is lost. */
/** `isSilent`: the link stands, and nobody answers on it. */
export const lostLinkLine = (at: number, isSilent: boolean): string =>
  isSilent
    ? `The device stopped answering at ${fileSize(at)}. Asking again …`
    : `The link was lost at ${fileSize(at)}. Connecting again …`;

export const wentOnLine = (at: number): string => `${wentOn(at)}.`;

export const smallerBlocksLine = (of: Parameters<typeof smallerBlocks>[0]): string =>
  `${smallerBlocks(of)}.`;

export const startedOverLine = (why: StartOverWhy): string => `${startedOver(why)}.`;

export function trialLine(version: string, leftMs: number | null): string {
  const limit = leftMs === null ? '' : ` It goes back by itself in ${countdown(leftMs)}.`;
  return `${outside(version)} runs on trial.${limit}`;
}

export const committedLine = (version: string): string => `${outside(version)} is kept.`;

/** The firmware on trial. `silentMs` since its last answer. */
export function contactLine(contact: 'answers' | 'silent' | 'lost', silentMs: number): string {
  if (contact === 'answers') return 'The device answers again.';
  const since = silentMs < 1000 ? '' : ` It last answered ${duration(silentMs)} ago.`;
  return contact === 'lost'
    ? `The link is lost.${since} Connecting again …`
    : `The device does not answer.${since} Asking again …`;
}

export interface ProgressFacts {
  readonly bytes: number;
  readonly totalBytes: number;
  /** Since the writing began. */
  readonly ms: number;
}

/** Rates mean something after two seconds, and the time left after a little of the way. */
const RATE_AFTER_MS = 2_000;
const LEFT_AFTER = 0.03;

export function progressLine({ bytes, totalBytes, ms }: ProgressFacts): string {
  const share = bytes / totalBytes;
  const done = `${wholePercent(share)} %, ${fileSize(bytes)} of ${fileSize(totalBytes)} confirmed`;
  if (ms < RATE_AFTER_MS) return done;
  const rate = `, ${speed((bytes / ms) * 1000)}`;
  const leftMs = (ms / bytes) * (totalBytes - bytes);
  return share < LEFT_AFTER || share === 1
    ? `${done}${rate}`
    : `${done}${rate}, ${roughTime(leftMs).toLowerCase()} left`;
}

/** A finding that was overridden. */
export function allowedLine(failure: Failure): string {
  return `Allowed by --force: ${failureSentence(failure)}`;
}

/** So many names are read at a glance; the rest is counted. All of them are in `--json`. */
const MOST_NAMES = 12;

/** Files of the device that the firmware brings too. */
export function replacesLine(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  const shown = names.slice(0, MOST_NAMES).join(', ');
  return `Replaces on the device: ${shown}${more > 0 ? ` and ${more} more` : ''}.`;
}

/** Before the first byte: an estimate. */
export const expectedLine = (expected: ExpectedTime): string =>
  `Expected: ${wholeTime(expected)}, the restart included (${usualRestart(expected.restart)}).`;

export interface ResultFacts {
  readonly result:
    | 'committed'
    | 'uncommitted'
    | 'refused'
    | 'failed'
    | 'cancelled'
    | 'reverted'
    | 'other'
    | 'unknown';
  readonly from: string | null;
  readonly to: string;
  readonly bytes: number;
  readonly seconds: number;
  readonly writeSeconds: number;
  readonly failure?: Failure;
  /** What runs, as the device said last; where it was asked at the end. */
  readonly running?: { readonly version: string; readonly buildId: string };
}

export function resultLine(result: ResultFacts): string {
  const { from, running, bytes, seconds, writeSeconds } = result;
  const to = outside(result.to);
  const old = from === null ? 'its old firmware' : outside(from);
  switch (result.result) {
    case 'committed':
    case 'uncommitted': {
      if (result.failure !== undefined)
        return `Not kept. The device runs ${to} on trial and goes back to ${old} by itself.`;
      const rate = writeSeconds > 0 ? `, written at ${speed(bytes / writeSeconds)}` : '';
      const state = result.result === 'committed' ? 'kept' : 'on trial, not kept';
      return `Done: ${old} → ${to}, ${state}, in ${duration(seconds * 1000)}${rate}.`;
    }
    case 'refused':
      return 'Refused. Nothing was written.';
    case 'failed':
      return `Not updated. The device keeps ${old}.`;
    case 'cancelled':
      return `Stopped. The device keeps ${old}.`;
    case 'reverted':
      return `Went back. The device runs ${running === undefined ? old : outside(running.version)} again.`;
    case 'other': {
      const { version, buildId } = running ?? { version: '?', buildId: '?' };
      return `Not as sent: the device runs ${outside(version)}, build ${outside(buildId)}.`;
    }
    case 'unknown':
      return result.failure?.code === 'update/not-restarted'
        ? 'Not known: the device has not restarted.'
        : 'Not known: the device could not be asked.';
  }
}

/** Code points of a device's own words: its longest messages have some 100. */
const MOST_SAID = 400;

/** What went wrong, with the device's own words where it gave some. */
export function pushFailureWords(failure: Failure): string {
  if (failure.code === 'use/bad-option')
    return `${badOptionWords(failure.facts.option, failure.facts.detail)} See --help.`;
  const said = 'remoteMessage' in failure.facts ? failure.facts.remoteMessage : '';
  return said === ''
    ? failureSentence(failure)
    : `${failureSentence(failure)} (It said: ${outside(said, MOST_SAID)})`;
}
