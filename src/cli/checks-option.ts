/** What `--checks` and `--on-red` ask of a firmware before it is kept. */
import { readFileSync, statSync } from 'node:fs';
import type { Bundle } from '../bundle/bundle.ts';
import { RED_RULES } from '../contracts/product-check.ts';
import type { ProductCheck, RedRule, TrialRule } from '../contracts/product-check.ts';
import { LONGEST_CHECKS_FILE, checksInBundle, parseChecks } from '../update/checks/parse-checks.ts';
import { badOption } from './command-line.ts';
import { readable } from './local-files.ts';

/** What is asked of a firmware on trial: `checks` null: what its file brings along. */
export interface CheckWish {
  readonly checks: readonly ProductCheck[] | null;
  readonly onRed: RedRule;
}

/** In the place of a file: the checks that the firmware brings along. */
const OF_BUNDLE = 'bundle';

/** With what the bundle brings along. Throws OtaError use/bad-option where it brings nothing. */
export function trialRuleFor({ checks, onRed }: CheckWish, bundle: Bundle): TrialRule {
  if (checks !== null) return { checks, onRed };
  const own = checksInBundle(bundle, (place, detail) =>
    badOption('--checks', place === '' ? detail : `checks.json: ${place}: ${detail}`),
  );
  if (own === null) throw badOption('--checks', `${bundle.fileName}: no checks.json`);
  return { checks: own, onRed };
}

/** null: nothing is asked. Throws OtaError use/bad-option and file/unreadable. */
export function checkWishOf(file: string | undefined, onRed: string | undefined): CheckWish | null {
  const rule = RED_RULES.find((known) => known === (onRed ?? 'go-back'));
  if (rule === undefined) throw badOption('--on-red', onRed ?? '');
  if (file === undefined) {
    if (onRed !== undefined) throw badOption('--on-red', 'no --checks');
    return null;
  }
  if (file === OF_BUNDLE) return { checks: null, onRed: rule };
  if (file === '') throw badOption('--checks', 'no value');
  return { checks: readChecks(file).checks, onRed: rule };
}

/** The file as it is, and what is in it. Throws OtaError use/bad-option and file/unreadable. */
export function readChecks(file: string): {
  readonly json: string;
  readonly checks: readonly ProductCheck[];
} {
  const json = readable(file, () => {
    const { size } = statSync(file);
    if (size > LONGEST_CHECKS_FILE) throw new Error(`${size} bytes`);
    return readFileSync(file, 'utf8');
  });
  const { checks } = parseChecks(json, (place, detail) =>
    badOption(`--checks ${file}`, place === '' ? detail : `${place}: ${detail}`),
  );
  return { json, checks };
}
