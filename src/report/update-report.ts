/**
 * What happened in one update, as a file for whoever has to find out why: by the app and by `push` the same. It leaves
 * the computer, so it is put together from a list of what it may hold, member by member, and never by taking secrets
 * out of something larger. Texts from outside pass clean-text.ts.
 */
import type { Failure } from '../contracts/failure.ts';
import type { LinkBound } from '../contracts/link-log.ts';
import { closeStages } from '../contracts/stage-notes.ts';
import { firmwareNames } from '../messages/firmware-names.ts';
import { linkNames } from '../messages/failures.ts';
import { outside, terminalText } from '../messages/outside-text.ts';
import { reportWords as words } from '../messages/screen-words.ts';
import { cleanFailure } from './clean-failure.ts';
import type { ReportValue } from './clean-failure.ts';
import { baseName, logText, nameText, placeText } from './clean-text.ts';
import type {
  ReportFacts,
  ReportFirmware,
  ReportLink,
  ReportSource,
  UpdateReport,
} from './report-shape.ts';
import type { DeviceAnswer, EventNote } from './run-notes.ts';
import { receiptWords } from '../messages/receipt-words.ts';
import type { UpdateResult } from '../update/events.ts';

const MOST_LOG_LINES = 300;
const MOST_PARTS = 64;
const MOST_FINDINGS = 64;

/** Pure: the same source gives the same report. */
export function updateReport(source: ReportSource): UpdateReport {
  const { result, firmware, notes } = source;
  const { seconds = 0, writeSeconds = 0, bytes = 0 } = result ?? {};
  const failure = result !== null && 'failure' in result ? result.failure : source.failure;
  const report = {
    format: { name: 'slipway-update-report', version: 1 },
    madeBy: madeBy(source),
    outcome: {
      result: result?.result ?? endWithoutDevice(failure),
      from: nullOr(nameText, result?.from ?? null),
      to: nullOr(nameText, result?.to ?? firmware?.version ?? null),
      startedAt: isoTime(source.startedAtMs),
      endedAt: isoTime(source.startedAtMs + seconds * 1_000),
      seconds: rounded(seconds),
      writeSeconds: rounded(writeSeconds),
      confirmedBytes: bytes,
      sentAgain: notes.retries,
    },
    failure: failure === null ? null : cleanFailure(failure),
    cause: result?.result === 'reverted' ? result.cause : null,
    running: result !== null && 'running' in result ? runningOf(result.running) : null,
    device: {
      before: nullOr(deviceFacts, notes.before),
      after: nullOr(deviceFacts, notes.after),
      last: nullOr(deviceFacts, source.last),
    },
    firmware: nullOr(firmwareFacts, firmware),
    link: nullOr(linkFacts, source.link),
    settings: {
      commitTimeoutSeconds: nullOr((ms: number) => rounded(ms / 1_000), source.commitTimeoutMs),
      allowed: [...source.allowed],
    },
    findings: notes.findings.slice(0, MOST_FINDINGS).map(({ failure: found, force }) => ({
      ...cleanFailure(found),
      canBeAllowed: force !== null,
    })),
    stages: closeStages(notes.stages, seconds * 1_000).map(({ stage, startedMs, tookMs }) => ({
      stage,
      startedAtSeconds: rounded(startedMs / 1_000),
      seconds: rounded(tookMs / 1_000),
    })),
    events: notes.events.map(eventFacts),
    eventsLeftOut: notes.leftOut,
    deviceLog: nullOr(logOf, source.log),
  } as const;
  return { head: headOf(source, report), ...report };
}

/** As it is saved: readable without a program. */
export const reportText = (report: UpdateReport): string => `${JSON.stringify(report, null, 2)}\n`;

const madeBy = ({ program, build }: ReportSource) => ({
  program,
  version: build.version,
  commit: build.commit,
  build: build.build,
});

/** A file that was refused, or anything else before a device was asked. */
const endWithoutDevice = (failure: Failure | null): 'refused' | 'failed' =>
  failure?.code.startsWith('bundle/') === true ? 'refused' : 'failed';

function deviceFacts({ info, boot }: DeviceAnswer): ReportFacts {
  return {
    id: nameText(info.id),
    mac: nameText(info.mac),
    arch: nameText(info.arch),
    app: nameText(info.app),
    version: nameText(info.fw_version),
    buildId: nameText(info.fw_id),
    uptimeSeconds: info.uptime,
    ramSize: info.ram_size ?? null,
    ramFree: info.ram_free ?? null,
    ramLeastFree: info.ram_min_free ?? null,
    fsSize: info.fs_size ?? null,
    fsFree: info.fs_free ?? null,
    activeSlot: boot?.active_slot ?? null,
    revertSlot: boot?.revert_slot ?? null,
    isCommitted: boot?.is_committed ?? null,
    commitTimeoutSeconds: boot?.commit_timeout ?? null,
    bootScheme: nullOr(nameText, boot?.scheme ?? null),
  };
}

function runningOf(running: {
  readonly name: string;
  readonly version: string;
  readonly buildId: string;
  readonly slot: number | null;
  readonly committed: boolean;
}): ReportFacts {
  return {
    name: nameText(running.name),
    version: nameText(running.version),
    buildId: nameText(running.buildId),
    slot: running.slot,
    isCommitted: running.committed,
  };
}

