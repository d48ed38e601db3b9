/**
 * The language that everything is said in. English is in the code that says it; another language is one
 * catalogue (`de/index.ts`), loaded before the first word is read and the same until the page or the process ends.
 */

/** What a text of English is in every language: the same functions and keys, with other words. */
export type Texts<T> = T extends string
  ? string
  : T extends number | boolean | null | undefined
    ? T
    : T extends (...facts: infer Facts) => infer Said
      ? (...facts: Facts) => Texts<Said>
      : { readonly [Key in keyof T]: Texts<T[Key]> }; // of a tuple, a tuple

/** By the names that `texts` is called with. */
type Spoken = Readonly<Record<string, object>>;

let tag = 'en';
let spoken: Spoken | null = null;

export const locale = {
  /** BCP 47, for `Intl` and the page. */
  get tag(): string {
    return tag;
  },
  /** `catalogue` null: English. */
  speak(language: string, catalogue: Spoken | null): void {
    tag = language;
    spoken = catalogue;
  },
  /** What is said beside it from now on (late-languages.ts). */
  add(more: Spoken): void {
    spoken = { ...spoken, ...more };
  },
};

/**
 * The texts called `name` (their key in catalogue.ts) in the language that is spoken when one is read. Not
 * to be read while modules load: the language is not known then.
 */
export function texts<English extends object>(name: string, english: English): Texts<English> {
  return inUse(english, () => spoken?.[name] ?? english);
}

/** One group of them, with a name of its own in the code. */
export function textGroup<English extends object, Group extends keyof English>(
  name: string,
  english: English,
  group: Group,
): Texts<English[Group] & object> {
  const all = texts(name, english);
  return inUse(english[group] as English[Group] & object, () => Reflect.get(all, group) as object);
}

/** Reads like `english`, each time from what `find` gives. */
const inUse = <English extends object>(english: English, find: () => object): Texts<English> =>
  new Proxy(english, {
    get: (_, key) => Reflect.get(find(), key) as unknown,
  }) as Texts<English>; // every catalogue has the keys of English (catalogue.ts)
