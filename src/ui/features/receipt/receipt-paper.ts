import {
  byteCount,
  periodWords,
  receiptWords as words,
  buildDetails,
} from '../../../messages/receipt-words.ts';
import { historyWords } from '../../../messages/history-words.ts';
import { signatureWords, verdictWords } from '../../../messages/signature-words.ts';
import type { DeviceReport, BundleReport, ForceName } from '../../../workers/api.ts';
import {
  healthChecks,
  keptEvidence,
  wentBackStory,
  filesAfter,
  filesBackEvidence,
  filesEvidence,
} from '../../state/evidence.ts';
import type { Check } from '../../../messages/check-words.ts';
import { isWritten } from '../../state/writing.ts';
import { moveOfRun } from '../../state/move.ts';
import { appBuild } from '../../state/app.ts';
import type { ChoiceState } from '../../state/choice-state.svelte.ts';
import type { FinishedRun } from '../../state/run-view.ts';
import { otherReachOf } from '../../state/connection-method.ts';
import type { ConnectionMethod } from '../../state/connection-method.ts';
import type { BuildInfo } from '../../../messages/receipt-words.ts';
import { failureWords } from '../../../messages/failures.ts';
import { elapsed, exactSize } from '../../../messages/numbers.ts';
import { outside } from '../../../messages/outside-text.ts';
import { screenWords } from '../../../messages/screen-words.ts';
import { resultHeadline } from '../../../report/update-report.ts';
import { halves, outcomeTag, paperName } from '../../widgets/paper.ts';
import type { PaperFact, PaperOutcome, PaperSeal, ReceiptPaper } from '../../widgets/paper.ts';
import { firmwareNamesOf, STAGES } from '../../state/run-view.ts';
import { typedWordFor } from '../../state/run-order.ts';

/** `report`: as the device answers now; null = it does not. */
export function receiptPaper(source: ReceiptSource, report: DeviceReport | null): ReceiptPaper {
  const { finished } = source;
  const { run, result, endedAt, endedWallMs } = finished;
  const parts = run.order.parts.flatMap((part) =>
    part.file === null ? [] : [{ ...part, file: part.file }],
  );
  return {
    name: paperName(words.named(moveOfRun(run).device), endedWallMs),
    outcome: receiptOutcome(finished),
    period: periodWords(endedWallMs - (endedAt - run.startedAt), endedWallMs),
    facts: receiptFacts(source),
    parts: parts.map((part) => ({
      ...{ name: part.name, file: part.file },
      installed: isWritten(part, run.order.fromSlot),
      bytes: byteCount(part.sizeBytes),
      digest: part.sha256 === null ? part.digests.join(', ') : halves(part.sha256),
    })),
    stages: receiptStages(finished),
    checks: checksOf(source, report),
    overrides: receiptOverrides(source),
    figures: words.figures({ ...result, retries: run.retries }),
    seal: source.seal ?? null,
  };
}

function checksOf({ finished }: ReceiptSource, report: DeviceReport | null): readonly Check[] {
  const { result } = finished.result;
  if (result === 'committed')
    return [...keptEvidence(finished), ...filesEvidence(filesAfter(finished, report))];
  if (result === 'reverted')
    return [...wentBackStory(finished), ...filesBackEvidence(finished, report)];
  return healthChecks(finished.run);
}

interface Chosen {
  readonly choice: Pick<ChoiceState, 'firmware' | 'report' | 'allowed'>;
  readonly method: Pick<ConnectionMethod, 'place' | 'otherReach'>;
  /** null: it is not signed, or not yet. */
  readonly seal: OwnSeal | null;
}

/** The seal, and who did it as the signed receipt has it. */
export interface OwnSeal extends PaperSeal {
  readonly who: string | null;
}

/** The receipt of this update, as long as its file, device and way are chosen. */
export function paperOf(finished: FinishedRun, { choice, method, seal }: Chosen): ReceiptPaper {
  const { firmware, report, allowed } = choice;
  const place = otherReachOf(method, report)?.place ?? method.place ?? null;
  const bundle = firmware.kind === 'sound' ? firmware.bundle : null;
  const info = report?.info ?? finished.run.after?.info ?? null;
  return receiptPaper({ finished, bundle, info, place, allowed, appBuild, seal }, report);
}

