/**
 * JSON as RFC 8259 has it and not a character more, for bytes that strangers made. What JSON.parse does
 * not tell is told here: repeated keys, lone surrogates, the line of an error. Objects are Maps, so no
 * key can reach a prototype.
 */
export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | ReadonlyMap<string, JsonValue>;

export interface JsonProblem {
  readonly kind: 'not-json' | 'duplicate-key';
  /** What was found, or the key; for the details of a report. */
  readonly detail: string;
  /** Counted from 1. */
  readonly line: number;
}

export type JsonOutcome =
  | { readonly ok: true; readonly value: JsonValue }
  | { readonly ok: false; readonly problem: JsonProblem };

/** Manifests need 3. */
export const MAX_DEPTH = 16;

/** Reads one value with nothing but white space around it. */
export function parseStrictJson(text: string): JsonOutcome {
  try {
    return { ok: true, value: new Scanner(text).document() };
  } catch (error) {
    if (error instanceof JsonRefusal) return { ok: false, problem: error.problem };
    throw error;
  }
}

/** Leaves the recursion; never leaves this file. */
class JsonRefusal extends Error {
  readonly problem: JsonProblem;
  constructor(problem: JsonProblem) {
    super(problem.detail);
    this.problem = problem;
  }
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** Everything but quote, backslash and control characters, which must be escaped. */
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const SPACE = /[ \t\n\r]*/y;
const HEX4 = /[0-9a-fA-F]{4}/y;
const ESCAPES = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);
const WORDS = new Map<string, JsonValue>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): JsonValue {
    const value = this.#value(0);
    if (this.#at < this.#text.length) this.#refuse('more after the end');
    return value;
  }

  #value(depth: number): JsonValue {
    this.#match(SPACE);
    const value = this.#bare(depth);
    this.#match(SPACE);
    return value;
  }

  #bare(depth: number): JsonValue {
    if (this.#skip('{')) return this.#object(this.#deeper(depth));
    if (this.#skip('[')) return this.#array(this.#deeper(depth));
    if (this.#skip('"')) return this.#string();
    for (const [word, value] of WORDS) if (this.#skip(word)) return value;
    return this.#number();
  }

  #deeper(depth: number): number {
    if (depth === MAX_DEPTH) this.#refuse('nested too deep');
    return depth + 1;
  }

  #object(depth: number): ReadonlyMap<string, JsonValue> {
    const entries = new Map<string, JsonValue>();
    this.#match(SPACE);
    if (this.#skip('}')) return entries;
    do {
      this.#match(SPACE);
      this.#expect('"');
      const key = this.#string();
      if (entries.has(key)) this.#refuse(key, 'duplicate-key');
      this.#match(SPACE);
      this.#expect(':');
      entries.set(key, this.#value(depth));
    } while (this.#skip(','));
    this.#expect('}');
    return entries;
  }

  #array(depth: number): readonly JsonValue[] {
    const items: JsonValue[] = [];
    this.#match(SPACE);
    if (this.#skip(']')) return items;
    do items.push(this.#value(depth));
    while (this.#skip(','));
    this.#expect(']');
    return items;
  }

  /** After the opening quote. */
  #string(): string {
    let text = this.#match(PLAIN);
    while (!this.#skip('"')) {
      this.#expect('\\');
      text += this.#escape() + this.#match(PLAIN);
    }
    if (LONE_SURROGATE.test(text)) this.#refuse('half a character');
    return text;
  }

  #escape(): string {
    if (this.#skip('u')) {
      const digits = this.#match(HEX4);
      if (digits === '') this.#refuse('four hex digits expected');
      return String.fromCharCode(Number.parseInt(digits, 16));
    }
    const char = ESCAPES.get(this.#text.charAt(this.#at));
    if (char === undefined) return this.#refuse('unknown escape');
    this.#at += 1;
    return char;
  }

  #number(): number {
    const digits = this.#match(NUMBER);
    const value = Number(digits);
    if (digits === '') this.#refuse(this.#found());
    if (!Number.isFinite(value)) this.#refuse('a number out of range');
    return value;
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }

  #skip(word: string): boolean {
    if (!this.#text.startsWith(word, this.#at)) return false;
    this.#at += word.length;
    return true;
  }

  #expect(char: string): void {
    if (!this.#skip(char)) this.#refuse(`${this.#found()} where ${char} was expected`);
  }

  #found(): string {
    const code = this.#text.codePointAt(this.#at);
    return code === undefined ? 'the end' : JSON.stringify(String.fromCodePoint(code));
  }

  #refuse(detail: string, kind: JsonProblem['kind'] = 'not-json'): never {
    const line = this.#text.slice(0, this.#at).split('\n').length;
    throw new JsonRefusal({ kind, detail, line });
  }
}

const LONE_SURROGATE = /\p{Surrogate}/u;
