/**
 * The one place where text from outside becomes text on a screen or a terminal: what a device, a file,
 * an adapter or a link says of itself. Such text can hold anything: codes that clear a terminal, a line
 * break that begins a sentence of ours, marks that turn the direction of what stands beside them.
 *
 * A screen takes `outside` in sentences and attributes, `visible` (by `ui/parts/Outside.svelte`) where the
 * value stands alone. A terminal takes `terminalText`, `--json` takes `escapedJson`.
 */

/** First strong isolate and its end: what stands between them turns nothing beside them (UAX #9, 3.1). */
const FSI = '\u2068';
const PDI = '\u2069';

/** Code points of one value in a sentence. A device id has 19, a version of a long build 60. */
export const MOST_SHOWN = 80;
/** A fact of a failure: a path, what a system said. */
const MOST_FACT = 200;
/** A line of a log, a frame, a tooltip. */
export const MOST_LINE = 4_000;
/** Marks on one letter; what is stacked higher covers other lines. */
const MOST_MARKS = 4;

/** Latin letters, punctuation, arrows and control pictures: reads as it is, turns nothing. */
const PLAIN =
  /^[ -~\u00a0-\u00ac\u00ae-\u024f\u2010-\u2027\u2030-\u2052\u20ac\u2190-\u21ff\u2400-\u2421]*$/;
/** Controls, bidi and other format marks, lone surrogates, private use, line separators, and all that is not drawn. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{DI}]/gu;
const MARK = /^\p{M}$/u;

/** Control pictures begin here: ␀ for NUL, ␛ for ESC. */
const PICTURES = 0x2400;
const PICTURE_OF_DELETE = 0x2421;

/** A hidden character as a reader sees it: `␛`, `[U+202E]`. */
function signOf(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCharCode(PICTURES + code);
  if (code === 0x7f) return String.fromCharCode(PICTURE_OF_DELETE);
  return `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`;
}

/**
 * `text` with all that is hidden made visible, and no more than `atMost` code points of it: the cut is
 * marked `…`. Plain text comes back as it is.
 */
export function visible(text: string, atMost = MOST_SHOWN): string {
  if (text.length <= atMost && PLAIN.test(text)) return text;
  let shown = '';
  let left = atMost;
  let marks = 0;
  for (const char of text) {
    marks = MARK.test(char) ? marks + 1 : 0;
    const sign = marks > MOST_MARKS ? signOf(char) : char.replace(HIDDEN, signOf);
    left -= sign === char ? 1 : sign.length;
    if (left < 0) return `${shown}…`;
    shown += sign;
  }
  return shown;
}

/**
 * The same for a sentence or an attribute: isolated where it holds anything but plain text, so that it
 * cannot turn our words. Takes its own result as it is.
 */
export function outside(text: string, atMost = MOST_SHOWN): string {
  const inner = text.startsWith(FSI) && text.endsWith(PDI) ? text.slice(1, -1) : text;
  const most = inner.endsWith('…') ? atMost + 1 : atMost;
  const shown = visible(inner, most) === inner ? inner : visible(text, atMost);
  return PLAIN.test(shown) ? shown : `${FSI}${shown}${PDI}`;
}

/** Text of several lines, JSON for one: the line breaks stay. */
export const visibleLines = (text: string): string =>
  text
    .split('\n')
    .map((line) => visible(line, MOST_LINE))
    .join('\n');

/**
 * One line for a terminal, of any length: nothing in it moves the cursor, ends the line or turns it, and what looks like
 * a space is one, for whoever searches in it.
 */
export const terminalText = (text: string): string =>
  text
    .replace(/[\u2068\u2069]/g, '')
    .replaceAll('\u00a0', ' ')
    .replace(HIDDEN, signOf);

/** `value` as JSON that a terminal can show; parsed, it is the same text. Throws what JSON.stringify throws. */
export const escapedJson = (value: unknown): string =>
  JSON.stringify(value).replace(HIDDEN, (char) =>
    Array.from({ length: char.length }, (_, at) => escapeOf(char.charCodeAt(at))).join(''),
  );

const escapeOf = (unit: number): string => `\\u${unit.toString(16).padStart(4, '0')}`;

/** Strings in the facts of a failure, and in lists of them, as `outside`; all else as it is. */
export function outsideFacts<T extends object>(facts: T): T {
  const entries = Object.entries(facts).map(([name, value]) => [name, outsideValue(name, value)]);
  return Object.fromEntries(entries) as T; // the same members, and strings stay strings
}

function outsideValue(name: string, value: unknown): unknown {
  // Searched for what is known, wherever it stands in the message.
  if (typeof value === 'string')
    return outside(value, name === 'remoteMessage' ? MOST_LINE : MOST_FACT);
  return Array.isArray(value) ? value.map((one) => outsideValue(name, one)) : value;
}
