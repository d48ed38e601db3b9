import * as v from 'valibot';

/** The whole list of what a saved report may hold: a member that is not here fails. */
const scalar = v.union([v.string(), v.number(), v.boolean(), v.null()]);
const text = v.pipe(v.string(), v.maxLength(1_000));
const name = v.pipe(v.string(), v.maxLength(140));
const amount = v.pipe(v.number(), v.minValue(0));
const time = v.pipe(v.string(), v.isoTimestamp());
const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const orNull = <T extends v.GenericSchema>(schema: T) => v.nullable(schema);

const device = v.strictObject({
  id: name,
  mac: name,
  arch: name,
  app: name,
  version: name,
  buildId: name,
  uptimeSeconds: v.number(),
  ramSize: orNull(v.number()),
  ramFree: orNull(v.number()),
  ramLeastFree: orNull(v.number()),
  fsSize: orNull(v.number()),
  fsFree: orNull(v.number()),
  activeSlot: orNull(v.number()),
  revertSlot: orNull(v.number()),
  isCommitted: orNull(v.boolean()),
  commitTimeoutSeconds: orNull(v.number()),
  bootScheme: orNull(name),
});

const failure = {
  code: v.pipe(v.string(), v.regex(/^(cancelled|[a-z]+\/[a-z-]+)$/)),
  facts: v.record(v.string(), v.union([scalar, v.pipe(v.array(name), v.maxLength(50))])),
  text,
  safety: orNull(text),
  next: orNull(text),
};

export const reportSchema = v.strictObject({
  head: v.pipe(v.array(text), v.minLength(4), v.maxLength(8)),
  format: v.strictObject({ name: v.literal('slipway-update-report'), version: v.literal(1) }),
  madeBy: v.strictObject({
    program: v.picklist(['app', 'push']),
    version: name,
    commit: orNull(name),
    build: orNull(name),
  }),
  outcome: v.strictObject({
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
    from: orNull(name),
    to: orNull(name),
    startedAt: time,
    endedAt: time,
    seconds: amount,
    writeSeconds: amount,
    confirmedBytes: amount,
    sentAgain: amount,
  }),
  failure: orNull(v.strictObject(failure)),
  cause: orNull(v.picklist(['asked', 'time-over', 'restarted', 'not-seen'])),
  running: orNull(
    v.strictObject({
      name,
      version: name,
      buildId: name,
      slot: orNull(v.number()),
      isCommitted: v.boolean(),
    }),
  ),
  device: v.strictObject({ before: orNull(device), after: orNull(device), last: orNull(device) }),
  firmware: orNull(
    v.strictObject({
      file: name,
      sizeBytes: amount,
      sha256: hash,
      name,
      platform: name,
      version: name,
      buildId: name,
      signature: orNull(v.picklist(['unsigned', 'unknown', 'broken', 'good'])),
      parts: v.pipe(
        v.array(
          v.strictObject({ name, file: orNull(name), sizeBytes: amount, sha256: orNull(hash) }),
        ),
        v.maxLength(64),
      ),
    }),
  ),
  link: orNull(
    v.strictObject({
      kind: v.picklist([
        'serial',
        'bluetooth',
        'websocket',
        'tcp',
        'udp',
        'http',
        'mqtt',
        'loopback',
      ]),
      label: name,
      baudRate: orNull(amount),
      pieceBytes: orNull(amount),
      lines: orNull(v.picklist(['low', 'untouched'])),
      blockBytes: orNull(amount),
      bytesPerSecond: orNull(amount),
      sentAgain: orNull(amount),
      damaged: orNull(amount),
      bound: orNull(v.objectWithRest({ cause: name }, v.number())),
    }),
  ),
  settings: v.strictObject({
    commitTimeoutSeconds: orNull(amount),
    allowed: v.array(name),
  }),
  findings: v.pipe(
    v.array(v.strictObject({ ...failure, canBeAllowed: v.boolean() })),
    v.maxLength(64),
  ),
  stages: v.array(
    v.strictObject({
      stage: v.picklist(['check', 'prepare', 'write', 'finish', 'restart', 'verify', 'commit']),
      startedAtSeconds: amount,
      seconds: amount,
    }),
  ),
  events: v.pipe(
    v.array(v.objectWithRest({ atSeconds: amount, event: name, confirmedBytes: amount }, scalar)),
    v.maxLength(300),
  ),
  eventsLeftOut: amount,
  deviceLog: orNull(
    v.strictObject({
      lines: v.pipe(
        v.array(v.strictObject({ at: time, text: v.pipe(v.string(), v.maxLength(220)) })),
        v.maxLength(300),
      ),
      withheld: amount,
      olderLeftOut: amount,
    }),
  ),
});

/** Throws where it is none. */
export const parseReport = (text: string): v.InferOutput<typeof reportSchema> =>
  v.parse(reportSchema, JSON.parse(text));