interface ReceiptSource {
  readonly finished: FinishedRun;
  /** As long as the file is chosen: null when it was put away. */
  readonly bundle: BundleReport | null;
  /** As the device last said; null = it does not answer. */
  readonly info: DeviceReport['info'] | null;
  /** Where it was reached in the network. */
  readonly place?: string | null;
  readonly allowed: readonly ForceName[];
  /** What this page was built from. */
  readonly appBuild: BuildInfo;
  readonly seal?: OwnSeal | null;
}

/**
 * As they were called while it ran; what the update itself reports counts where that is another version. As sentences take it: what is
 * hidden in them is shown.
 */
function receiptNames({ run, result }: Pick<FinishedRun, 'run' | 'result'>) {
  const names = firmwareNamesOf(run.order);
  const { from, to } = result;
  const reported = from === null ? null : outside(from);
  return {
    from: from === run.order.from ? names.from : reported,
    to: to === run.order.to ? names.to : outside(to),
  };
}

/** The sentence on top, and the shape beside it. */
export function receiptOutcome({ run, result }: FinishedRun): PaperOutcome {
  const names = receiptNames({ run, result });
  const headline = resultHeadline(result, { ...names, device: moveOfRun(run).device });
  return { headline, tag: outcomeTag(result.result), why: whyOf(result) };
}

function whyOf(result: FinishedRun['result']): string | null {
  if (!('failure' in result) || result.result === 'cancelled') return null;
  const { safety, headline } = failureWords(result.failure);
  return result.result === 'other' ? safety : headline;
}

/** Device, versions, file and app, in the order of the paper. */
export function receiptFacts(source: ReceiptSource): readonly PaperFact[] {
  const { finished, bundle, info, place = null, appBuild, seal = null } = source;
  const name = words.named(moveOfRun(finished.run).device);
  const { from, to } = receiptNames(finished);
  const application = bundle?.name ?? info?.app ?? '';
  /** The version is harmless already: once more, its own marks would show. */
  const versioned = (version: string): string =>
    application === '' ? version : `${outside(application)} ${version}`;
  return [
    info === null
      ? { name: words.device, text: name, code: words.notReported }
      : {
          name: words.device,
          text: `${name} · ${outside(info.arch)} · ${words.mac} ${outside(info.mac)}`,
          code: outside(info.id),
        },
    ...(place === null ? [] : [{ name: words.place, text: outside(place) }]),
    { name: words.from, text: from === null ? words.notReported : versioned(from) },
    {
      name: words.to,
      text: versioned(to),
      ...(bundle === null ? {} : { code: outside(bundle.buildId) }),
    },
    ...(bundle === null
      ? []
      : [
          {
            name: words.file,
            text: `${outside(bundle.fileName)} · ${exactSize(bundle.sizeBytes)}`,
          },
          { name: words.fileHash, text: '', code: bundle.id },
          { name: signatureWords.title, text: signatureText(bundle.signature) },
        ]),
    ...(seal === null || seal.who === null
      ? []
      : [{ name: historyWords.detail.by, text: outside(seal.who) }]),
    {
      name: words.app,
      text: `${screenWords.product} ${appBuild.version}`,
      code: buildDetails(appBuild),
    },
  ];
}

/** The word of the outcome, and whose key it was or why not. */
function signatureText(verdict: BundleReport['signature']): string {
  const { tag, text } = verdictWords(verdict);
  return verdict.kind === 'unsigned' ? tag : `${tag}. ${text}`;
}

/** What was allowed although something spoke against it, as it was typed. */
export const receiptOverrides = ({ bundle, allowed }: ReceiptSource): readonly string[] =>
  allowed.map((name) => {
    const typed = bundle === null ? null : typedWordFor(name, bundle);
    const finding = words.override[name];
    return typed === null ? words.ticked(finding) : words.typed(finding, outside(typed));
  });

/** Each stage and how long it took; a stage that was not reached has no time. */
export function receiptStages({ run, endedAt }: FinishedRun) {
  return Array.from({ length: STAGES }, (_, index) => {
    const time = run.stages[index] ?? null;
    return {
      name: screenWords.stages.names[index] ?? '',
      value: time === null ? words.noTime : elapsed((time.endedAt ?? endedAt) - time.startedAt),
    };
  });
}
