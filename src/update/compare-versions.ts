/**
 * Whether version `a` is older than `b`, as far as that can be told: numbers separated by dots, then what
 * semver calls a pre-release (1.0.0-rc1 is older than 1.0.0). false where one of them has another form:
 * a version is the maker's own text, and nobody is refused over a guess.
 */
export function isOlderVersion(a: string, b: string): boolean {
  const [left, right] = [parseVersion(a), parseVersion(b)];
  if (left === null || right === null) return false;
  const length = Math.max(left.numbers.length, right.numbers.length);
  for (let at = 0; at < length; at += 1) {
    const difference = (left.numbers[at] ?? 0) - (right.numbers[at] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  if (left.preRelease === right.preRelease) return false;
  if (left.preRelease === '' || right.preRelease === '') return right.preRelease === '';
  return left.preRelease.localeCompare(right.preRelease, 'en', { numeric: true }) < 0;
}

interface Version {
  readonly numbers: readonly number[];
  readonly preRelease: string;
}

function parseVersion(text: string): Version | null {
  const match = /^v?(\d+(?:\.\d+)*)(?:-([0-9A-Za-z.-]+))?(?:\+.*)?$/.exec(text.trim());
  if (match === null) return null;
  const [, numbers = '', preRelease = ''] = match;
  return { numbers: numbers.split('.').map(Number), preRelease };
}
