/** Numbers and times, and what sentences of English need of names and numbers. */

/** A name at the beginning of a sentence: `the practice device` gets its capital, an id stays as it is. */
const begin = (name: string): string => name.replace(/^the /, 'The ');

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

let wholes: Intl.NumberFormat | null = null;

/** `1,234`. Made at its first use: the tables of a language take their time. */
const whole = (number: number): string =>
  (wholes ??= new Intl.NumberFormat('en')).format(Math.round(number));

/** `1 part`, `3 parts`. */
const count = (number: number, one: string, many: string): string =>
  `${whole(number)} ${number === 1 ? one : many}`;

/** `a`, `a and b`, `a, b and c`. */
function list(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

const minutes = (number: number): string => count(number, 'minute', 'minutes');
const seconds = (number: number): string => count(number, 'second', 'seconds');

const duration = (min: number, s: number): string => {
  if (min === 0) return `${s} s`;
  return s === 0 ? `${min} min` : `${min} min ${s} s`;
};

/** Sizes, times and what counts them. */
const numbers = {
  /** BCP 47: that of England has the day before the month. */
  dates: 'en-GB',
  /** `number`: as it is shown. */
  bytes: (number: string, isOne: boolean) => `${number} ${isOne ? 'byte' : 'bytes'}`,
  duration,
  /** The same, to be spoken; one of the two may be 0. */
  spokenDuration: (min: number, s: number) =>
    [min > 0 ? minutes(min) : '', s > 0 ? seconds(s) : ''].filter((part) => part !== '').join(' '),
  /** `begins`: a line of its own, else in the middle of a sentence. */
  fewSeconds: (begins: boolean) => (begins ? 'A few seconds' : 'a few seconds'),
  about: (min: number, s: number, begins: boolean) =>
    `${begins ? 'About' : 'about'} ${duration(min, s)}`,
  /** `letter`: A or B. */
  slot: (letter: string) => `slot ${letter}`,
};

/** How long an update and its restart will take. */
const expected = {
  few: 'a few seconds',
  about: {
    seconds: (number: number) => `about ${seconds(number)}`,
    minutes: (number: number) => `about ${minutes(number)}`,
  },
  exactly: (number: number) => seconds(number),
  range: {
    seconds: (from: number, to: number) => `${from} to ${to} seconds`,
    minutes: (from: number, to: number) => `${from} to ${to} minutes`,
  },
  /** `over`: `over this cable`. */
  whole: (time: string, over: string) => `${time} ${over}`,
  restart: {
    device: (time: string) => `${time} on this device so far`,
    kind: (time: string) => `${time} on another of its kind`,
    none: (time: string) => `usually ${time}`,
  },
  lead: (whole: string, restart: string) =>
    `${capital(whole)}. It works as usual until its one restart, ${restart}.`,
};

export default { begin, capital, count, list, whole, numbers, expected };
