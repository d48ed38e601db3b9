/** The receipt of an update, as it is printed. */
import english from './en/receipt.ts';
import { locale, textGroup, texts } from './locale.ts';
import { timeOfDay } from './numbers.ts';

export const receiptWords = textGroup('receipt', english, 'receipt');

const text = texts('receipt', english);

/** When an update ran, with its zone. Milliseconds since 1970. */
export function periodWords(beganMs: number, endedMs: number): string {
  const day = new Intl.DateTimeFormat(text.dates, { dateStyle: 'long' });
  const zone = new Intl.DateTimeFormat(text.dates, { timeZoneName: 'shortOffset' });
  const name = zone.formatToParts(endedMs).find(({ type }) => type === 'timeZoneName')?.value;
  return text.receipt.period(
    day.format(beganMs),
    timeOfDay(beganMs),
    timeOfDay(endedMs),
    name ?? '',
  );
}

/** Every digit of a number of bytes, in a column of its own. */
export const byteCount = (bytes: number): string => bytes.toLocaleString(locale.tag);
