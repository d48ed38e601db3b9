/** The receipt of an update that is over, made of its record, or of a receipt from elsewhere. */
import type { Failure } from '../../../contracts/failure.ts';
import { checkWords } from '../../../messages/check-words.ts';
import { failureWords, linkNames } from '../../../messages/failures.ts';
import { historyWords } from '../../../messages/history-words.ts';
import { elapsed, exactSize } from '../../../messages/numbers.ts';
import { outside } from '../../../messages/outside-text.ts';
import {
  buildDetails,
  byteCount,
  periodWords,
  receiptWords as words,
} from '../../../messages/receipt-words.ts';
import { screenWords } from '../../../messages/screen-words.ts';
import { resultHeadline } from '../../../report/update-report.ts';
import type { PastUpdate, Receipt } from '../../../workers/api.ts';
import { halves, outcomeTag, paperName } from '../../widgets/paper.ts';
import type { PaperFact, PaperSeal, ReceiptPaper } from '../../widgets/paper.ts';
import { namedDevice } from './past-rows.ts';

type Told = Omit<Receipt, 'why'>;

export const paperOfPast = (past: PastUpdate, seal: PaperSeal | null): ReceiptPaper =>
  paper(past, past.failure === null ? null : pastFailure(past.failure), seal);

/** Of a receipt from elsewhere, which names its failure by its code alone. */
export const paperOfReceipt = (receipt: Receipt): ReceiptPaper =>
  paper(receipt, receipt.why === null ? null : outside(receipt.why), null);

function paper(told: Told, why: string | null, seal: PaperSeal | null): ReceiptPaper {
  const { firmware, checks, allowed } = told;
  return {
    name: paperName(namedDevice(told), told.endedAtMs),
    outcome: { headline: headlineOf(told), tag: outcomeTag(told.result), why },
    period: periodWords(told.startedAtMs, told.endedAtMs),
    facts: factsOf(told),
    parts: firmware.parts.flatMap(({ name, file, sizeBytes, sha256 }) =>
      file === null
        ? []
        : [
            {
              ...{ name, file, installed: true, bytes: byteCount(sizeBytes) },
              digest: sha256 === null ? words.notReported : halves(sha256),
            },
          ],
    ),
    stages: told.stages.map(({ stage, seconds }) => ({
      name: screenWords.stages.names[STAGE_AT[stage]] ?? '',
      value: elapsed(seconds * 1_000),
    })),
    checks: checks.map((check) => checkWords(check)),
    overrides: allowed.map((name) => words.ticked(overrideOf(name))),
    figures: words.figures(told),
    seal,
  };
}

const STAGE_AT: Readonly<Record<Told['stages'][number]['stage'], number>> = {
  ...{ check: 0, prepare: 1, write: 2, finish: 3, restart: 4, verify: 5, commit: 6 },
};

export function headlineOf(told: Told): string {
  const { result, running, from, firmware } = told;
  const names = { device: outside(namedDevice(told)), to: outside(firmware.version) };
  return result === 'reverted' || result === 'other'
    ? resultHeadline({ result, running: running ?? from }, names)
    : resultHeadline({ result }, names);
}

function overrideOf(name: string): string {
  const known: Readonly<Record<string, string>> = words.override;
  return known[name] ?? outside(name);
}

/** What another version of the app wrote down may have other facts than its words take. */
export function pastFailure({ code, facts }: NonNullable<PastUpdate['failure']>): string {
  try {
    return failureWords({ code, facts } as Failure).headline;
  } catch {
    return outside(code); // no words for it
  }
}

/** How the device was reached. */
export function wayWords({ method, link }: Told['way']): string {
  const way = historyWords.ways[method];
  // The others have one kind of link.
  const hasSeveral = method === 'network' || method === 'bench' || method === 'roll-out';
  const name = link !== null && hasSeveral ? linkNames(link).name : way;
  return name === way ? way : historyWords.detail.over(way, name);
}

function factsOf(told: Told): readonly PaperFact[] {
  const { device, from, firmware, who, way, isCarriedOn, madeBy, id } = told;
  const { detail } = historyWords;
  const name = device.name === null ? '' : `${outside(device.name)} · `;
  return [
    {
      name: words.device,
      text: `${name}${outside(device.arch)} · ${words.mac} ${outside(device.mac)}`,
      code: outside(device.id),
    },
    {
      name: words.from,
      text: outside(`${device.app} ${from.version}`.trim()),
      code: outside(from.buildId),
    },
    {
      name: words.to,
      text: outside(`${firmware.name} ${firmware.version}`.trim()),
      code: outside(firmware.buildId),
    },
    {
      name: words.file,
      text: `${outside(firmware.fileName)} · ${exactSize(firmware.sizeBytes)}`,
    },
    { name: words.fileHash, text: '', code: firmware.sha256 },
    {
      name: detail.way,
      text: isCarriedOn ? `${wayWords(way)}. ${detail.carriedOn}` : wayWords(way),
    },
    ...(who === null ? [] : [{ name: detail.by, text: outside(who) }]),
    {
      name: words.app,
      text: `${screenWords.product} ${outside(madeBy.version)}`,
      code: outside(buildDetails(madeBy)),
    },
    { name: detail.serial, text: '', code: outside(id) },
  ];
}
