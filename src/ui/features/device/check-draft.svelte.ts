import { isScalar } from './answer-values.ts';
import { suitsOperator } from '../../../contracts/product-check.ts';
import type { CheckOperator, CheckValue, ProductCheck } from '../../../contracts/product-check.ts';

export type DraftProblem = 'name' | 'method' | 'args' | 'path' | 'value';

/** A check as somebody writes it: texts, until they are one. */
export class CheckDraft {
  /** The one that is changed; null = a new one. */
  readonly of: ProductCheck | null;
  name = $state('');
  method = $state('');
  args = $state('');
  path = $state('');
  operator = $state<CheckOperator>('=');
  value = $state('');

  constructor(of: ProductCheck | null) {
    this.of = of;
    if (of === null) return;
    this.name = of.name;
    this.method = of.method;
    this.args = of.args === null ? '' : JSON.stringify(of.args);
    this.path = of.path;
    this.operator = of.operator;
    this.value = of.operator === 'exists' ? '' : valueText(of.value);
  }

  /** A value of an answer was chosen: it is what is expected, unless something else was. */
  pick(path: string, value: unknown): void {
    this.path = path;
    if (this.value === '' && isScalar(value)) this.value = valueText(value);
  }

  /** What a question needs; null: it cannot be asked yet. */
  get question(): ProductCheck | null {
    const { name, method, args, path } = this.#read();
    if (!METHOD.test(method) || this.#argsOf() === undefined) return null;
    return { ...{ name: name || method, method, args, path }, operator: 'exists', value: null };
  }

  /** The first one, in the order of the form. `others`: names that are taken. */
  problem(others: readonly string[]): DraftProblem | null {
    const { name, method, path } = this.#read();
    if (name === '' || (others.includes(name) && name !== this.of?.name)) return 'name';
    if (!METHOD.test(method)) return 'method';
    if (this.#argsOf() === undefined) return 'args';
    if (path !== '' && !path.startsWith('/')) return 'path';
    return this.#suits() ? null : 'value';
  }

  /** A field without a value is none, even where an empty text would do. */
  #suits(): boolean {
    const { operator, value } = this.#read();
    const isEmpty = this.value.trim() === '' && operator !== 'exists';
    return !isEmpty && suitsOperator(operator, value);
  }

  get check(): ProductCheck {
    return this.#read();
  }

  #read(): ProductCheck {
    const { operator } = this;
    return {
      ...{ name: this.name.trim(), method: this.method.trim(), args: this.#argsOf() ?? null },
      ...{ path: this.path.trim(), operator },
      value: operator === 'exists' ? null : valueOf(this.value.trim()),
    };
  }

  /** undefined: this is no object. */
  #argsOf(): ProductCheck['args'] | undefined {
    if (this.args.trim() === '') return null;
    const parsed = parsedJson(this.args);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? { ...parsed }
      : undefined;
  }
}

/** As update/checks/parse-checks.ts has it, which judges it in the end. */
const METHOD = /^[\w-]+(\.[\w-]+)*$/;

/** A text that reads as something else is in quotes. */
const valueText = (value: CheckValue): string =>
  typeof value === 'string' && parsedJson(value) === undefined ? value : JSON.stringify(value);

function valueOf(text: string): CheckValue {
  const parsed = parsedJson(text);
  if (isScalar(parsed)) return parsed;
  return rangeIn(parsed) ?? shareIn(parsed) ?? text;
}

function rangeIn(value: unknown): readonly [number, number] | null {
  const list = Array.isArray(value) ? (value as readonly unknown[]) : [];
  const [from, to, ...more] = list;
  return typeof from === 'number' && typeof to === 'number' && more.length === 0
    ? [from, to]
    : null;
}

function shareIn(value: unknown): { readonly before: number } | null {
  const { before } = Object(value) as { readonly before?: unknown };
  return typeof before === 'number' ? { before } : null;
}

/** undefined: it is none. */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
