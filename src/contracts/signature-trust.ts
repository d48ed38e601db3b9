/** Whom people trust, as the page keeps it: text, which a person or another version of the app may have changed. */
import type { PublisherKey, SignatureRules, SignatureTrust } from './signature.ts';

/** A trusted key as it is shown. */
export interface PinnedKey extends PublisherKey {
  /** SHA-256 of its SubjectPublicKeyInfo, in groups of hex digits. */
  readonly fingerprint: string;
}

export interface PinnedTrust extends SignatureTrust {
  readonly keys: readonly PinnedKey[];
}

const NOTHING: PinnedTrust = { keys: [], rules: [] };
/** Whatever was required is not known any more: nothing is trusted, and everybody is asked. */
const DAMAGED: PinnedTrust = { keys: [], rules: [{ app: null, rule: 'warn' }] };

/** null: nothing was kept. */
export function parseTrust(text: string | null): PinnedTrust {
  if (text === null) return NOTHING;
  try {
    const kept: unknown = JSON.parse(text);
    return isTrust(kept) ? kept : DAMAGED;
  } catch {
    return DAMAGED; // no JSON
  }
}

export const formatTrust = ({ keys, rules }: PinnedTrust): string =>
  JSON.stringify({ keys, rules });

function isTrust(value: unknown): value is PinnedTrust {
  const { keys, rules } = membersOf(value);
  return Array.isArray(keys) && keys.every(isKey) && Array.isArray(rules) && rules.every(isRule);
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isApp = (value: unknown): boolean => value === null || isText(value);

function isKey(value: unknown): boolean {
  const { name, spki, app, fingerprint } = membersOf(value);
  return isText(name) && isText(spki) && isText(fingerprint) && isApp(app);
}

const RULES: readonly unknown[] = [
  'show',
  'warn',
  'require',
] satisfies readonly SignatureRules[number]['rule'][];

function isRule(value: unknown): boolean {
  const { app, rule } = membersOf(value);
  return isApp(app) && RULES.includes(rule);
}

const membersOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};
