/** What sentences of German need of names and numbers. */

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
};
