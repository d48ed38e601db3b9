/**
 * An update that is over, as a browser keeps it: who was updated, from what to what, by whom, how, and what came of it. What lies in a
 * store may be of another version or damaged, so each record is judged when it is read.
 */
import * as v from 'valibot';
import { CHECK_OPERATORS } from '../contracts/product-check.ts';
import { STAGE_NAMES } from '../contracts/stage-notes.ts';

/** Code points of the name that people give themselves. */
export const LONGEST_WHO = 60;

const LONGEST_TEXT = 400;
const MOST_PARTS = 64;
const MOST_CHECKS = 40;

const text = v.pipe(v.string(), v.maxLength(LONGEST_TEXT));
const amount = v.pipe(v.number(), v.finite(), v.minValue(0));
const count = v.pipe(amount, v.integer());
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
/** Since 1970, no later than a date can be. */
const moment = v.pipe(count, v.maxValue(8_640_000_000_000_000));
const list = <const T extends v.GenericSchema>(item: T, most: number) =>
  v.pipe(v.array(item), v.maxLength(most));

const scalar = v.nullable(v.union([text, v.pipe(v.number(), v.finite())]));
const state = v.picklist(['waiting', 'passed', 'failed', 'not-told']);

/** As it stood when the update ended (contracts/product-check.ts). */
const check = v.variant('kind', [
  v.object({
    kind: v.picklist(['version', 'build', 'slot', 'restart', 'memory', 'network', 'answers']),
    state,
    expected: scalar,
    found: scalar,
  }),
  v.object({
    kind: v.literal('product'),
    state,
    name: text,
    operator: v.picklist(CHECK_OPERATORS),
    expected: text,
    found: v.nullable(text),
    why: v.nullable(
      v.picklist(['no-answer', 'refused', 'no-value', 'no-number', 'not-before', 'unreadable']),
    ),
  }),
]);

const part = v.object({
  name: text,
  /** null = none of the file is written. */
  file: v.nullable(text),
  sizeBytes: count,
  sha256: v.nullable(text),
});

/** All but why it did not end well: that is told by a receipt in another way. */
export const TOLD = {
  /** Of its session; stands in addresses. */
  id: v.pipe(text, v.regex(/^[\w-]+$/)),
  startedAtMs: moment,
  endedAtMs: moment,
  /** As the update itself said (update/events.ts). */
  result: v.picklist([
    'committed',
    'uncommitted',
    'refused',
    'failed',
    'cancelled',
    'reverted',
    'other',
    'unknown',
  ]),
  /** Why it went back; null = it did not. */
  cause: v.nullable(v.picklist(['asked', 'checks', 'time-over', 'restarted', 'not-seen'])),
  /** What the person at this browser is called; null = nobody gave a name. */
  who: v.nullable(v.pipe(text, v.minLength(1))),
  device: v.object({ mac: text, id: text, arch: text, app: text, name: v.nullable(text) }),
  from: v.object({ version: text, buildId: text, slot: v.nullable(count) }),
  /** What runs instead of what was sent; null = the device did not say so. */
  running: v.nullable(v.object({ version: text, buildId: text, slot: v.nullable(count) })),
  firmware: v.object({
    sha256,
    fileName: text,
    sizeBytes: count,
    name: text,
    platform: text,
    version: text,
    buildId: text,
    /** The verdict on its signature; whose it is stays with whoever trusts the key. */
    signature: v.nullable(text),
    parts: list(part, MOST_PARTS),
  }),
  way: v.object({
    method: v.picklist(['practice', 'cable', 'bluetooth', 'network', 'bench', 'roll-out']),
    delivery: text,
    /** What the link was; null = none was opened. */
    link: v.nullable(text),
  }),
  bytes: count,
  seconds: amount,
  writeSeconds: amount,
  retries: count,
  /** Its first page was gone, and another one ended it: times are of the second part. */
  isCarriedOn: v.boolean(),
  stages: list(v.object({ stage: v.picklist(STAGE_NAMES), seconds: amount }), STAGE_NAMES.length),
  checks: list(check, MOST_CHECKS),
  /** Findings that a person allowed. */
  allowed: list(text, 32),
  /** The app. */
  madeBy: v.object({ version: text, commit: v.nullable(text), build: v.nullable(text) }),
};

const fact = v.union([
  v.nullable(v.union([text, v.pipe(v.number(), v.finite()), v.boolean()])),
  list(text, 100),
]);

const pastUpdate = v.object({
  ...TOLD,
  /** As contracts/failure.ts has it, of this version of the app or another; null = none. */
  failure: v.nullable(
    v.object({
      code: text,
      facts: v.pipe(
        v.record(text, fact),
        v.check((facts) => Object.keys(facts).length <= 40),
      ),
    }),
  ),
});

export type PastUpdate = v.InferOutput<typeof pastUpdate>;
export type PastResult = PastUpdate['result'];
export type PastMethod = PastUpdate['way']['method'];

/** null: it is none. What it has besides is left out. */
export function parsePastUpdate(value: unknown): PastUpdate | null {
  const parsed = v.safeParse(pastUpdate, value);
  return parsed.success ? parsed.output : null;
}

/** As much of a text from outside as a record takes. */
export const bounded = (value: string): string =>
  value.length <= LONGEST_TEXT ? value : value.slice(0, LONGEST_TEXT);

export const MOST_KEPT_CHECKS = MOST_CHECKS;
export const MOST_KEPT_PARTS = MOST_PARTS;
