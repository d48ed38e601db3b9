import { writeFileSync } from 'node:fs';
import type { Bundle } from '../bundle/bundle.ts';
import type { BuildInfo } from '../messages/receipt-words.ts';
import { toFailure, unwritableFile } from '../contracts/failure.ts';
import type { Failure } from '../contracts/failure.ts';
import type { LogRecord } from '../contracts/link-log.ts';
import { NO_NOTES, noteEvent } from '../report/run-notes.ts';
import type { RunNotes } from '../report/run-notes.ts';
import { reportText, updateReport } from '../report/update-report.ts';
import type { ReportFirmware, ReportLink } from '../report/report-shape.ts';
import { textOfBytes } from '../rpc/frame.ts';
import type { UpdateResult } from '../update/events.ts';
import { requireWritable } from './local-files.ts';
import type { PushOptions } from './push-options.ts';
import type { PushOutcome } from './push-outcome.ts';
import type { PushReport } from './push-report.ts';

export interface SavedReportOptions extends Pick<PushOptions, 'commitTimeoutMs' | 'force'> {
  readonly report: string | null;
  readonly build: BuildInfo;
  /** Milliseconds since 1970. */
  readonly wall: () => number;
}

/** Lines of the device's log; the report takes the last ones of them. */
const KEPT_LINES = 1_000;

/**
 * Tells all that `inner` tells, and writes the report of the app (report/update-report.ts) to the file when the update
 * is over, however it ends. A file that cannot be written is known before a device is asked: throws
 * OtaError file/unwritable. One that fails at the end is told of, and changes nothing about how the update ended.
 */
export function createSavedReport(
  inner: PushReport,
  { report: file, build, wall, commitTimeoutMs, force }: SavedReportOptions,
): PushReport {
  const path = file ?? '';
  requireWritable(path);
  const startedAtMs = wall();
  let firmware: ReportFirmware | null = null;
  let notes: RunNotes = NO_NOTES;
  let link: ReportLink | null = null;
  const log: { readonly atMs: number; readonly text: string }[] = [];

  const text = (failure: Failure | null, result: UpdateResult | null): string =>
    reportText(
      updateReport({
        ...{ program: 'push', build, startedAtMs, result, failure, notes, last: null },
        ...{ firmware, link, commitTimeoutMs, allowed: force, log },
      }),
    );
  return {
    bundle(bundle, mended, signature) {
      firmware = { ...firmwareOf(bundle), signature: signature?.verdict };
      inner.bundle(bundle, mended, signature);
    },
    event(event) {
      notes = noteEvent(notes, event);
      inner.event(event);
    },
    rehearsal: (news) => inner.rehearsal(news),
    route: (news) => inner.route(news),
    note: (failure) => inner.note(failure),
    request: (request) => inner.request(request),
    shadow: (news) => inner.shadow(news),
    log(record) {
      if (record.event === 'opened') link = record;
      if (isLogLine(record)) log.push({ atMs: wall(), text: textOfBytes(record.bytes) });
      if (log.length > 2 * KEPT_LINES) log.splice(0, KEPT_LINES);
    },
    end(outcome: PushOutcome, failure, result) {
      try {
        writeFileSync(path, text(failure, result));
      } catch (reason) {
        inner.note(toFailure(unwritableFile(path, reason)));
      }
      inner.end(outcome, failure, result);
    },
  };
}

const isLogLine = (record: LogRecord): record is Extract<LogRecord, { event: 'noise' }> =>
  record.event === 'noise' && record.why === 'console';

const firmwareOf = ({ fileName, sizeBytes, sha256, manifest, parts }: Bundle): ReportFirmware => ({
  ...{ fileName, sizeBytes, sha256 },
  name: manifest.name,
  platform: manifest.platform,
  version: manifest.version,
  buildId: manifest.buildId,
  parts: parts.map(({ part, file, sizeBytes: size }) => ({
    ...{ name: part.name, file, sizeBytes: size, sha256: part.sha256 },
  })),
});
