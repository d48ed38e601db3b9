/** Lists as files for spreadsheets. A chunk of whoever needs it. */
import Papa from 'papaparse';

/** `slipway-WHAT-2026-11-29-1405.csv`, by the clock on the wall. */
export function datedName(what: string, wallMs: number): string {
  const at = new Date(wallMs);
  const two = (number: number): string => String(number).padStart(2, '0');
  const date = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  return `slipway-${what}-${date}-${two(at.getHours())}${two(at.getMinutes())}.csv`;
}

/** What a spreadsheet takes for a formula, whatever stands after it. */
const FORMULA = /^[=+\-@\t\r\n]/;
/** Without it, spreadsheets read UTF-8 as the code page of their system. */
const BYTE_ORDER_MARK = '\ufeff';

/**
 * Rows as CSV for spreadsheets (RFC 4180; UTF-8): every line ends with CR LF. A cell that would be a formula
 * gets an apostrophe in front, which a spreadsheet takes for "this is text".
 */
export const csvOf = (rows: readonly (readonly string[])[]): string =>
  `${BYTE_ORDER_MARK}${Papa.unparse(rows as string[][], { escapeFormulae: FORMULA })}\r\n`; // written, not changed
