import { locale } from '../../../src/messages/locale.ts';

const filesOf = (files: Readonly<Record<string, unknown>>): ReadonlyMap<string, unknown> =>
  new Map(Object.entries(files).map(([path, text]) => [path.split('/').at(-1) ?? path, text]));

const ENGLISH = filesOf(
  import.meta.glob('../../../src/messages/en/*.ts', { eager: true, import: 'default' }),
);
const GERMAN = filesOf(
  import.meta.glob('../../../src/messages/de/*.ts', { eager: true, import: 'default' }),
);

/** Every text without facts, by the place where it stands. */
function* textsOf(node: unknown, at: string): Generator<readonly [place: string, text: string]> {
  if (typeof node === 'string') yield [at, node];
  else if (typeof node === 'object' && node !== null)
    for (const [key, value] of Object.entries(node)) yield* textsOf(value, `${at}/${key}`);
}

/** What a button may be called whose English name begins so, in the language that is spoken. */
export function spokenNames(name: string): readonly string[] {
  if (locale.tag !== 'de') return [name];
  const names = [...ENGLISH].flatMap(([file, english]) => {
    const german = new Map(textsOf(GERMAN.get(file), ''));
    return [...textsOf(english, '')]
      .filter(([, text]) => text.startsWith(name))
      .flatMap(([place]) => german.get(place) ?? []);
  });
  return [name, ...names];
}
