import type { ComparedItem, DifferingField, Standing } from '../../contracts/compared.ts';
import { bytesEqual } from '../../ota-core/primitives/bytes.ts';
import { parseStrictJson, type JsonValue } from '../../ota-core/update/strict-json.ts';
import { encodeGoJson, sortedByKey } from '../make/go-json.ts';

/** By name, in the order of the left, then what only the right has. */
export function pairByName<T>(
  left: ReadonlyMap<string, T>,
  right: ReadonlyMap<string, T>,
): readonly { readonly name: string; readonly left: T | null; readonly right: T | null }[] {
  const names = new Set([...left.keys(), ...right.keys()]);
  return [...names].map((name) => ({
    name,
    left: left.get(name) ?? null,
    right: right.get(name) ?? null,
  }));
}

export function standingOf<T>(
  left: T | null,
  right: T | null,
  isSame: (left: T, right: T) => boolean,
): Standing {
  if (left === null) return 'right-only';
  if (right === null) return 'left-only';
  return isSame(left, right) ? 'same' : 'changed';
}

/** Files by name and content. */
export const compareFiles = (
  left: ReadonlyMap<string, Uint8Array>,
  right: ReadonlyMap<string, Uint8Array>,
): readonly ComparedItem[] =>
  pairByName(left, right).map((pair) => ({
    name: pair.name,
    standing: standingOf(pair.left, pair.right, bytesEqual),
    leftBytes: pair.left?.length ?? null,
    rightBytes: pair.right?.length ?? null,
  }));

type Fields = ReadonlyMap<string, JsonValue>;

/** Fields that are not alike, by name; the order of keys means nothing. */
export function differingFields(left: Fields, right: Fields): readonly DifferingField[] {
  return pairByName<JsonValue>(left, right)
    .map(({ name }) => ({
      field: name,
      left: textOf(left.get(name)),
      right: textOf(right.get(name)),
    }))
    .filter((pair) => pair.left !== pair.right);
}

/** A text as it is, in quotes where it reads as something else: the text `1` is no number. */
function textOf(value: JsonValue | undefined): string | null {
  if (value === undefined) return null;
  if (typeof value === 'string' && !parseStrictJson(value).ok) return value;
  return encodeGoJson(withSortedKeys(value)).replace(/\n */g, ' ');
}

function withSortedKeys(value: JsonValue): JsonValue {
  if (value instanceof Map) {
    const members: Fields = value;
    return new Map(sortedByKey([...members].map(([key, held]) => [key, withSortedKeys(held)])));
  }
  return Array.isArray(value) ? (value as readonly JsonValue[]).map(withSortedKeys) : value;
}
