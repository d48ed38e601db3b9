import type { BuildInfo } from '../../../messages/receipt-words.ts';
import type { LinkBatch } from '../../../contracts/link-log.ts';
import { lineOfRecord } from '../../../messages/receipt-words.ts';
import { NO_NOTES } from '../../../report/run-notes.ts';
import type { ReportFirmware, ReportLink, ReportSource } from '../../../report/report-shape.ts';
import type { BundleReport, DeviceReport, Finding, ForceName } from '../../../workers/api.ts';
import type { FinishedRun } from '../../state/run-view.ts';
import type { UpdateState } from '../../state/update-state.svelte.ts';

/** What is known beside the update itself. */
export interface ReportContext {
  readonly build: BuildInfo;
  /** null when it was put away. */
  readonly bundle: BundleReport | null;
  /** As the device answered last; null = it does not. */
  readonly device: DeviceReport | null;
  readonly allowed: readonly ForceName[];
  /** What passed on its links; null = the thread that kept it is gone. */
  readonly record: LinkBatch | null;
  /** Of a cable: what opening the port does to DTR and RTS. */
  readonly lines: 'low' | 'untouched' | null;
}

/** Lines of the device's log around the update: an earlier one is another story. */
const BEFORE_MS = 60_000;
const AFTER_MS = 60_000;

/** Of an update that is over. */
export function sourceOfRun(finished: FinishedRun, context: ReportContext): ReportSource {
  const { run, result, endedAt, endedWallMs } = finished;
  const startedAtMs = endedWallMs - (endedAt - run.startedAt);
  const span = { fromMs: startedAtMs - BEFORE_MS, toMs: endedWallMs + AFTER_MS };
  return {
    ...{ program: 'app', build: context.build, startedAtMs, result, failure: null },
    notes: run.notes,
    last: context.device,
    firmware: firmwareOf(context.bundle),
    link: linkOf(context),
    commitTimeoutMs: run.order.commitTimeoutMs,
    allowed: context.allowed,
    log: logOf(context, span),
  };
}

/** Of one that was not begun, because file and device do not fit. `wallMs`: since 1970. */
export function sourceOfRefusal(
  { findings, wallMs }: { readonly findings: readonly Finding[]; readonly wallMs: number },
  context: ReportContext,
): ReportSource {
  const [worst] = [...findings].sort((one, other) => forced(one) - forced(other));
  return {
    ...{ program: 'app', build: context.build, startedAtMs: wallMs, result: null },
    failure: worst?.failure ?? null,
    notes: { ...NO_NOTES, findings, before: context.device },
    last: null,
    firmware: firmwareOf(context.bundle),
    link: linkOf(context),
    ...{ commitTimeoutMs: null, allowed: context.allowed },
    log: logOf(context, { fromMs: wallMs - BEFORE_MS, toMs: wallMs }),
  };
}

/** What cannot be allowed comes first. */
const forced = ({ force }: Finding): number => (force === null ? 0 : 1);

function firmwareOf(bundle: BundleReport | null): ReportFirmware | null {
  if (bundle === null) return null;
  const { id: sha256, fileName, sizeBytes, name, platform, version, buildId } = bundle;
  const { parts, signature } = bundle;
  return { sha256, fileName, sizeBytes, name, platform, version, buildId, parts, signature };
}

function linkOf({ record, lines }: ReportContext): ReportLink | null {
  const report = record?.report ?? null;
  if (report === null) return null;
  const { link, blockBytes, bytesPerSecond, again, damaged, bound } = report;
  const own = lines === null ? {} : { lines };
  return { ...link, ...own, blockBytes, bytesPerSecond, again, damaged, bound };
}

function logOf(
  { record }: ReportContext,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): ReportSource['log'] {
  if (record === null) return null;
  // As it was kept: report/clean-text.ts makes it harmless.
  return record.lines
    .map(lineOfRecord)
    .flatMap((kept) =>
      kept.kind === 'log' && kept.atMs >= fromMs && kept.atMs <= toMs
        ? [{ atMs: kept.atMs, text: kept.text }]
        : [],
    );
}

/** A thread that does not answer within this has nothing to add: the report is saved without its record. */
const ANSWERS_WITHIN_MS = 2_000;

/** What passed on the links to the device; null = nobody knows any more. */
export async function recordOfLinks(update: Pick<UpdateState, 'ask'>): Promise<LinkBatch | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ANSWERS_WITHIN_MS);
  });
  const asked = update.ask((updater) => updater.linkLog(0));
  const outcome = await Promise.race([asked, late]);
  clearTimeout(timer);
  return outcome?.ok === true ? outcome.value : null;
}
