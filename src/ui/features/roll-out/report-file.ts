/** What became of each device of a roll-out, as a file. Pure. */
import { terminalText, visible } from '../../../messages/outside-text.ts';
import { rollOutReportWords } from '../../../messages/roll-out-words.ts';
import { csvOf } from '../../../report/csv.ts';
import type { RollOutRow } from '../../../workers/api.ts';
import type { NamedDevice } from './device-choice.ts';
import { whyOf } from './row-words.ts';

/** A reason is a sentence or two. */
const MOST_DETAILS = 500;

/** In the order of the plan; what is hidden in names is visible in it, and addresses, which may hold a password, stay out. */
export const reportFile = (
  rows: readonly RollOutRow[],
  nameOf: (id: string) => NamedDevice,
): string =>
  csvOf([rollOutReportWords.columns, ...rows.map((row) => cellsOf(row, nameOf(row.id)))]);

function cellsOf(row: RollOutRow, { alias, group }: NamedDevice): readonly string[] {
  const { record } = row;
  const wave = 'wave' in record && record.wave !== null ? String(record.wave + 1) : '';
  const at = 'atMs' in record ? new Date(record.atMs).toISOString() : '';
  return [
    ...[row.id, alias, group].map(cellOf),
    wave,
    'tries' in record ? String(record.tries) : '',
    ...[row.from, row.to].map(cellOf),
    rollOutReportWords.results[record.state],
    visible(terminalText(whyOf(row) ?? ''), MOST_DETAILS),
    at,
  ];
}

const cellOf = (text: string | null): string => visible(text ?? '');
