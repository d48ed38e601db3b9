/** One answer of a device, held against what a check of the product expects of it. Pure. */
import { OtaError } from '../../contracts/failure.ts';
import type {
  CheckReport,
  CheckState,
  CheckValue,
  NotToldWhy,
  ProductCheck,
} from '../../contracts/product-check.ts';
import { isSecretName, namesSecret } from '../../contracts/secret-names.ts';
import { pointerParts, valueAtPointer } from './json-pointer.ts';

/** What a device said to the question of a check. */
export type CheckAnswer =
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'failed'; readonly why: 'no-answer' | 'refused' };

/** A device that says no has answered. */
export const failedAnswer = (reason: unknown): CheckAnswer => ({
  kind: 'failed',
  why: OtaError.from(reason).code === 'rpc/remote' ? 'refused' : 'no-answer',
});

/** A check that nobody has asked yet. */
export const waitingReport = (check: ProductCheck): CheckReport =>
  reportOf(check, { state: 'waiting' });

/** `before`: what the same question got before the update; null = it was not asked then. */
export function judgeAnswer(
  check: ProductCheck,
  answer: CheckAnswer,
  before: CheckAnswer | null,
): CheckReport {
  if (answer.kind === 'failed') return reportOf(check, { state: 'not-told', why: answer.why });
  const found = valueAtPointer(answer.result, check.path);
  if (check.operator === 'exists')
    return reportOf(check, { state: found === undefined ? 'failed' : 'passed', found });
  if (found === undefined) return reportOf(check, { state: 'not-told', why: 'no-value' });
  const wanted = wantedOf(check, before);
  if (wanted === undefined) return reportOf(check, { state: 'not-told', found, why: 'not-before' });
  const passed = holds(check.operator, found, wanted);
  if (passed === null)
    return reportOf(check, { state: 'not-told', found, wanted, why: 'no-number' });
  return reportOf(check, { state: passed ? 'passed' : 'failed', found, wanted });
}

const isBefore = (value: CheckValue): value is { readonly before: number } =>
  typeof value === 'object' && value !== null && 'before' in value;

/** Whether its question has to be asked before the update, too. */
export const needsBefore = ({ operator, value }: ProductCheck): boolean =>
  operator !== 'exists' && isBefore(value);

/** undefined: it is not known what was there before. */
function wantedOf({ path, value }: ProductCheck, before: CheckAnswer | null): unknown {
  if (!isBefore(value)) return value;
  const was = before?.kind === 'result' ? valueAtPointer(before.result, path) : undefined;
  if (value.before === 1) return was;
  return typeof was === 'number' ? was * value.before : undefined;
}

/** null: this operator compares numbers, and one of the two is none. */
function holds(
  operator: Exclude<ProductCheck['operator'], 'exists'>,
  found: unknown,
  wanted: unknown,
): boolean | null {
  switch (operator) {
    case '=':
      return isSame(found, wanted);
    case '!=':
      return !isSame(found, wanted);
    case '<':
      return ofNumbers(found, wanted, (is, limit) => is < limit);
    case '<=':
      return ofNumbers(found, wanted, (is, limit) => is <= limit);
    case '>':
      return ofNumbers(found, wanted, (is, limit) => is > limit);
    case '>=':
      return ofNumbers(found, wanted, (is, limit) => is >= limit);
    case 'contains':
      if (Array.isArray(found)) return found.some((item) => isSame(item, wanted));
      return typeof found === 'string' && typeof wanted === 'string' && found.includes(wanted);
    case 'range': {
      const [from, to] = Array.isArray(wanted) ? (wanted as readonly unknown[]) : [];
      return typeof found !== 'number' || typeof from !== 'number' || typeof to !== 'number'
        ? null
        : from <= found && found <= to;
    }
  }
}

function ofNumbers(
  found: unknown,
  wanted: unknown,
  compare: (found: number, wanted: number) => boolean,
): boolean | null {
  return typeof found === 'number' && typeof wanted === 'number' ? compare(found, wanted) : null;
}

/** Both come from JSON: its text tells them apart, but for the order of names in objects, which devices do not change. */
const isSame = (one: unknown, other: unknown): boolean =>
  one === other || JSON.stringify(one) === JSON.stringify(other);

interface Told {
  readonly state: CheckState;
  readonly found?: unknown;
  readonly wanted?: unknown;
  readonly why?: NotToldWhy;
}

function reportOf(
  check: ProductCheck,
  { state, found, wanted = check.value, why }: Told,
): CheckReport {
  const { name, operator, path, args } = check;
  const last = pointerParts(path)?.at(-1);
  const isSecret = namesSecret(args?.['key']) || (last !== undefined && isSecretName(last));
  const shown = (value: unknown): string => (isSecret ? HIDDEN : shortJson(value));
  return {
    kind: 'product',
    ...{ state, name, operator },
    expected: operator === 'exists' ? '' : shown(wanted),
    found: found === undefined ? null : shown(found),
    why: why ?? null,
  };
}

const HIDDEN = '••••';
const LONGEST_SHOWN = 80;

/** What people can compare: of lists and objects only how large they are, for what is in them may be anything. */
function shortJson(value: unknown): string {
  if (isBefore(value as CheckValue)) return `× ${(value as { readonly before: number }).before}`;
  if (Array.isArray(value) && value.length === 2 && value.every((end) => typeof end === 'number'))
    return value.join(' … ');
  if (Array.isArray(value)) return `[${value.length}]`;
  if (typeof value === 'object' && value !== null) return `{${Object.keys(value).length}}`;
  if (typeof value === 'string')
    return value.length > LONGEST_SHOWN ? `${value.slice(0, LONGEST_SHOWN - 1)}…` : value;
  return JSON.stringify(value);
}
