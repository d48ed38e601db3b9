/** What sentences of English need of names and numbers. */

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

export default { begin, capital, count, list, whole };
