import type { BuildInfo } from '../../../contracts/build-info.ts';
import { buildDetails } from '../../../messages/build-words.ts';
import { failureWords } from '../../../messages/failures.ts';
import { elapsed, exactSize } from '../../../messages/numbers.ts';
import { outside } from '../../../messages/outside-text.ts';
import { receiptWords as words } from '../../../messages/receipt-words.ts';
import { screenWords } from '../../../messages/screen-words.ts';
import type { MarkShape, Tone } from '../../../messages/state-shape.ts';
import { resultHeadline } from '../../../report/result-headline.ts';
import type { BundleReport, DeviceReport, ForceName } from '../../../workers/api.ts';
import type { FinishedRun } from '../../state/run-view.ts';
import { firmwareNamesOf, STAGES } from '../../state/run-view.ts';
import { moveOfRun } from '../../state/move.ts';
import { typedWordFor } from '../../state/typed-word.ts';

export interface ReceiptSource {
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
}

interface Outcome {
  readonly headline: string;
  readonly tag: { readonly tone: Tone; readonly mark: MarkShape; readonly text: string };
  readonly why: string | null;
}

/** As they were called while it ran; what the update itself reports counts where that is another version. */
function receiptNames({ run, result }: Pick<FinishedRun, 'run' | 'result'>) {
  const names = firmwareNamesOf(run.order);
  return {
    from: result.from === run.order.from ? names.from : result.from,
    to: result.to === run.order.to ? names.to : result.to,
  };
}

/** The sentence on top, and the shape beside it. */
export function receiptOutcome({ run, result }: FinishedRun): Outcome {
  const { outcome } = words;
  const names = receiptNames({ run, result });
  const headline = resultHeadline(result, { ...names, device: moveOfRun(run).device });
  switch (result.result) {
    case 'committed':
      return { headline, tag: { tone: 'go', mark: 'go', text: outcome.committed }, why: null };
    case 'reverted':
      return {
        ...{ headline, tag: { tone: 'hold', mark: 'back', text: outcome.reverted } },
        why: failureWords(result.failure).headline,
      };
    case 'other':
      return {
        ...{ headline, tag: { tone: 'stop', mark: 'stop', text: outcome.other } },
        why: failureWords(result.failure).safety,
      };
    case 'uncommitted':
      return {
        ...{ headline, tag: { tone: 'live', mark: 'live', text: outcome.uncommitted } },
        why: result.failure === undefined ? null : failureWords(result.failure).headline,
      };
    case 'cancelled':
      return { headline, tag: { tone: 'wait', mark: 'wait', text: outcome.cancelled }, why: null };
    case 'unknown':
      return {
        ...{ headline, tag: { tone: 'hold', mark: 'hold', text: outcome.unknown } },
        why: failureWords(result.failure).headline,
      };
    case 'failed':
    case 'refused':
      return {
        ...{ headline, tag: { tone: 'stop', mark: 'stop', text: outcome.stopped } },
        why: failureWords(result.failure).headline,
      };
  }
}

export interface Fact {
  readonly name: string;
  readonly text: string;
  /** What is copied by hand: an id, a digest. */
  readonly code?: string;
}

/** Device, versions, file and app, in the order of the paper. */
export function receiptFacts(source: ReceiptSource): readonly Fact[] {
  const { finished, bundle, info, place = null, appBuild } = source;
  const name = words.named(moveOfRun(finished.run).device);
  const { from, to } = receiptNames(finished);
  const application = bundle?.name ?? info?.app ?? '';
  const versioned = (version: string): string => outside(`${application} ${version}`.trim());
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
        ]),
    {
      name: words.app,
      text: `${screenWords.product} ${appBuild.version}`,
      code: buildDetails(appBuild),
    },
  ];
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
