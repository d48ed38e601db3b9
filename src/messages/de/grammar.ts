/** Numbers and times, and what sentences of German need of names and numbers. */
import type { Catalogue } from '../catalogue.ts';

const onFirstUse = <Made>(make: () => Made): (() => Made) => {
  let made: Made | null = null;
  return () => (made ??= make());
};

/** A name at the beginning of a sentence: `das Übungsgerät` gets its capital, an id stays as it is. */
const begin = (name: string): string => name.replace(/^d(?=(?:as|er|ie) )/, 'D');

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const declined = (name: string, articles: Readonly<Record<string, string>>): string =>
  name.replace(/^(?:das|der|die)(?= )/, (article) => articles[article] ?? article);

/** `dem Übungsgerät`; an id stays as it is. */
const dative = (name: string): string => declined(name, { das: 'dem', der: 'dem', die: 'der' });

/** `den Anschluss`, `das Übungsgerät`. */
const accusative = (name: string): string => declined(name, { der: 'den' });

/** After a noun: `von dem Übungsgerät`, `von esp32_C0FFEE`. */
const genitive = (name: string): string => `von ${dative(name)}`;

const and = onFirstUse(() => new Intl.ListFormat('de'));
const or = onFirstUse(() => new Intl.ListFormat('de', { type: 'disjunction' }));

/** `A, B und C`. */
const list = (names: readonly string[]): string => and().format(names);

/** `A, B oder C`. */
const oneOf = (names: readonly string[]): string => or().format(names);

const wholes = onFirstUse(() => new Intl.NumberFormat('de'));

/** `1.234`. */
const whole = (number: number): string => wholes().format(Math.round(number));

/** `1 Teil`, `3 Teile`. */
const count = (number: number, one: string, many: string): string =>
  `${whole(number)} ${number === 1 ? one : many}`;

/** A sentence with its end: one that ends with an abbreviation (`4 Min.`) has it. */
const end = (sentence: string): string => (/[.!?…]$/.test(sentence) ? sentence : `${sentence}.`);

/** In the middle of a sentence: `Etwa 4 Min.` begins with a small letter there, nouns keep theirs. */
const inside = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

const minutes = (number: number): string => count(number, 'Minute', 'Minuten');
const seconds = (number: number): string => count(number, 'Sekunde', 'Sekunden');

const duration = (min: number, s: number): string => {
  if (min === 0) return `${s} s`;
  return s === 0 ? `${min} Min.` : `${min} Min. ${s} s`;
};

/** Sizes, times and what counts them. */
const numbers = {
  dates: 'de',
  bytes: (number) => `${number} Byte`,
  duration,
  spokenDuration: (min, s) =>
    [min > 0 ? minutes(min) : '', s > 0 ? seconds(s) : ''].filter((part) => part !== '').join(' '),
  fewSeconds: (begins) => (begins ? 'Einige Sekunden' : 'einige Sekunden'),
  about: (min, s, begins) => `${begins ? 'Etwa' : 'etwa'} ${duration(min, s)}`,
  slot: (letter) => `Slot ${letter}`,
} satisfies Catalogue['numbers'];

/** How long an update and its restart will take. */
const expected = {
  few: 'einige Sekunden',
  about: {
    seconds: (number) => `etwa ${seconds(number)}`,
    minutes: (number) => `etwa ${minutes(number)}`,
  },
  exactly: seconds,
  range: {
    seconds: (from, to) => `${from} bis ${to} Sekunden`,
    minutes: (from, to) => `${from} bis ${to} Minuten`,
  },
  whole: (time, over) => `${time} ${over}`,
  restart: {
    device: (time) => `${time} bei diesem Gerät bisher`,
    kind: (time) => `${time} bei einem gleichartigen Gerät`,
    none: (time) => `meist ${time}`,
  },
  lead: (whole, restart) =>
    `${whole.charAt(0).toUpperCase()}${whole.slice(1)}. Das Gerät arbeitet wie gewohnt bis zu seinem einzigen Neustart, ${restart}.`,
} satisfies Catalogue['expected'];

export default {
  begin,
  capital,
  dative,
  accusative,
  genitive,
  list,
  oneOf,
  whole,
  count,
  end,
  inside,
  numbers,
  expected,
};
