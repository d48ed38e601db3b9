/**
 * How a device reads `params`: the frozen JSON parser's json_scanf (rpc-methods.md#json-parser). Unknown keys are
 * ignored, missing or unreadable ones keep their default, integers may be quoted and carry a base
 * prefix, booleans must be real ones. All functions borrow and never throw.
 */
export type Params = Readonly<Record<string, unknown>>;

const NOTHING: Params = {};

/** Anything but an object counts as no parameters. */
export function parseParams(params: unknown): Params {
  if (typeof params !== 'object' || params === null || Array.isArray(params)) return NOTHING;
  return params as Params;
}

/** `%d`: a number cut to an integer, or the integer a quoted text begins with (strtol, base 0). */
export function readInt(params: Params, key: string, fallback: number): number {
  const value = own(params, key);
  if (typeof value === 'number') return Math.trunc(value);
  if (typeof value !== 'string') return fallback;
  return parseInteger(value) ?? fallback;
}

/** `%B`: `true` and `false` only. */
export function readBoolean(params: Params, key: string, fallback: boolean): boolean {
  const value = own(params, key);
  return typeof value === 'boolean' ? value : fallback;
}

/** `%Q`: null where there is no text. */
export function readText(params: Params, key: string): string | null {
  const value = own(params, key);
  return typeof value === 'string' ? value : null;
}

function own(params: Params, key: string): unknown {
  return Object.hasOwn(params, key) ? params[key] : undefined;
}

function parseInteger(text: string): number | null {
  const match = /^\s*([+-]?)(?:0[xX]([0-9a-fA-F]+)|(0[0-7]*)|([1-9][0-9]*))/.exec(text);
  if (match === null) return null;
  const [, sign, hex, octal, decimal] = match;
  const size =
    hex !== undefined
      ? Number.parseInt(hex, 16)
      : octal !== undefined
        ? Number.parseInt(octal, 8)
        : Number.parseInt(decimal ?? '0', 10);
  return sign === '-' ? 0 - size : size;
}
