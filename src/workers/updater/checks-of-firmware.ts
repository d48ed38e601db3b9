/** The checks that a firmware is asked on trial. Fetched with an update. */
import type { Bundle } from '../../bundle/bundle.ts';
import { hasCode, OtaError } from '../../contracts/failure.ts';
import type { ProductCheck } from '../../contracts/product-check.ts';
import type { CommitPolicy } from '../../update/commit.ts';

/** Those that people gave this browser for an application. */
export type KeptChecksOf = (app: string) => Promise<readonly ProductCheck[]>;

/** What the firmware brings along, and what people added; of two with one name that of people. */
export async function checksOf(
  bundle: Bundle,
  keptChecks: KeptChecksOf,
): Promise<Pick<Extract<CommitPolicy, { kind: 'ask' }>, 'checks' | 'areUnread'>> {
  try {
    const kept = await keptChecks(bundle.manifest.name).catch(noneWithoutStore);
    if (bundle.checks === undefined) return { checks: kept };
    const { checksInBundle } = await import('../../update/checks/parse-checks.ts');
    const own = checksInBundle(bundle, (_, detail) => new TypeError(detail)) ?? [];
    const isKept = ({ name }: ProductCheck): boolean => kept.some((other) => other.name === name);
    return { checks: [...own.filter((check) => !isKept(check)), ...kept] };
  } catch {
    return { areUnread: true }; // told with the others
  }
}

/** A browser that keeps nothing, for whatever reason, has no checks; those that are damaged are no checks that passed. */
function noneWithoutStore(reason: unknown): readonly ProductCheck[] {
  if (hasCode(OtaError.from(reason), 'file/no-checks')) throw reason;
  return [];
}
