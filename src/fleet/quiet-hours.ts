/** Hours of the day in which no device restarts, by the wall clock of a time zone. */
export interface QuietHours {
  /** Minutes after midnight, 0 to 1,439. Until before `fromMinute` they last over midnight; equal = the whole day. */
  readonly fromMinute: number;
  readonly untilMinute: number;
  /** Name of the IANA time zone database. */
  readonly timeZone: string;
}

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;

/** Clocks are not changed by more than so much. */
const CHANGE_MINUTES = 120;

/** The first moment from `atMs` on that lies outside of them; `atMs` itself where it does, Infinity = there is none. */
export function quietUntil(hours: QuietHours, atMs: number): number {
  const { fromMinute, untilMinute, timeZone } = hours;
  if (fromMinute === untilMinute) return Infinity;
  const since = span(fromMinute, minuteOfDay(timeZone, atMs));
  const length = span(fromMinute, untilMinute);
  if (since >= length) return atMs;
  const end = (Math.floor(atMs / MINUTE_MS) + length - since) * MINUTE_MS;
  // The clock may have been put forward in between, or back: then they are not over.
  const over = span(untilMinute, minuteOfDay(timeZone, end));
  return over <= CHANGE_MINUTES ? end - over * MINUTE_MS : quietUntil(hours, end);
}

/** The first moment from `atMs` on after which a span of `lengthMs` touches no quiet hour; Infinity = there is none. */
export function clearOf(hours: QuietHours, atMs: number, lengthMs: number): number {
  const start = quietUntil(hours, atMs);
  if (start === Infinity) return Infinity;
  const loud = span(hours.untilMinute, hours.fromMinute) * MINUTE_MS;
  if (lengthMs >= loud) return start; // it fits nowhere: at least it begins when it may
  const minute = minuteOfDay(hours.timeZone, start);
  const untilQuiet = span(minute, hours.fromMinute) * MINUTE_MS - (start % MINUTE_MS);
  if (lengthMs < untilQuiet) return start;
  return quietUntil(hours, start + untilQuiet);
}

/** Throws RangeError for a time zone that is not known here. */
export function minuteOfDay(timeZone: string, atMs: number): number {
  const parts = formatFor(timeZone).formatToParts(atMs);
  const read = (type: 'hour' | 'minute'): number =>
    Number(parts.find((part) => part.type === type)?.value);
  return read('hour') * 60 + read('minute');
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    formats.set(timeZone, format);
  }
  return format;
}

/** Minutes from one to the other on the clock, forwards. */
const span = (from: number, to: number): number => (to - from + DAY_MINUTES) % DAY_MINUTES;
