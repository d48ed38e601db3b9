/** `Authorization` and `WWW-Authenticate` of HTTP's own digest (RFC 7616). */

/** Its fields, by their names in lower case; null: it is of another scheme. */
export function digestFields(header: string): ReadonlyMap<string, string> | null {
  const given = /^Digest\s+(.*)$/i.exec(header)?.[1];
  if (given === undefined) return null;
  const fields = new Map<string, string>();
  for (const [, name = '', quoted, plain] of given.matchAll(/(\w+)=(?:"([^"]*)"|([^\s,]+))/g))
    fields.set(name.toLowerCase(), quoted ?? plain ?? '');
  return fields;
}
