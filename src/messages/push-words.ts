/** What `npm run push` tells people: calm lines, one per thing that happened. */
import type { ExpectedTime } from '../contracts/expected-time.ts';
import type { Failure } from '../contracts/failure.ts';
import type { JudgedSignature } from '../contracts/signature.ts';
import type { Mended } from '../contracts/mended.ts';
import { badLanguageWords, badOptionWords } from './command-words.ts';
import english from './en/command-line.ts';
import pushByShadowEnglish from './en/push-by-shadow.ts';
import { usualRestart, wholeTime } from './state-words.ts';
import { failureSentence } from './failures.ts';
import { smallerBlocks, startedOver, wentOn } from './waiting-words.ts';
import type { StartOverWhy } from './waiting-words.ts';
import { textGroup, texts } from './locale.ts';
import { mendedSentence } from './mended-words.ts';
import { wholePercent } from './numbers.ts';
import { outside } from './outside-text.ts';

const lines = textGroup('push', english.push, 'lines');
const shadow = texts('pushByShadow', pushByShadowEnglish.pushByShadow);
const results = textGroup('push', english.push, 'result');

export interface BundleFacts {
  readonly fileName: string;
  readonly name: string;
  readonly platform: string;
  readonly version: string;
  readonly sizeBytes: number;
  readonly parts: number;
}

export const bundleLine = (bundle: BundleFacts): string =>
  lines.bundle({
    file: outside(bundle.fileName),
    firmware: outside([bundle.name, bundle.version].filter((word) => word !== '').join(' ')),
    platform: outside(bundle.platform),
    bytes: bundle.sizeBytes,
    parts: bundle.parts,
  });

/** Of a file that was mended. `savedAs` null: it was not saved. */
export const mendedLines = (
  mended: readonly Mended[],
  savedAs: string | null,
): readonly string[] => [
  lines.mended(mendedSentence(mended)),
  ...(savedAs === null ? [] : [lines.savedRepaired(outside(savedAs))]),
];

/** Who signed what is sent; null where nobody did and nobody asked. */
export function signatureLine({ verdict, rules }: JudgedSignature): string | null {
  switch (verdict.kind) {
    case 'unsigned':
      return rules.every(({ rule }) => rule === 'show') ? null : lines.signature.unsigned;
    case 'unknown':
      return lines.signature.unknown;
    case 'broken':
      return lines.signature.broken;
    case 'good':
      return lines.signature.good(verdict.by.map((name) => outside(name)));
  }
}

export const ignoresSignaturesLine = (): string => lines.ignoresSignatures;

/** Of a signature that was just made. `key`: the public one, as devices take it. */
export const signedLine = (slot: number, key: string): string => lines.signature.made(slot, key);

/** Asks for the passphrase of a private key. */
export const passphraseLine = (file: string): string => lines.signature.passphrase(file);

/** How the firmware gets to the device (update/delivery). */
type Way = keyof typeof lines.ways;

/** Phases that say something of their own; null: the phase shows by its events. */
export function phaseLine(phase: keyof typeof lines.phases, way: Way = 'write'): string | null {
  if (phase === 'preparing' && way !== 'write') return null;
  return phase === 'writing' ? lines.ways[way] : lines.phases[phase];
}

/** What asked for the file that is served, in its own words; '' where it said nothing. */
export interface RequestFacts {
  readonly status: number;
  readonly from: string;
  readonly offset: number;
  readonly device: string;
  readonly firmware: string;
  readonly userAgent: string;
}

export function requestLine(request: RequestFacts): string {
  const { device, from, firmware, userAgent, offset, status } = request;
  const who = device === '' ? from : device;
  const also = [firmware, userAgent].filter((text) => text !== '').map((text) => outside(text));
  return lines.request({ who: outside(who), also, offset, status });
}

/** What is known of an update by way of a shadow: what its device reports, and no more. */
export type ShadowFacts =
  | {
      readonly step: 'wanted';
      readonly runs: { readonly version: string; readonly buildId: string | null } | null;
    }
  | { readonly step: 'taken' }
  | { readonly step: 'progress'; readonly message: string; readonly percent: number | null }
  | { readonly step: 'applied'; readonly message: string }
  | {
      readonly step: 'ended';
      readonly firmware: { readonly version: string } | null;
      /** null: it does not say. */
      readonly committed: boolean | null;
      readonly message: string;
    };

export function shadowLine(of: ShadowFacts): string {
  switch (of.step) {
    case 'wanted':
      return shadow.wanted(of.runs === null ? null : outside(of.runs.version));
    case 'taken':
      return shadow.taken;
    case 'progress':
      return shadow.says(outside(of.message), of.percent === null ? null : Math.round(of.percent));
    case 'applied':
      return shadow.applied(outside(of.message));
    case 'ended':
      if (of.firmware === null) return shadow.endedUnseen(outside(of.message));
      return shadow.ended(outside(of.firmware.version), of.committed);
  }
}

export interface DeviceFacts {
  readonly id: string;
  readonly app: string;
  readonly version: string;
  /** Where the version alone does not tell two firmwares apart. */
  readonly buildId?: string;
  /** null where the firmware does not tell. */
  readonly slot: number | null;
  readonly when: 'before' | 'after';
}

