/** JSON pointers (RFC 6901): `/wifi/status`, `/list/0`; `~1` is a slash in a name, `~0` a tilde. */

/** Names of the way into a value; null = this is no pointer. */
export function pointerParts(pointer: string): readonly string[] | null {
  if (pointer === '') return [];
  if (!pointer.startsWith('/') || /~(?![01])/.test(pointer)) return null;
  return pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** undefined: there is nothing. Never what an object inherits. */
export function valueAtPointer(value: unknown, pointer: string): unknown {
  let at = value;
  for (const part of pointerParts(pointer) ?? [null]) {
    if (part === null || typeof at !== 'object' || at === null) return undefined;
    if (Array.isArray(at) && !/^(0|[1-9]\d{0,8})$/.test(part)) return undefined;
    if (!Object.hasOwn(at, part)) return undefined;
    at = (at as Readonly<Record<string, unknown>>)[part];
  }
  return at;
}
