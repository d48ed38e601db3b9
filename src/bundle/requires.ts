import { OtaError } from '../contracts/failure.ts';
import type { Bundle } from './bundle.ts';
import { isInRange, parseVersionRange } from './version-range.ts';

/** Why this firmware may not follow the version `before`; null: it may, or nobody can tell. */
export function requiresFailure(
  { requires, version }: Bundle['manifest'],
  before: string,
): OtaError | null {
  if (requires === undefined) return null;
  const range = parseVersionRange(requires);
  if (range === null) return OtaError.from(new OtaError('bundle/bad-requires', { requires }));
  if (isInRange(before, range) !== false) return null;
  return OtaError.from(new OtaError('bundle/needs-version', { version, requires, before }));
}
