import { firmwareNames } from '../messages/firmware-names.ts';
import { linkNames } from '../messages/link-names.ts';
import { outside, terminalText } from '../messages/outside-text.ts';
import { reportWords as words } from '../messages/report-words.ts';
import { nameText } from './clean-text.ts';
import { resultHeadline } from './result-headline.ts';
import type { ReportSource, UpdateReport } from './report-shape.ts';

/** What happened, in a few lines: made of what the report itself holds, so that it tells no more. */
export function headOf(
  source: ReportSource,
  report: Omit<UpdateReport, 'head'>,
): readonly string[] {
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
