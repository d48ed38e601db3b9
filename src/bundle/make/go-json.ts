import { encodeUtf8 } from '../../ota-core/primitives/utf8.ts';
import type { JsonValue } from '../../ota-core/update/strict-json.ts';

/**
 * JSON as `json.MarshalIndent(value, "", " ")` of Go writes it, which the official packer uses: one space for a level,
 * and what HTML reads as markup escaped. Keys stay in the order of the maps.
 */
export const encodeGoJson = (value: JsonValue): string => encode(value, '\n');

/** `line`: the line break with the indentation of what holds the value. */
function encode(value: JsonValue, line: string): string {
  const inner = `${line} `;
  if (value instanceof Map) {
    const members = [...(value as ReadonlyMap<string, JsonValue>)].map(
      ([key, member]) => `${escaped(key)}: ${encode(member, inner)}`,
    );
    return members.length === 0 ? '{}' : `{${inner}${members.join(`,${inner}`)}${line}}`;
  }
  if (Array.isArray(value)) {
    const items = (value as readonly JsonValue[]).map((item) => encode(item, inner));
    return items.length === 0 ? '[]' : `[${inner}${items.join(`,${inner}`)}${line}]`;
  }
  return escaped(value);
}

/** encoding/json, `htmlSafeSet`: these are escaped unless it is told not to. */
const escaped = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** By their UTF-8 bytes, as Go sorts the keys of a map. */
export function sortedByKey<T>(
  entries: Iterable<readonly [string, T]>,
): readonly (readonly [string, T])[] {
  return [...entries].sort(([a], [b]) => compareBytes(encodeUtf8(a), encodeUtf8(b)));
}

function compareBytes(ours: Uint8Array, theirs: Uint8Array): number {
  const at = ours.findIndex((byte, index) => byte !== theirs[index]);
  return at < 0 ? ours.length - theirs.length : (ours[at] ?? 0) - (theirs[at] ?? -1);
}
