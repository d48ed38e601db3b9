/** What AWS, Azure and mDash do alike with the members of their documents. */
export type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Only the members that are named change; null takes one out. */
export function merged(before: unknown, change: Json): Json {
  const result = new Map(Object.entries(isObject(before) ? before : {}));
  for (const [name, value] of Object.entries(change)) {
    if (value === null) result.delete(name);
    else result.set(name, isObject(value) ? merged(result.get(name), value) : value);
  }
  return Object.fromEntries(result);
}

/** What is wanted and not reported so, of the members that are wanted; null: nothing. */
export function deltaOf(desired: Json, reported: unknown): Json | null {
  const known: Json = isObject(reported) ? reported : {};
  const different = Object.entries(desired).flatMap(([name, value]): [string, unknown][] => {
    if (!isObject(value))
      return JSON.stringify(value) === JSON.stringify(known[name]) ? [] : [[name, value]];
    const inner = deltaOf(value, known[name]);
    return inner === null ? [] : [[name, inner]];
  });
  return different.length === 0 ? null : Object.fromEntries(different);
}

/** A leaf of `of` for each leaf of the state. */
export function leaves(state: Json, of: () => unknown): Json {
  return Object.fromEntries(
    Object.entries(state).map(([name, value]) => [
      name,
      isObject(value) ? leaves(value, of) : of(),
    ]),
  );
}

export function depthOf(value: unknown): number {
  if (!isObject(value)) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

export function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined; // no JSON
  }
}