function firmwareFacts(firmware: ReportFirmware): NonNullable<UpdateReport['firmware']> {
  const parts = firmware.parts.slice(0, MOST_PARTS).map((part): ReportFacts => ({
    name: nameText(part.name),
    file: nullOr(baseName, part.file),
    sizeBytes: part.sizeBytes,
    sha256: nullOr(nameText, part.sha256),
  }));
  const facts: ReportFacts = {
    file: baseName(firmware.fileName),
    sizeBytes: firmware.sizeBytes,
    sha256: nameText(firmware.sha256),
    name: nameText(firmware.name),
    platform: nameText(firmware.platform),
    version: nameText(firmware.version),
    buildId: nameText(firmware.buildId),
    // Whose it is stays with whoever trusts the key.
    signature: firmware.signature?.kind ?? null,
  };
  return Object.assign(facts, { parts });
}

function linkFacts(link: ReportLink): NonNullable<UpdateReport['link']> {
  const facts: ReportFacts = {
    kind: link.kind,
    label: placeText(link.label),
    baudRate: link.baudRate,
    pieceBytes: link.pieceBytes ?? null,
    lines: link.lines ?? null,
    blockBytes: link.blockBytes ?? null,
    bytesPerSecond: nullOr(Math.round, link.bytesPerSecond ?? null),
    sentAgain: link.again ?? null,
    damaged: link.damaged ?? null,
  };
  return Object.assign(facts, { bound: nullOr(boundFacts, link.bound ?? null) });
}

/** A cause and its figures. */
function boundFacts(bound: LinkBound): ReportFacts {
  const figures = Object.entries(bound).filter(([, value]) => typeof value === 'number');
  return { ...Object.fromEntries<ReportValue>(figures), cause: bound.cause };
}

const eventFacts = ({ atMs, event, acknowledgedBytes, times, facts }: EventNote): ReportFacts => ({
  atSeconds: rounded(atMs / 1_000),
  event,
  confirmedBytes: acknowledgedBytes,
  ...(times > 1 && { times }),
  ...Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, readable(value)])),
});

/** Times of a clock have more digits than anybody reads. */
const readable = (value: ReportValue): ReportValue =>
  typeof value === 'number' ? rounded(value) : value;

function logOf(log: NonNullable<ReportSource['log']>): NonNullable<UpdateReport['deviceLog']> {
  const last = log.slice(-MOST_LOG_LINES);
  const lines = last.flatMap(({ atMs, text }) => {
    const shown = logText(text);
    return shown === null ? [] : [{ at: isoTime(atMs), text: shown }];
  });
  return {
    lines,
    withheld: last.length - lines.length,
    olderLeftOut: log.length - last.length,
  };
}

const isoTime = (atMs: number): string => new Date(atMs).toISOString();
const rounded = (value: number): number => Math.round(value * 1_000) / 1_000;

const nullOr = <T, R>(make: (value: T) => R, value: T | null): R | null =>
  value === null ? null : make(value);

/** What happened, in a few lines: made of what the report itself holds, so that it tells no more. */
function headOf(source: ReportSource, report: Omit<UpdateReport, 'head'>): readonly string[] {
  const { outcome, failure } = report;
  const names = namesOf(source);
  const lines = [
    words.title[outcome.result],
    ...(source.result === null
      ? []
      : [`${resultHeadline(source.result, { device: names.device, to: names.to ?? '' })}.`]),
    ...(names.to === null ? [] : [words.move({ ...names, to: names.to, over: over(source) })]),
    words.when(
      outcome.startedAt.slice(0, 19).replace('T', ' '),
      source.result === null ? null : outcome.seconds * 1_000,
    ),
    ...(failure === null
      ? []
      : [
          [words.why(failure.text), failure.safety, failure.next]
            .filter((sentence) => sentence !== null)
            .join(' '),
        ]),
    words.left,
  ];
  return lines.map(terminalText);
}

const over = ({ link }: ReportSource): string | null =>
  link === null ? null : linkNames(link.kind).inReport;

/** As they are called while it runs: of one version by their builds. */
function namesOf({ notes, firmware, result }: ReportSource) {
  const before = notes.before?.info ?? null;
  const device = before === null ? words.noDevice : outside(nameText(before.id));
  const to = result?.to ?? firmware?.version ?? null;
  if (before !== null && firmware !== null)
    return {
      device,
      ...firmwareNames(
        { version: nameText(before.fw_version), buildId: nameText(before.fw_id) },
        { version: nameText(firmware.version), buildId: nameText(firmware.buildId) },
      ),
    };
  const from = result?.from ?? null;
  return {
    device,
    from: from === null ? words.unknownVersion : outside(nameText(from)),
    to: to === null ? null : outside(nameText(to)),
  };
}

export interface ResultNames {
  /** As a sentence takes it. */
  readonly device: string;
  /** What the new firmware is called. */
  readonly to: string;
}

/** As much of a result as its headline tells. */
export type HeadlineResult =
  | { readonly result: Exclude<UpdateResult['result'], 'reverted' | 'other'> }
  | {
      readonly result: 'reverted' | 'other';
      readonly running: { readonly version: string; readonly buildId: string };
    };

/** What a device runs after an update, by its last answer, as the first sentence of a receipt and of a report. */
export function resultHeadline(result: HeadlineResult, { device, to }: ResultNames): string {
  const { headline } = receiptWords;
  switch (result.result) {
    case 'committed':
      return headline.committed(device, to);
    case 'uncommitted':
      return headline.uncommitted(device, to);
    case 'reverted':
      return headline.reverted(device, outside(result.running.version));
    case 'other':
      return headline.other(
        device,
        outside(result.running.version),
        outside(result.running.buildId),
      );
    case 'unknown':
      return headline.unknown(device);
    case 'cancelled':
    case 'failed':
    case 'refused':
      return headline.untouched(device);
  }
}
