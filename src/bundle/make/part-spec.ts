import { OtaError } from '../../contracts/failure.ts';
import type { JsonValue } from '../../ota-core/update/strict-json.ts';

/** A part as the command line names it: `NAME:prop=value,…`, or `NAME:-` to leave it out (bundle.md#manifest). */
export interface PartSpec {
  readonly name: string;
  /** null: the part is left out. */
  readonly properties: ReadonlyMap<string, JsonValue> | null;
}

/** Throws OtaError use/bad-option with what is not understood. */
export function parsePartSpec(text: string): PartSpec {
  const colon = text.indexOf(':');
  const name = text.slice(0, Math.max(0, colon));
  if (name === '') throw new OtaError('use/bad-option', { option: 'PART', detail: text });
  const rest = text.slice(colon + 1);
  if (rest === '-') return { name, properties: null };
  const properties = new Map<string, JsonValue>();
  for (const property of rest.split(',')) {
    if (property === '') break; // the official packer reads no further
    const { key, value } = parseAssignment(property, 32);
    if (key === null) throw new OtaError('use/bad-option', { option: name, detail: property });
    properties.set(key, value);
  }
  return { name, properties };
}

/** `key=value`; a whole number of so many bits, a flag, or text, with or without quotes. `key` null: there is none. */
export function parseAssignment(
  text: string,
  bits: 32 | 53,
): { readonly key: string | null; readonly value: JsonValue } {
  const equals = text.indexOf('=');
  if (equals <= 0) return { key: null, value: '' };
  return { key: text.slice(0, equals), value: parseValue(text.slice(equals + 1), bits) };
}

function parseValue(text: string, bits: number): JsonValue {
  if (text === 'true' || text === 'false') return text === 'true';
  const quote = text.charAt(0);
  if (text.length >= 2 && (quote === "'" || quote === '"'))
    return text.slice(1, -1).replaceAll(`\\${quote}`, quote);
  const number = parseWhole(text);
  return number !== null && Math.abs(number) < 2 ** (bits - 1) ? number : text;
}

/** As Go's `strconv.ParseInt` with base 0: a leading 0 is octal, 0x, 0o and 0b name the base. */
function parseWhole(text: string): number | null {
  const [, sign, digits = ''] = /^([+-]?)(\w+)$/.exec(text) ?? [];
  const octal = /^0o?([0-7]+)$/i.exec(digits)?.[1];
  const magnitude = octal !== undefined ? Number.parseInt(octal, 8) : plainWhole(digits);
  if (magnitude === null) return null;
  return sign === '-' && magnitude !== 0 ? -magnitude : magnitude;
}

const plainWhole = (digits: string): number | null =>
  /^(0|[1-9]\d*|0x[0-9a-f]+|0b[01]+)$/i.test(digits) ? Number(digits) : null;
