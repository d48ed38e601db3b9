/** What a coordinator and its runners tell each other by a broker: JSON, each read with care. Null = it is none of ours. */
import * as v from 'valibot';
import type { Failure } from '../../contracts/failure.ts';
import { RED_RULES } from '../../contracts/product-check.ts';
import type { TrialRule } from '../../contracts/product-check.ts';
import { checkList } from '../../update/checks/parse-checks.ts';
import type { JobEnd, SoakFailure } from '../device-record.ts';
import { FLEET_SHADOWS, FLEET_WAYS } from '../plan-file.ts';
import type { FleetShadow, FleetWay } from '../plan-file.ts';
import { failureDocument, parsedDocument, sentFailure } from '../shared/documents.ts';

/** `adopt`: it was begun before, and what became of that is asked. `ask`: whether it still runs the new firmware. */
export type JobKind = 'update' | 'adopt' | 'ask';

/** Where a runner gets a package that it does not have yet. */
export interface JobBundle {
  /** Of the file, lower-case hex. */
  readonly sha256: string;
  /** Its length. */
  readonly bytes: number;
  /** Of HTTP. */
  readonly url: string;
}

/** What holds for every device of a roll-out. */
export interface JobRules {
  readonly commitTimeoutMs: number;
  /** null = computed from the link. */
  readonly updateTimeoutMs: number | null;
  /** null = as many as the link's frames hold. */
  readonly chunkSize: number | null;
  readonly window: number;
  readonly way: FleetWay;
  /** Where the device has its shadow, which its address is of; null: the way is another one. */
  readonly shadow: FleetShadow | null;
  /** What has to pass before the device keeps its firmware; null = it is kept as soon as it runs. */
  readonly checks: TrialRule | null;
  /** Names of findings to override; those that a runner does not know are passed over. */
  readonly force: readonly string[];
}

export interface RunnerJob {
  /** Of the coordinator: a runner takes none of an older one than it has seen. */
  readonly epoch: number;
  /** Each issue of a job has another one. */
  readonly job: string;
  readonly kind: JobKind;
  /** Which try this is, however often it is issued: since when its record says that it is under way; 0 = a question. */
  readonly since: number;
  /** The address is without user and password. */
  readonly device: { readonly id: string; readonly url: string };
  readonly bundles: readonly JobBundle[];
  readonly rules: JobRules;
}

/** Of an update, what its coordinator acts by and people are shown. */
export type JobEvent =
  | { readonly type: 'phase'; readonly phase: (typeof PHASES)[number] }
  | {
      readonly type: 'progress';
      readonly acknowledgedBytes: number;
      readonly totalBytes: number;
    }
  | { readonly type: 'trial'; readonly version: string; readonly leftMs: number | null };

/** `runs`: what was asked runs the new firmware still. */
export type RunnerEnd = JobEnd | SoakFailure | { readonly kind: 'runs' };

/** `accepted`: also said again of what is under way. `declined`: no place is free. `done`: again until it is settled. */
export type RunnerAnswer = {
  readonly runner: string;
  readonly job: string;
  readonly since: number;
  readonly device: string;
} & (
  | { readonly kind: 'accepted' | 'declined' }
  | { readonly kind: 'event'; readonly event: JobEvent }
  | { readonly kind: 'done'; readonly end: RunnerEnd }
);

/** `call-off`: a device that has not restarted is left as it is. `settled`: what was done is written down. */
export interface RunnerOrder {
  readonly kind: 'call-off' | 'settled';
  readonly job: string;
}

export interface RunnerState {
  /** Nobody else's. */
  readonly owner: string;
  /** For people: host and process. */
  readonly name: string;
  /** Devices that it takes at once; 0 = it takes no further one. */
  readonly places: number;
  /** Counts up, so that a runner knows which of its own came back. */
  readonly beat: number;
}

export const MOST_AT_ONCE = 1_000;

const LONGEST_TEXT = 256;
const LONGEST_URL = 2_000;
const MOST_BUNDLES = 64;
const MOST_FORCED = 32;

