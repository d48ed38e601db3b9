/** Tables as CSV (RFC 4180), for spreadsheets. A chunk of whoever needs it. */
import Papa from 'papaparse';

export type CsvCell = string | number | null;

/**
 * With lines that end with CRLF. A cell that a spreadsheet would take for a formula (it begins with = + - @, a tab or a line's end) gets
 * an apostrophe before it: what devices say of themselves is never computed.
 */
export const csvText = (
  columns: readonly string[],
  rows: readonly (readonly CsvCell[])[],
): string =>
  `${Papa.unparse({ fields: [...columns], data: rows.map((row) => [...row]) }, { escapeFormulae: true })}\r\n`;