export function deviceLine({ id, app, version, buildId, slot, when }: DeviceFacts): string {
  const named = buildId === undefined ? version : lines.build(version, buildId);
  const firmware = outside(`${app} ${named}`);
  const line = when === 'after' ? lines.runsAgain : lines.runs;
  return line(outside(id), firmware, slot);
}

/** `at` in bytes; null outside the writing, where something smaller went unanswered. */
export const retryLine = (at: number | null, attempt: number): string =>
  at === null ? lines.askedAgain(attempt) : lines.sentAgain(at, attempt);

/** Nobody pauses a push: its link is lost. `isSilent`: the link stands, and nobody answers on it. */
export const lostLinkLine = (at: number, isSilent: boolean): string =>
  isSilent ? lines.stoppedAnswering(at) : lines.linkLost(at);

export const wentOnLine = (at: number): string => `${wentOn(at)}.`;

export const smallerBlocksLine = (of: Parameters<typeof smallerBlocks>[0]): string =>
  `${smallerBlocks(of)}.`;

export const startedOverLine = (why: StartOverWhy): string => `${startedOver(why)}.`;

export const trialLine = (version: string, leftMs: number | null): string =>
  lines.trial(outside(version), leftMs);

export const committedLine = (version: string): string => lines.kept(outside(version));

/** The firmware on trial. `silentMs` since its last answer. */
export function contactLine(contact: 'answers' | 'silent' | 'lost', silentMs: number): string {
  if (contact === 'answers') return lines.answersAgain;
  return lines[contact](silentMs < 1000 ? null : silentMs);
}

export interface ProgressFacts {
  readonly bytes: number;
  readonly totalBytes: number;
  /** Since the writing began. */
  readonly ms: number;
  /** OTA.Write when left out. */
  readonly way?: Way;
  /** What the device says of it; '' = nothing. */
  readonly said?: string;
}

/** Rates mean something after two seconds, and the time left after a little of the way. */
const RATE_AFTER_MS = 2_000;
const LEFT_AFTER = 0.03;

/** What a device says where it has nothing to say but its state (ota-service.md#status). */
const STATE_NAMES: readonly string[] = ['idle', 'progress', 'error', 'success'];

export function progressLine({
  bytes,
  totalBytes,
  ms,
  way = 'write',
  said = '',
}: ProgressFacts): string {
  const share = bytes / totalBytes;
  const isKnown = ms >= RATE_AFTER_MS;
  const hasTimeLeft = isKnown && share >= LEFT_AFTER && share !== 1;
  return lines.progress({
    percent: wholePercent(share),
    bytes,
    totalBytes,
    way,
    said: said === '' || STATE_NAMES.includes(said) ? null : outside(said),
    rate: isKnown ? (bytes / ms) * 1000 : null,
    leftMs: hasTimeLeft ? (ms / bytes) * (totalBytes - bytes) : null,
  });
}

/** A finding that was overridden. */
export const allowedLine = (failure: Failure): string => lines.allowed(failureSentence(failure));

/** So many names are read at a glance; the rest is counted. All of them are in `--json`. */
const MOST_NAMES = 12;

/** Files of the device that the firmware brings too. */
export const replacesLine = (names: readonly string[]): string =>
  lines.replaces(names.slice(0, MOST_NAMES), names.length - MOST_NAMES);

/** Before the first byte: an estimate. */
export const expectedLine = (expected: ExpectedTime): string =>
  lines.expected(wholeTime(expected), usualRestart(expected.restart));

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
  const old = from === null ? null : outside(from);
  switch (result.result) {
    case 'committed':
    case 'uncommitted':
      if (result.failure !== undefined) return results.notKept(to, old);
      return results.done(
        { old, to },
        {
          kept: result.result === 'committed',
          ms: seconds * 1000,
          rate: writeSeconds > 0 ? bytes / writeSeconds : null,
        },
      );
    case 'refused':
      return results.refused;
    case 'failed':
      return results.failed(old);
    case 'cancelled':
      return results.cancelled(old);
    case 'reverted':
      return results.reverted(running === undefined ? old : outside(running.version));
    case 'other': {
      const { version, buildId } = running ?? { version: '?', buildId: '?' };
      return results.other(outside(version), outside(buildId));
    }
    case 'unknown':
      if (result.failure?.code === 'update/goes-on') return results.goesOn;
      return result.failure?.code === 'update/not-restarted'
        ? results.notRestarted
        : results.notAsked;
  }
}

/** Code points of a device's own words: its longest messages have some 100. */
const MOST_SAID = 400;

/** What went wrong, with the device's own words where it gave some. */
export function pushFailureWords(failure: Failure): string {
  if (failure.code === 'use/bad-option') {
    const { option, detail } = failure.facts;
    return badLanguageWords(failure) ?? lines.seeHelp(badOptionWords(option, detail));
  }
  const said = 'remoteMessage' in failure.facts ? failure.facts.remoteMessage : '';
  return said === ''
    ? failureSentence(failure)
    : lines.itSaid(failureSentence(failure), outside(said, MOST_SAID));
}
