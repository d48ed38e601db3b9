import { locale } from '../../../src/messages/locale.ts';

/** By path, of every language: a file is one text, or an object of them. */
const FILES = import.meta.glob('../../../src/messages/*/*.ts', { eager: true, import: 'default' });
const pathOf = (tag: string, file: string): string => `../../../src/messages/${tag}/${file}`;

/** Every text without facts, by the place where it stands. */
function* textsOf(node: unknown, at: string): Generator<readonly [place: string, text: string]> {
  if (typeof node === 'string') yield [at, node];
  else if (typeof node === 'object' && node !== null)
    for (const [key, value] of Object.entries(node)) yield* textsOf(value, `${at}/${key}`);
}

type NameOf = (name: string) => string;

/** Every text that names one thing and what is done with it: its member ends in `Name`. */
function* namesOf(node: unknown, at: string): Generator<readonly [place: string, text: NameOf]> {
  if (typeof node === 'function' && at.endsWith('Name')) yield [at, node as NameOf];
  else if (typeof node === 'object' && node !== null)
    for (const [key, value] of Object.entries(node)) yield* namesOf(value, `${at}/${key}`);
}

/** What a button may be called whose English name begins so, in the language that is spoken. */
export function spokenNames(name: string): readonly string[] {
  if (locale.tag === 'en') return [name];
  const english = Object.keys(FILES).filter((path) => path.startsWith(pathOf('en', '')));
  const names = english.flatMap((path) => {
    const file = path.split('/').at(-1) ?? '';
    const own = FILES[pathOf(locale.tag, file)];
    return [...sameTexts(name, FILES[path], own), ...sameNames(name, FILES[path], own)];
  });
  return [name, ...names];
}

function sameTexts(name: string, english: unknown, own: unknown): readonly string[] {
  const spoken = new Map(textsOf(own, ''));
  return [...textsOf(english, '')]
    .filter(([, text]) => text.startsWith(name))
    .flatMap(([place]) => spoken.get(place) ?? []);
}

/** As *Rename Pump house*: the English text tells which part of it is the thing's own name. */
function sameNames(name: string, english: unknown, own: unknown): readonly string[] {
  const spoken = new Map(namesOf(own, ''));
  return [...namesOf(english, '')].flatMap(([place, text]) => {
    const [start = '', end = ''] = text(THING).split(THING);
    const isIt = start !== '' && name.startsWith(start) && name.endsWith(end);
    const thing = name.slice(start.length, name.length - end.length);
    return isIt && thing !== '' ? (spoken.get(place)?.(thing) ?? []) : [];
  });
}

const THING = '\u0000';
