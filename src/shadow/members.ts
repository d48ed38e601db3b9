/** Members of documents that come from outside. */
export type Members = Readonly<Record<string, unknown>>;

/** null: no object. */
export const membersOf = (value: unknown): Members | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;

/** The member of a document that is one in itself; empty where it is none. */
export const within = (members: Members, name: string): Members => membersOf(members[name]) ?? {};

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
