/** Numbers as people read them: decimal kB and MB for files, minutes and seconds, never more digits than mean something. */
import english from './en/grammar.ts';
import { locale, texts } from './locale.ts';

const text = texts('numbers', english.numbers);

/**
 * Made at its first use in a language: the browser reads the language's tables for each, which at the start of the
 * app would cost more than drawing the screen. For the same reason no units of its own.
 */
function onFirstUse<Format>(make: (tag: string) => Format): () => Format {
  let made: { readonly tag: string; readonly format: Format } | null = null;
  return () => {
    const { tag } = locale;
    if (made?.tag !== tag) made = { tag, format: make(tag) };
    return made.format;
  };
}

const sizeFormat = onFirstUse((tag) => new Intl.NumberFormat(tag, { maximumSignificantDigits: 3 }));
const decimalFormat = onFirstUse(
  (tag) => new Intl.NumberFormat(tag, { maximumFractionDigits: 1, useGrouping: false }),
);
const wholeFormat = onFirstUse((tag) => new Intl.NumberFormat(tag));

/** `841 kB`, `1.36 MB`, `512 bytes`. */
export function fileSize(bytes: number): string {
  const number = (value: number): string => sizeFormat().format(value);
  if (bytes < 1_000) return text.bytes(number(bytes), bytes === 1);
  return bytes < 999_500 ? `${number(bytes / 1_000)} kB` : `${number(bytes / 1_000_000)} MB`;
}

/** Every digit: `1,060,921 B`. */
export const exactSize = (bytes: number): string => `${wholeFormat().format(bytes)} B`;

/** `1.2`. */
export const decimal = (value: number): string => decimalFormat().format(value);

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

/** Whole minutes and the seconds beside them. */
const split = (seconds: number): readonly [number, number] => [
  Math.floor(seconds / 60),
  seconds % 60,
];

const wholeSeconds = (ms: number): number => Math.max(1, Math.round(ms / 1_000));

/** `4 min 35 s`, `8 s`. */
export const duration = (ms: number): string => text.duration(...split(wholeSeconds(ms)));

/** The same, to be spoken: `4 minutes 35 seconds`. */
export const spokenDuration = (ms: number): string =>
  text.spokenDuration(...split(wholeSeconds(ms)));

/** About so much: minutes, under 90 s in steps of 5 s, under 10 s no number at all. */
export const roughTime = (ms: number): string => rough(ms, true);

/** The same in the middle of a sentence. */
export const roughTimeInside = (ms: number): string => rough(ms, false);

function rough(ms: number, begins: boolean): string {
  const seconds = ms / 1_000;
  if (seconds < 10) return text.fewSeconds(begins);
  const [min, rest] =
    seconds < 90 ? split(Math.round(seconds / 5) * 5) : [Math.round(seconds / 60), 0];
  return text.about(min, rest, begins);
}

const timeFormat = onFirstUse(
  (tag) =>
    new Intl.DateTimeFormat(tag, {
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
    new Intl.DateTimeFormat(text.dates, {
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

/** A name of several words, which no end of a line parts. */
export const unbroken = (name: string): string => name.replaceAll(' ', '\u00a0');

/** Slots as the screen names them: 0 is A. */
export const slotName = (slot: number): string =>
  unbroken(text.slot(String.fromCharCode(65 + slot)));
