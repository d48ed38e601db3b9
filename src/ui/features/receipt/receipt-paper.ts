import { byteCount, periodWords, receiptWords as words } from '../../../messages/receipt-words.ts';
import type { DeviceReport } from '../../../workers/api.ts';
import { healthChecks, keptEvidence, wentBackStory } from '../../state/evidence.ts';
import type { Check } from '../../state/evidence.ts';
import { isWritten } from '../../state/written-parts.ts';
import { filesAfter, filesBackEvidence, filesEvidence } from '../../state/files-after.ts';
import { moveOfRun } from '../../state/move.ts';
import { receiptFacts, receiptOutcome, receiptOverrides, receiptStages } from './receipt-facts.ts';
import type { Fact, ReceiptSource } from './receipt-facts.ts';
import { appBuild } from '../../state/app-version.svelte.ts';
import type { ChoiceState } from '../../state/choice-state.svelte.ts';
import type { FinishedRun } from '../../state/run-view.ts';
import { otherReachOf } from '../../state/connection-method.ts';
import type { ConnectionMethod } from '../../state/connection-method.ts';

/** All that stands on a receipt, whether it is printed or saved. Names of parts are as the file has them. */
export interface ReceiptPaper {
  /** Of a file, without its ending. */
  readonly name: string;
  readonly outcome: ReturnType<typeof receiptOutcome>;
  readonly period: string;
  readonly facts: readonly Fact[];
  readonly parts: readonly {
    readonly name: string;
    readonly file: string;
    readonly installed: boolean;
    readonly bytes: string;
    readonly digest: string;
  }[];
  readonly stages: ReturnType<typeof receiptStages>;
  readonly checks: readonly Check[];
  /** Empty: none was used. */
  readonly overrides: readonly string[];
  readonly figures: string;
}

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

/** Two lines of 32: what is compared by eye is compared in pieces. */
const halves = (digest: string): string => `${digest.slice(0, 32)} ${digest.slice(32)}`;

/** The receipt of this update, as long as its file, device and way are chosen. */
export function paperOf(
  finished: FinishedRun,
  { firmware, report, allowed }: Pick<ChoiceState, 'firmware' | 'report' | 'allowed'>,
  method: Pick<ConnectionMethod, 'place' | 'otherReach'>,
): ReceiptPaper {
  const place = otherReachOf(method, report)?.place ?? method.place ?? null;
  const bundle = firmware.kind === 'sound' ? firmware.bundle : null;
  const info = report?.info ?? finished.run.after?.info ?? null;
  return receiptPaper({ finished, bundle, info, place, allowed, appBuild }, report);
}

const two = (value: number): string => String(value).padStart(2, '0');

/** Code points of a name in the name of a file; systems take 255 bytes in all. */
const MOST_LETTERS = 40;

/**
 * What a receipt or report is called as a file: `slipway-boiler-room-2-2026-11-20-1431`. Letters and digits of whatever
 * language, nothing that a system or a shell reads as something else.
 */
export function paperName(device: string, wallMs: number): string {
  const at = new Date(wallMs);
  const letters = device.normalize('NFC').toLowerCase();
  const words = letters.match(/[\p{L}\p{N}]+/gu)?.join('-') ?? '';
  const name = Array.from(words).slice(0, MOST_LETTERS).join('').replace(/-$/, '');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const time = `${two(at.getHours())}${two(at.getMinutes())}`;
  return ['slipway', ...(name === '' ? [] : [name]), day, time].join('-');
}
