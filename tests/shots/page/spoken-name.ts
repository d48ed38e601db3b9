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

/** What a button may be called whose English name begins so, in the language that is spoken. */
export function spokenNames(name: string): readonly string[] {
  if (locale.tag === 'en') return [name];
  const english = Object.keys(FILES).filter((path) => path.startsWith(pathOf('en', '')));
  const names = english.flatMap((path) => {
    const file = path.split('/').at(-1) ?? '';
    const spoken = new Map(textsOf(FILES[pathOf(locale.tag, file)], ''));
    return [...textsOf(FILES[path], '')]
      .filter(([, text]) => text.startsWith(name))
      .flatMap(([place]) => spoken.get(place) ?? []);
  });
  return [name, ...names];
}