const text = v.pipe(v.string(), v.maxLength(LONGEST_TEXT));
const name = v.pipe(text, v.minLength(1));
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const url = v.pipe(v.string(), v.minLength(1), v.maxLength(LONGEST_URL));
const webUrl = v.pipe(url, v.url(), v.regex(/^https?:/));
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

const job = v.object({
  epoch: whole,
  job: name,
  kind: v.picklist(['update', 'adopt', 'ask']),
  since: whole,
  device: v.object({ id: name, url }),
  bundles: v.pipe(
    v.array(v.object({ sha256, bytes: whole, url: webUrl })),
    v.minLength(1),
    v.maxLength(MOST_BUNDLES),
  ),
  rules: v.object({
    commitTimeoutMs: whole,
    updateTimeoutMs: v.nullable(whole),
    chunkSize: v.nullable(v.pipe(whole, v.minValue(1))),
    window: v.pipe(whole, v.minValue(1)),
    way: v.picklist(FLEET_WAYS),
    shadow: v.nullable(v.picklist(FLEET_SHADOWS)),
    checks: v.optional(
      v.nullable(v.object({ checks: checkList, onRed: v.picklist(RED_RULES) })),
      null,
    ),
    force: v.pipe(v.array(name), v.maxLength(MOST_FORCED)),
  }),
});

const PHASES = [
  'connecting',
  'checking',
  'preparing',
  'writing',
  'finalizing',
  'rebooting',
  'verifying',
  'committing',
] as const;

const event: v.GenericSchema<unknown, JobEvent> = v.variant('type', [
  v.object({ type: v.literal('phase'), phase: v.picklist(PHASES) }),
  v.object({ type: v.literal('progress'), acknowledgedBytes: whole, totalBytes: whole }),
  v.object({ type: v.literal('trial'), version: text, leftMs: v.nullable(v.number()) }),
]);

const end: v.GenericSchema<unknown, RunnerEnd> = v.variant('kind', [
  v.object({ kind: v.picklist(['committed', 'called-off', 'put-back', 'runs']) }),
  v.object({
    kind: v.literal('skipped'),
    why: v.picklist(['already-there', 'no-bundle', 'went-back-before']),
    failure: failureDocument,
  }),
  v.object({ kind: v.picklist(['offline', 'went-back']), failure: failureDocument }),
  v.object({ kind: v.literal('failed'), failure: failureDocument, mayAgain: v.boolean() }),
]);

const said = { runner: name, job: name, since: whole, device: name };
const answer: v.GenericSchema<unknown, RunnerAnswer> = v.variant('kind', [
  v.object({ ...said, kind: v.picklist(['accepted', 'declined']) }),
  v.object({ ...said, kind: v.literal('event'), event }),
  v.object({ ...said, kind: v.literal('done'), end }),
]);

const order = v.object({ kind: v.picklist(['call-off', 'settled']), job: name });

const state = v.object({
  owner: name,
  name: text,
  places: v.pipe(whole, v.maxValue(MOST_AT_ONCE)),
  beat: whole,
});

export const encodeJob = (of: RunnerJob): string => JSON.stringify(of);

export const readJob = (json: string): RunnerJob | null => parsedDocument(json, job);

export function encodeAnswer(of: RunnerAnswer): string {
  if (of.kind !== 'done' || !('failure' in of.end)) return JSON.stringify(of);
  const { failure, ...rest }: { readonly failure: Failure } = of.end;
  return JSON.stringify({ ...of, end: { ...rest, failure: sentFailure(failure) } });
}

export const readAnswer = (json: string): RunnerAnswer | null => parsedDocument(json, answer);

export const encodeOrder = (of: RunnerOrder): string => JSON.stringify(of);

export const readOrder = (json: string): RunnerOrder | null => parsedDocument(json, order);

export const encodeRunner = (of: RunnerState): string => JSON.stringify(of);

export const readRunner = (json: string): RunnerState | null => parsedDocument(json, state);
