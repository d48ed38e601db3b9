/**
 * Checks of a firmware on trial, as data: those that every firmware passes (update/checks/built-in.ts), and those that a product
 * has of its own. docs/CHECKS.md shows how the latter are written.
 */

export const CHECK_OPERATORS = [
  '=',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  'contains',
  'exists',
  'range',
] as const;
export type CheckOperator = (typeof CHECK_OPERATORS)[number];

export type CheckScalar = string | number | boolean | null;

/** What an answer is held against: a value, both ends of a range, or so many times what was there before the update. */
export type CheckValue =
  CheckScalar | readonly [from: number, to: number] | { readonly before: number };

/** Numbers are compared by size, a range needs both of its ends, and whether there is something needs no value. */
export function suitsOperator(operator: CheckOperator, value: CheckValue): boolean {
  const isRange = Array.isArray(value);
  const isBefore = typeof value === 'object' && value !== null && 'before' in value;
  switch (operator) {
    case 'exists':
      return value === null;
    case 'range':
      return isRange;
    case '<':
    case '<=':
    case '>':
    case '>=':
      return typeof value === 'number' || isBefore;
    case '=':
    case '!=':
      return !isRange;
    case 'contains':
      return !isRange && !isBefore;
  }
}

/** One question to the device, and what its answer has to be. */
export interface ProductCheck {
  /** For people. */
  readonly name: string;
  readonly method: string;
  /** An object of JSON; null = the method takes none. */
  readonly args: Readonly<Record<string, unknown>> | null;
  /** JSON pointer (RFC 6901) into the result; empty: all of it. */
  readonly path: string;
  readonly operator: CheckOperator;
  /** Not looked at by `exists`. */
  readonly value: CheckValue;
}

/** The checks of one application. */
export interface ProductChecks {
  /** As devices and manifests name it; null = whichever is updated. */
  readonly app: string | null;
  readonly checks: readonly ProductCheck[];
}

/** More is no check of health any more; asked one after the other, each has 3 s. */
export const MOST_CHECKS = 16;

/** So long a firmware has to run without a second restart. */
export const STEADY_S = 30;

/** What is done with a firmware that fails its checks. `wait`: it is not kept, and its own time takes it back. */
export const RED_RULES = ['go-back', 'wait'] as const;
export type RedRule = (typeof RED_RULES)[number];

/** Under which a firmware is kept by itself: all that every firmware is checked for has passed, and these. */
export interface TrialRule {
  readonly checks: readonly ProductCheck[];
  readonly onRed: RedRule;
}

export type BuiltInCheck =
  'version' | 'build' | 'slot' | 'restart' | 'memory' | 'network' | 'answers';

/**
 * `waiting`: its answer is still to come. `not-told`: the device does not say it. What every firmware is asked does not count
 * then; what the product asks for does, as something that did not pass.
 */
export type CheckState = 'waiting' | 'passed' | 'failed' | 'not-told';

/**
 * Why nothing was told: no reply in time, a refusal, nothing of that path in the reply, no number, nothing known from before the
 * update, or a list of checks that cannot be read.
 */
export type NotToldWhy =
  'no-answer' | 'refused' | 'no-value' | 'no-number' | 'not-before' | 'unreadable';

/** How one check stands. */
export type CheckReport = {
  readonly state: CheckState;
} & (
  | {
      readonly kind: BuiltInCheck;
      /** Texts, slots, bytes, seconds or milliseconds, as the kind has it; null = nothing in particular. */
      readonly expected: string | number | null;
      readonly found: string | number | null;
    }
  | {
      readonly kind: 'product';
      readonly name: string;
      readonly operator: CheckOperator;
      /** As JSON, bounded; of a secret nothing. */
      readonly expected: string;
      /** null: no value was told. */
      readonly found: string | null;
      readonly why: NotToldWhy | null;
    }
);

/** What was asked of the product, and is not known to be as it should be. */
const isGreen = ({ kind, state }: CheckReport): boolean =>
  state === 'passed' || (state === 'not-told' && kind !== 'product');

/** `red`: some check did not pass. `open`: none of that is known yet, or not all of it. */
export type CheckVerdict = 'green' | 'red' | 'open';

/** Of all checks together: what waits comes first, as it may still turn out either way. */
export function verdictOfChecks(reports: readonly CheckReport[]): CheckVerdict {
  if (reports.length === 0 || reports.some(({ state }) => state === 'waiting')) return 'open';
  return reports.every(isGreen) ? 'green' : 'red';
}

/** A check that was tried on a device as it is now. */
export interface TriedCheck {
  readonly report: CheckReport;
  /** All of the answer, without secrets; null = there was none. */
  readonly answer: { readonly result: unknown } | null;
}
