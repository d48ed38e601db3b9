/** Versions as far as they can be put in an order, and the rule `requires` of a manifest (docs/BUNDLES.md#routes). Pure. */

interface Version {
  readonly numbers: readonly number[];
  readonly preRelease: string;
}

/**
 * Numbers separated by dots, then what semver calls a pre-release (1.0.0-rc1 is older than 1.0.0); below 0 = `a` is older. null where
 * one of them has another form: a version is the maker's own text.
 */
export function compareVersions(a: string, b: string): number | null {
  const [left, right] = [parseVersion(a), parseVersion(b)];
  if (left === null || right === null) return null;
  const length = Math.max(left.numbers.length, right.numbers.length);
  for (let at = 0; at < length; at += 1) {
    const difference = (left.numbers[at] ?? 0) - (right.numbers[at] ?? 0);
    if (difference !== 0) return difference;
  }
  if (left.preRelease === right.preRelease) return 0;
  if (left.preRelease === '') return 1;
  if (right.preRelease === '') return -1;
  return left.preRelease.localeCompare(right.preRelease, 'en', { numeric: true });
}

function parseVersion(text: string): Version | null {
  const match = /^v?(\d+(?:\.\d+)*)(?:-([0-9A-Za-z.-]+))?(?:\+.*)?$/.exec(text.trim());
  if (match === null) return null;
  const [, numbers = '', preRelease = ''] = match;
  return { numbers: numbers.split('.').map(Number), preRelease };
}

type Comparison = '>=' | '>' | '<=' | '<' | '=';

/** Each has to hold for the version that runs before. */
export type VersionRange = readonly { readonly comparison: Comparison; readonly version: string }[];

const LONGEST_RULE = 100;
const ONE = /^\s*(>=|<=|>|<|=)?\s*(v?\d[0-9A-Za-z.+-]*)\s*,?/;
const COMPARISONS: readonly string[] = ['>=', '>', '<=', '<', '='] satisfies Comparison[];

const isComparison = (text: string): text is Comparison => COMPARISONS.includes(text);

/** `>= 1.4`, `>=1.4 <2`; null: it is no such rule. */
export function parseVersionRange(text: string): VersionRange | null {
  if (text.length > LONGEST_RULE) return null;
  const range: VersionRange[number][] = [];
  for (let rest = text; rest.trim() !== '';) {
    const match = ONE.exec(rest);
    if (match === null) return null;
    const [whole, comparison = '=', version = ''] = match;
    if (!isComparison(comparison) || parseVersion(version) === null) return null;
    range.push({ comparison, version });
    rest = rest.slice(whole.length);
  }
  return range.length === 0 ? null : range;
}

/** null: `version` cannot be put in an order. */
export function isInRange(version: string, range: VersionRange): boolean | null {
  const holds = range.map(({ comparison, version: bound }) => {
    const order = compareVersions(version, bound);
    return order === null ? null : HOLDS[comparison](order);
  });
  return holds.includes(null) ? null : holds.every((one) => one === true);
}

const HOLDS: Readonly<Record<Comparison, (order: number) => boolean>> = {
  '>=': (order) => order >= 0,
  '>': (order) => order > 0,
  '<=': (order) => order <= 0,
  '<': (order) => order < 0,
  '=': (order) => order === 0,
};
