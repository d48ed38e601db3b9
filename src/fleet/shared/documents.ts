/** What a broker keeps of a roll-out: documents in JSON, each read with care. Null = it is none of ours. */
import * as v from 'valibot';
import type { Bundle } from '../../bundle/bundle.ts';
import type { Failure } from '../../contracts/failure.ts';
import { parsePlan, planDocumentOf } from '../plan-file.ts';
import type { PlanFile } from '../plan-file.ts';
import type { DeviceRecord } from '../device-record.ts';
import type { RollOutControl } from '../roll-out.ts';
import type { Claim } from './claim.ts';

/** A firmware of the plan, as any coordinator must have it. */
export interface SharedFirmware {
  readonly platform: string;
  readonly app: string;
  readonly version: string;
  /** Of the file, lower-case hex. */
  readonly sha256: string;
}

/** As a plan names it, in the order of the packages. */
export const sharedFirmwareOf = (
  firmwares: readonly { readonly bundle: Pick<Bundle, 'sha256' | 'manifest'> }[],
): readonly SharedFirmware[] =>
  firmwares.map(
    ({
      bundle: {
        sha256,
        manifest: { platform, name: app, version },
      },
    }) => ({
      ...{ platform, app, version, sha256 },
    }),
  );

export interface SharedPlan {
  readonly file: PlanFile;
  readonly firmware: readonly SharedFirmware[];
}

/** A document, with the coordinator that wrote it and the how-manieth of that one it is: the higher one holds. */
export interface Stamped<T> {
  readonly epoch: number;
  readonly revision: number;
  readonly value: T;
}

export const isNewer = (one: Stamped<unknown>, other: Stamped<unknown> | null): boolean =>
  other === null ||
  one.epoch > other.epoch ||
  (one.epoch === other.epoch && one.revision > other.revision);

/** A hundred thousand devices are a plan of 10 MB; any other document has some hundred bytes. */
export const LONGEST_PLAN = 16 * 1024 * 1024;
const LONGEST_DOCUMENT = 16 * 1024;
const LONGEST_TEXT = 256;
const LONGEST_FACT = 1_000;
const MOST_FACTS = 64;
const MOST_FIRMWARES = 64;

const text = v.pipe(v.string(), v.maxLength(LONGEST_TEXT));
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const stamp = { epoch: whole, revision: whole };

const firmware = v.object({
  platform: text,
  app: text,
  version: text,
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
});
const firmwares = v.pipe(v.array(firmware), v.minLength(1), v.maxLength(MOST_FIRMWARES));

const claim = v.object({
  epoch: whole,
  owner: v.pipe(text, v.minLength(1)),
  name: text,
  beat: whole,
  state: v.picklist(['held', 'leaving', 'released']),
});

const control = v.object({
  ...stamp,
  paused: v.boolean(),
  stopped: v.boolean(),
  moreFailures: whole,
  passedWaves: whole,
  releasedWaves: whole,
  goBack: v.boolean(),
});

const scalar = v.union([
  v.pipe(v.string(), v.maxLength(LONGEST_FACT)),
  v.number(),
  v.boolean(),
  v.null(),
]);
const fact = v.union([scalar, v.pipe(v.array(scalar), v.maxLength(MOST_FACTS))]);
/** Another release may have other codes: whoever shows one asks whether there are words for it. */
/** As `sentFailure` makes it. */
export const failureDocument: v.GenericSchema<unknown, Failure> = v.pipe(
  v.object({
    code: v.pipe(v.string(), v.maxLength(LONGEST_TEXT), v.regex(/^[a-z]+(\/[a-z0-9-]+)?$/)),
    facts: v.pipe(
      v.record(text, fact),
      v.check((facts) => Object.keys(facts).length <= MOST_FACTS),
    ),
  }),
  v.transform((read) => ({ ...read, trace: '' }) as unknown as Failure), // of the shape above
);

const started = { wave: whole, tries: whole };
const record: v.GenericSchema<unknown, DeviceRecord> = v.variant('state', [
  v.object({
    state: v.literal('waiting'),
    wave: v.nullable(whole),
    tries: whole,
    notBeforeMs: whole,
    failure: v.nullable(failureDocument),
  }),
  v.object({ state: v.literal('under-way'), ...started, sinceMs: whole }),
  v.object({ state: v.literal('committed'), ...started, atMs: whole, soaked: v.boolean() }),
  v.object({ state: v.literal('went-back'), ...started, atMs: whole, failure: failureDocument }),
  v.object({ state: v.literal('failed'), ...started, atMs: whole, failure: failureDocument }),
  v.object({
    state: v.literal('skipped'),
    why: v.picklist(['already-there', 'no-bundle', 'went-back-before']),
    failure: failureDocument,
  }),
  v.object({
    state: v.literal('offline'),
    tries: whole,
    sinceMs: whole,
    looks: whole,
    notBeforeMs: whole,
    failure: failureDocument,
  }),
]);
const stampedRecord = v.object({ ...stamp, record });

export const encodeClaim = (of: Claim): string => JSON.stringify(of);

export const readClaim = (json: string): Claim | null => parsedDocument(json, claim);

export const encodeControl = ({ value, ...stamped }: Stamped<RollOutControl>): string =>
  JSON.stringify({ ...stamped, ...value });

export function readControl(json: string): Stamped<RollOutControl> | null {
  const read = parsedDocument(json, control);
  if (read === null) return null;
  const { epoch, revision, ...value } = read;
  return { epoch, revision, value };
}

export function encodeRecord({ value, ...stamped }: Stamped<DeviceRecord>): string {
  if (!('failure' in value) || value.failure === null)
    return JSON.stringify({ ...stamped, record: value });
  return JSON.stringify({ ...stamped, record: { ...value, failure: sentFailure(value.failure) } });
}

/** Without the trace, which is for us; facts that are too long are left out rather than the document. */
export function sentFailure({ code, facts }: Failure) {
  const fitting = Object.entries(facts).filter(([, of]) => v.is(fact, of));
  return { code, facts: Object.fromEntries(fitting) };
}

export function readRecord(json: string): Stamped<DeviceRecord> | null {
  const read = parsedDocument(json, stampedRecord);
  return read === null ? null : { epoch: read.epoch, revision: read.revision, value: read.record };
}

/** As in a plan file; addresses without user and password, and of each firmware what it is. */
export const encodePlan = ({ file, firmware: of }: SharedPlan): string =>
  JSON.stringify({ ...planDocumentOf(file), firmware: of });

export function readPlan(json: string): SharedPlan | null {
  if (json.length > LONGEST_PLAN) return null;
  try {
    const { firmware: of, ...plan } = v.parse(
      v.looseObject({ firmware: firmwares }),
      JSON.parse(json),
    );
    return {
      file: parsePlan(plan, (place, detail) => new TypeError(`${place}: ${detail}`)),
      firmware: of,
    };
  } catch {
    return null; // no JSON, or no plan: somebody else's
  }
}

/** Of at most 16 Ki characters; null = it is none of ours. */
export function parsedDocument<T>(json: string, schema: v.GenericSchema<unknown, T>): T | null {
  if (json.length > LONGEST_DOCUMENT) return null;
  try {
    const result = v.safeParse(schema, JSON.parse(json), { abortEarly: true });
    return result.success ? result.output : null;
  } catch {
    return null; // no JSON: somebody else's
  }
}
