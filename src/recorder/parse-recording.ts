/** A recording from outside: judged whole before anything of it is used. */
import * as v from 'valibot';
import type { FileSurvey } from '../bundle/predict-merge.ts';
import type { LinkTraits } from '../contracts/link.ts';
import { RED_RULES } from '../contracts/product-check.ts';
import type { JudgedSignature, SignatureNeed } from '../contracts/signature.ts';
import { OtaError } from '../contracts/failure.ts';
import { checkList } from '../update/checks/parse-checks.ts';
import { DELIVERY_TRAITS } from '../update/delivery/delivery.ts';
import type { ForceName } from '../update/events.ts';
import { LONGEST_RECORDING, RECORDING_FORMAT, RECORDING_VERSION } from './recording.ts';
import type { RecordedCommit, RecordedOrder, Recording, TapeItem } from './recording.ts';

const MOST_ITEMS = 200_000;
const MOST_STATES = 10_000;
/** What a device may send in a frame, and a manifest be. */
const LONGEST_TEXT = 64 * 1024;
const LONGEST_NAME = 512;
/** The largest firmware that is replayed takes so much memory. */
const LARGEST_FIRMWARE = 64 * 1024 * 1024;
const LONGEST_MS = 7 * 24 * 3_600_000;

const name = v.pipe(v.string(), v.maxLength(LONGEST_NAME));
const text = v.pipe(v.string(), v.maxLength(LONGEST_TEXT));
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
const ms = v.pipe(v.number(), v.minValue(0), v.maxValue(LONGEST_MS));
const id = v.union([v.number(), name, v.null()]);
const names = v.pipe(v.array(name), v.maxLength(4_096));

const traits: v.GenericSchema<unknown, LinkTraits> = v.strictObject({
  service: v.picklist(['uart', 'gatt', 'connection', 'messages']),
  isEmulated: v.boolean(),
  survivesRestart: v.boolean(),
  leadsAnywhere: v.boolean(),
  mayBeSwitchedOff: v.boolean(),
  hasConsole: v.boolean(),
  oneFrameInFlight: v.boolean(),
  acknowledgesPieces: v.boolean(),
  boundBy: v.picklist(['baud-rate', 'radio', 'network', 'program']),
  slowestBytesPerSecond: v.number(),
  longestFrameMs: ms,
  lossShowsMs: v.nullable(ms),
});

const link = v.strictObject({
  ...{ kind: name, traits, label: name, framing: v.picklist(['stream', 'message']) },
  maxFrameBytes: v.pipe(count, v.maxValue(1 << 24)),
  baudRate: v.nullable(count),
  pieceBytes: v.nullable(v.pipe(count, v.minValue(1), v.maxValue(1 << 20))),
  isGuess: v.boolean(),
  address: v.nullable(
    v.strictObject({ src: v.pipe(count, v.maxValue(256)), dst: v.pipe(count, v.maxValue(256)) }),
  ),
});

const files = v.pipe(v.array(v.strictObject({ name, size: count })), v.maxLength(4_096));
const survey: v.GenericSchema<unknown, FileSurvey> = v.strictObject({
  image: v.nullable(files),
  merge: v.nullable(
    v.strictObject({
      ...{ keeps: names, overwrites: names, adds: names },
      freeBytes: v.nullable(v.number()),
      lackingMarginBytes: v.nullable(v.number()),
      failure: v.nullable(
        v.strictObject({
          name,
          reason: v.picklist(['full', 'name-too-long', 'bad-name', 'unreadable', 'damaged']),
        }),
      ),
    }),
  ),
});

const slots = v.pipe(v.array(count), v.maxLength(32));
const need: v.GenericSchema<unknown, SignatureNeed> = v.union([
  v.strictObject({ kind: v.picklist(['met', 'ignored']) }),
  v.strictObject({ kind: v.literal('same-key'), keys: slots }),
  v.strictObject({ kind: v.literal('lacking'), keys: slots, lacking: slots }),
]);

const hand = v.optional(v.literal(true));
const act = v.picklist(['pause', 'go-on', 'cancel', 'keep', 'go-back', 'install']);
const facts = v.record(name, v.unknown());

const item: v.GenericSchema<unknown, TapeItem> = v.variant('is', [
  v.strictObject({ at: ms, is: v.literal('connect'), link: count }),
  v.strictObject({ at: ms, is: v.literal('opened'), link: count, as: link }),
  v.strictObject({ at: ms, is: v.literal('refused'), link: count, code: name, facts }),
  v.strictObject({
    ...{ at: ms, is: v.literal('sent'), id, method: name, params: v.unknown() },
    byHand: hand,
  }),
  v.strictObject({ at: ms, is: v.literal('block'), id, offset: count, bytes: count, crc: count }),
  v.strictObject({ at: ms, is: v.literal('took'), id }),
  v.strictObject({
    ...{ at: ms, is: v.literal('answered'), id, byHand: hand },
    result: v.optional(v.unknown()),
    error: v.optional(v.strictObject({ code: v.number(), message: text })),
  }),
  v.strictObject({ at: ms, is: v.literal('noise'), why: name, text }),
  v.strictObject({
    ...{ at: ms, is: v.literal('ended'), link: count, detail: text },
    ...{ why: v.picklist(['closed', 'lost']), by: v.picklist(['host', 'far']) },
  }),
  v.variant('act', [
    v.strictObject({ at: ms, is: v.literal('act'), heard: count, act }),
    v.strictObject({
      ...{ at: ms, is: v.literal('act'), heard: count },
      ...{ act: v.literal('check'), index: count },
    }),
  ]),
  v.strictObject({ at: ms, is: v.literal('woke'), sleep: count }),
  v.strictObject({
    ...{ at: ms, is: v.literal('time') },
    factor: v.pipe(v.number(), v.minValue(0.001), v.maxValue(1e6)),
  }),
  v.strictObject({ at: ms, is: v.literal('files'), found: v.nullable(survey) }),
  v.strictObject({ at: ms, is: v.literal('signed'), need: v.nullable(need) }),
  v.strictObject({ at: ms, is: v.literal('gap'), until: ms, blocks: count, others: count }),
]) as v.GenericSchema<unknown, TapeItem>;

