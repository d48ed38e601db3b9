/** What `push` tells people of the checks of a firmware on trial: what has changed, a line each. */
import type { CheckReport } from '../contracts/product-check.ts';
import { checkWords } from './check-words.ts';
import english from './en/push-checks.ts';
import { texts } from './locale.ts';

const words = texts('pushChecks', english.pushChecks);

/** How they stand. */
export interface ToldChecks {
  readonly checks: readonly CheckReport[];
  readonly ifNobodyActs: keyof (typeof english.pushChecks)['red'];
}

/** `before`: what was told last; null = nothing was. */
export function checkLines(now: ToldChecks, before: ToldChecks | null): readonly string[] {
  const { checks, ifNobodyActs } = now;
  const own = checks.filter(({ kind }) => kind === 'product').length;
  const begin = before === null ? [words.begin(checks.length, own)] : [];
  const changed = checks.filter(
    ({ state }, at) => state !== (before?.checks[at]?.state ?? 'waiting'),
  );
  const lines = changed.flatMap(lineOf);
  const reds = (list: readonly CheckReport[]): number =>
    list.filter((check) => checkWords(check).failed !== null).length;
  const isWorse = reds(checks) > reds(before?.checks ?? []);
  const isAll = changed.length > 0 && reds(checks) === 0 && !checks.some(isWaiting);
  return [
    ...begin,
    ...lines,
    ...(isWorse ? [words.red[ifNobodyActs]] : []),
    ...(isAll ? [words.allPassed(checks.length)] : []),
  ];
}

const isWaiting = ({ state }: CheckReport): boolean => state === 'waiting';

/** What passes in every firmware is told by the last line. */
function lineOf(report: CheckReport): readonly string[] {
  const { text, value, failed } = checkWords(report);
  if (failed !== null) return [words.failed(text, { wanted: failed.before, now: failed.now })];
  return report.kind === 'product' && report.state === 'passed' ? [words.passed(text, value)] : [];
}
