/** Numbers as people read them: decimal kB and MB for files, minutes and seconds, never more digits than mean something. */
const locale = 'en';

/**
 * Made at its first use: the browser reads the language's tables for each, which at the start of the app
 * would cost more than drawing the screen. For the same reason no units of its own.
 */
function onFirstUse<Format>(make: () => Format): () => Format {
  let made: Format | null = null;
  return () => (made ??= make());
}

const sizeFormat = onFirstUse(() => new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 }));
const wholeFormat = onFirstUse(() => new Intl.NumberFormat(locale));

/** `841 kB`, `1.36 MB`, `512 bytes`. */
export function fileSize(bytes: number): string {
  const number = (value: number): string => sizeFormat().format(value);
  if (bytes < 1_000) return `${number(bytes)} ${bytes === 1 ? 'byte' : 'bytes'}`;
  return bytes < 999_500 ? `${number(bytes / 1_000)} kB` : `${number(bytes / 1_000_000)} MB`;
}

/** Every digit: `1,060,921 B`. */
export const exactSize = (bytes: number): string => `${wholeFormat().format(bytes)} B`;

/** `7.6 kB/s`. */
export const speed = (bytesPerSecond: number): string => `${fileSize(bytesPerSecond)}/s`;

export const wholePercent = (fraction: number): number => Math.floor(fraction * 100);

/** `4:12`. Rounded up, so that a countdown ends at 0:00 and not a second before. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** `0:14`. Rounded down: what has passed. */
export const elapsed = (ms: number): string =>
  countdown(Math.floor(Math.max(0, ms) / 1_000) * 1_000);

/** `4 min 35 s`, `8 s`. */
export function duration(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1_000));
  if (seconds < 60) return `${seconds} s`;
  const rest = seconds % 60;
  return rest === 0
    ? `${Math.floor(seconds / 60)} min`
    : `${Math.floor(seconds / 60)} min ${rest} s`;
}

/** The same, to be spoken: `4 minutes 35 seconds`. */
export function spokenDuration(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1_000));
  const minutes = Math.floor(seconds / 60);
  const rest = seconds % 60;
  const parts = [
    minutes > 0 ? `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}` : '',
    rest > 0 ? `${rest} ${rest === 1 ? 'second' : 'seconds'}` : '',
  ];
  return parts.filter((part) => part !== '').join(' ');
}

/** About so much: minutes, under 90 s in steps of 5 s, under 10 s no number at all. */
export function roughTime(ms: number): string {
  const seconds = ms / 1_000;
  if (seconds < 10) return 'A few seconds';
  if (seconds < 90) return `About ${duration(Math.round(seconds / 5) * 5_000)}`;
  return `About ${Math.round(seconds / 60)} min`;
}

const timeFormat = onFirstUse(
  () =>
    new Intl.DateTimeFormat(locale, {
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    }),
);

/** `14:35:20`, of a wall clock in ms since 1970. */
export const timeOfDay = (atMs: number): string => timeFormat().format(atMs);

const dayFormat = onFirstUse(
  () =>
    new Intl.DateTimeFormat('en-GB', {
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      timeZone: 'UTC',
    }),
);

/** `1 Nov 2026`; null for what is no date. */
export function day(timestamp: string): string | null {
  const at = Date.parse(timestamp);
  return Number.isNaN(at) ? null : dayFormat().format(at);
}

/** Slots as the screen names them: 0 is A. */
export const slotName = (slot: number): string => `slot ${String.fromCharCode(65 + slot)}`;