const signature: v.GenericSchema<unknown, JudgedSignature> = v.strictObject({
  verdict: v.variant('kind', [
    v.strictObject({ kind: v.literal('unsigned') }),
    v.strictObject({ kind: v.literal('unknown') }),
    v.strictObject({
      kind: v.literal('broken'),
      why: v.picklist(['unreadable', 'no-match', 'part-without-digest', 'not-checked']),
    }),
    v.strictObject({ kind: v.literal('good'), by: names }),
  ]),
  rules: v.pipe(
    v.array(
      v.strictObject({ app: v.nullable(name), rule: v.picklist(['show', 'warn', 'require']) }),
    ),
    v.maxLength(1_000),
  ),
  isPackedAnew: v.boolean(),
});

const commit: v.GenericSchema<unknown, RecordedCommit> = v.variant('kind', [
  v.strictObject({ kind: v.picklist(['auto', 'never']) }),
  v.strictObject({
    ...{ kind: v.literal('ask'), checks: checkList, areUnread: v.boolean() },
    guard: v.nullable(v.picklist(RED_RULES)),
    asksChecks: v.boolean(),
  }),
]);

const FORCES = [
  'same-version',
  'downgrade',
  'other-app',
  'boot-loader',
  'unsigned',
  'user-files',
  'merge-fails',
  'prefix-name',
  'upper-case-digest',
  'same-key',
  'unchecked-url',
] as const satisfies readonly ForceName[];

const options: v.GenericSchema<unknown, RecordedOrder['options']> = v.strictObject({
  commitTimeoutMs: ms,
  updateTimeoutMs: v.nullable(ms),
  reconnectMs: v.nullable(ms),
  chunkSize: v.union([v.literal('auto'), v.pipe(count, v.minValue(1))]),
  window: v.pipe(count, v.minValue(1), v.maxValue(64)),
  force: v.pipe(v.array(v.picklist(FORCES)), v.maxLength(FORCES.length)),
  timeouts: v.strictObject({
    ...{ connect: ms, call: ms, files: ms, write: ms, firstWrite: ms },
    ...{ end: ms, abort: ms, poll: ms, firstStart: ms },
  }),
});

const size = v.pipe(count, v.minValue(1), v.maxValue(LARGEST_FIRMWARE));

const order: v.GenericSchema<unknown, RecordedOrder> = v.strictObject({
  delivery: v.picklist(Object.keys(DELIVERY_TRAITS)),
  isCarriedOn: v.boolean(),
  firmware: v.strictObject({
    ...{ fileName: name, sizeBytes: size, manifest: text, entryNames: names },
    sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
    parts: v.pipe(
      v.array(v.strictObject({ name, file: name, sizeBytes: count, dataOffset: count })),
      v.maxLength(256),
    ),
  }),
  signature: v.nullable(signature),
  expected: v.nullable(v.strictObject({ mac: name, id: name })),
  signsInAs: v.nullable(v.pipe(count, v.maxValue(1_024))),
  timeFactor: v.nullable(v.pipe(v.number(), v.minValue(0.001), v.maxValue(1e6))),
  ...{ commit, options },
});

const recording: v.GenericSchema<unknown, Recording> = v.strictObject({
  format: v.strictObject({
    name: v.literal(RECORDING_FORMAT),
    version: v.literal(RECORDING_VERSION),
  }),
  madeBy: v.strictObject({
    program: v.picklist(['app', 'push']),
    ...{ version: name, commit: v.nullable(name), build: v.nullable(name) },
  }),
  startedAtMs: count,
  order,
  tape: v.pipe(v.array(item), v.maxLength(MOST_ITEMS)),
  states: v.pipe(
    v.array(v.strictObject({ at: ms, state: text, bytes: count })),
    v.minLength(1),
    v.maxLength(MOST_STATES),
  ),
  statesLeftOut: count,
  result: v.nullable(
    v.picklist([
      ...(['committed', 'uncommitted', 'refused', 'failed'] as const),
      ...(['cancelled', 'reverted', 'other', 'unknown'] as const),
    ]),
  ),
  takenOut: v.strictObject({ values: count, lines: count }),
});

const anyVersion = v.object({ format: v.object({ name: v.literal(RECORDING_FORMAT) }) });

/** Throws file/no-recording with the place of what is wrong; empty where it is no recording at all. */
export function parseRecording(json: string, file: string): Recording {
  const bad = (place: string): OtaError =>
    OtaError.from(new OtaError('file/no-recording', { file, place }));
  if (json.length > LONGEST_RECORDING) throw bad('');
  const value = parsedJson(json);
  if (!v.is(anyVersion, value)) throw bad('');
  const judged = v.safeParse(recording, value, { abortEarly: true });
  if (!judged.success) throw bad(v.getDotPath(judged.issues[0]) ?? 'format');
  if (!isInOrder(judged.output.tape)) throw bad('tape');
  return judged.output;
}

function parsedJson(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return null;
  }
}

const isInOrder = (tape: readonly TapeItem[]): boolean =>
  tape.every(({ at }, index) => at >= (tape[index - 1]?.at ?? 0));
