/** Checks of a product as people write them: JSON, read with care (docs/CHECKS.md). */
import * as v from 'valibot';
import type { Bundle } from '../../bundle/bundle.ts';
import { isReading } from '../../contracts/link-log.ts';
import { CHECK_OPERATORS, MOST_CHECKS, suitsOperator } from '../../contracts/product-check.ts';
import type { CheckValue, ProductCheck, ProductChecks } from '../../contracts/product-check.ts';
import { pointerParts } from './json-pointer.ts';

/** Of the format; a file of a later one is not read. */
const VERSION = 1;

/** Of a whole file, in characters. */
export const LONGEST_CHECKS_FILE = 65_536;
const LONGEST_NAME = 60;
const LONGEST_METHOD = 64;
const LONGEST_ARGS = 1_000;
const LONGEST_PATH = 200;
const DEEPEST_PATH = 16;
const LONGEST_VALUE = 200;

/** Services of every device, of which only what reads is asked; a product's own methods are its own matter. */
const CORE_METHOD = /^(RPC|Sys|OTA|FS|Config|Wifi|I2C|GPIO|PPPOS|Cron)\./i;
const CORE_READING =
  /^(Sys\.GetUptime|Wifi\.(Scan|GetStatus)|GPIO\.Read|I2C\.(Scan|ReadReg[BW]))$/i;

const name = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(LONGEST_NAME));
const method = v.pipe(
  v.string(),
  v.maxLength(LONGEST_METHOD),
  v.regex(/^[\w-]+(\.[\w-]+)*$/, 'the name of a method, such as "Sys.GetInfo"'),
  v.check(
    (text) => !CORE_METHOD.test(text) || isReading(text) || CORE_READING.test(text),
    'a method that only reads',
  ),
);

type JsonObject = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const args = v.pipe(
  v.custom<JsonObject>(isObject, 'an object, or null'),
  v.check((object) => isShallow(object, DEEPEST_PATH), 'arguments that are nested less'),
  v.check((object) => JSON.stringify(object).length <= LONGEST_ARGS, 'shorter arguments'),
);

function isShallow(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((inner) => isShallow(inner, depth - 1));
}

const path = v.pipe(
  v.string(),
  v.maxLength(LONGEST_PATH),
  v.check((text) => {
    const parts = pointerParts(text);
    return parts !== null && parts.length <= DEEPEST_PATH;
  }, 'a JSON pointer, such as "/wifi/status"'),
);

const number = v.pipe(v.number(), v.finite());
const scalar = v.union([
  v.pipe(v.string(), v.maxLength(LONGEST_VALUE)),
  number,
  v.boolean(),
  v.null(),
]);
const range = v.pipe(
  v.tuple([number, number]),
  v.check(([from, to]) => from <= to, 'a range from the smaller to the larger number'),
);
const before = v.strictObject({ before: number });
const value: v.GenericSchema<unknown, CheckValue> = v.union(
  [scalar, range, before],
  'a value, a range [from, to], or {"before": 0.7}',
);

const check: v.GenericSchema<unknown, ProductCheck> = v.pipe(
  v.strictObject({
    name,
    method,
    args: v.optional(v.nullable(args), null),
    path: v.optional(path, ''),
    operator: v.picklist(CHECK_OPERATORS, `one of ${CHECK_OPERATORS.join(' ')}`),
    value: v.optional(value, null),
  }),
  v.check(
    ({ operator, value: held }) => suitsOperator(operator, held),
    'a value that suits the operator: a number for < <= > >=, [from, to] for range',
  ),
);

/** The list in a file, and that of a plan. No name twice: people tell them apart by it. */
export const checkList: v.GenericSchema<unknown, readonly ProductCheck[]> = v.pipe(
  v.array(check),
  v.maxLength(MOST_CHECKS, `at most ${MOST_CHECKS} checks`),
  v.check((list) => new Set(list.map((one) => one.name)).size === list.length, 'names that differ'),
);

const file: v.GenericSchema<unknown, ProductChecks & { readonly slipwayChecks: 1 }> =
  v.strictObject({
    slipwayChecks: v.literal(VERSION, `the version of the format, ${VERSION}`),
    app: v.optional(
      v.nullable(v.pipe(v.string(), v.minLength(1), v.maxLength(LONGEST_NAME))),
      null,
    ),
    checks: checkList,
  });

/** Throws what `bad` makes of the first thing that is wrong, and of its place. */
export function parseChecks(
  json: string,
  bad: (place: string, detail: string) => Error,
): ProductChecks {
  if (json.length > LONGEST_CHECKS_FILE) throw bad('', `${json.length} characters`);
  const result = v.safeParse(file, parsedJson(json, bad), { abortEarly: true });
  if (result.success) {
    const { app, checks } = result.output;
    return { app, checks };
  }
  const [issue] = result.issues;
  throw bad(v.getDotPath(issue) ?? '', issue.message);
}

function parsedJson(json: string, bad: (place: string, detail: string) => Error): unknown {
  try {
    return JSON.parse(json);
  } catch (reason) {
    throw bad('', reason instanceof Error ? reason.message : String(reason));
  }
}

/** The inverse of `parseChecks`. */
export const checksFile = ({ app, checks }: ProductChecks): string =>
  `${JSON.stringify({ slipwayChecks: VERSION, app, checks }, null, 2)}\n`;

/** What a firmware brings along; null = nothing. Throws what `bad` makes of it, as parseChecks does. */
export function checksInBundle(
  { checks, manifest }: Pick<Bundle, 'checks' | 'manifest'>,
  bad: (place: string, detail: string) => Error,
): readonly ProductCheck[] | null {
  if (checks === undefined) return null;
  if (checks.length > LONGEST_CHECKS_FILE) throw bad('', `${checks.length} bytes`);
  const { app, checks: list } = parseChecks(new TextDecoder().decode(checks), bad);
  if (app !== null && app !== manifest.name) throw bad('app', `${app}, not ${manifest.name}`);
  return list;
}
