import { describe, expect, it } from 'vitest';
import { OtaError, toFailure } from '../../../../src/contracts/failure.ts';
import type { DeviceRecord } from '../../../../src/fleet/device-record.ts';
import { parsePlanFile } from '../../../../src/fleet/plan-file.ts';
import {
  encodeClaim,
  encodeControl,
  encodePlan,
  encodeRecord,
  readClaim,
  readControl,
  readPlan,
  readRecord,
} from '../../../../src/fleet/shared/documents.ts';
import { Picture } from '../../../../src/fleet/shared/picture.ts';
import { readTopic, topicsOf } from '../../../../src/fleet/shared/topics.ts';

const FILE = parsePlanFile(
  JSON.stringify({
    devices: [
      { id: 'b/1', url: 'mqtt://me:secret@broker/b', group: 'water' },
      { id: 'a', url: 'ws://192.168.1.40/rpc', group: 'heat' },
    ],
    bundles: ['fw.zip'],
    order: ['heat'],
    waves: [1, '12.5%', 'rest'],
    stopAfterFailures: '5%',
    soakSeconds: 90,
    quietHours: { from: '22:05', until: '06:00', timeZone: 'Europe/Berlin' },
  }),
  'plan.json',
);
const PLAN = {
  file: FILE,
  firmware: [{ platform: 'esp32', app: 'demo', version: '1.1.0', sha256: 'ab'.repeat(32) }],
};
const lost = toFailure(new OtaError('link/lost', { kind: 'mqtt', detail: 'gone' }));
const at = { wave: 0, tries: 1, atMs: 5 };
const RECORDS: readonly DeviceRecord[] = [
  { state: 'waiting', wave: null, tries: 0, notBeforeMs: 7, failure: null },
  { state: 'under-way', wave: 0, tries: 1, sinceMs: 5 },
  { state: 'committed', ...at, soaked: true },
  { state: 'went-back', ...at, failure: lost },
  { state: 'failed', ...at, failure: lost },
  { state: 'skipped', why: 'already-there', failure: lost },
  { state: 'offline', tries: 0, sinceMs: 5, looks: 1, notBeforeMs: 9, failure: lost },
];

describe('documents of a roll-out at a broker', () => {
  it('are a plan that has devices told by their shadows', () => {
    const file = parsePlanFile(
      JSON.stringify({
        devices: [{ id: 'a', url: 'mqtts://broker/a' }],
        ...{ bundles: ['fw.zip'], way: 'shadow', shadow: 'aws' },
      }),
      'plan.json',
    );
    expect(readPlan(encodePlan({ ...PLAN, file }))).toEqual({ ...PLAN, file });
  });

  it('are the plan as it was read, in its order, without user and password', () => {
    const text = encodePlan(PLAN);
    expect(text).not.toMatch(/secret|me:/);
    const read = readPlan(text);
    expect(read?.firmware).toEqual(PLAN.firmware);
    expect(read?.file.plan).toEqual({
      ...FILE.plan,
      devices: [
        { id: 'a', url: 'ws://192.168.1.40/rpc', group: 'heat' },
        { id: 'b/1', url: 'mqtt://broker/b', group: 'water' },
      ],
    });
    expect(read === null ? null : encodePlan(read)).toBe(text);
  });

  it('are claims, wishes and records as they were written, without the trace of a failure', () => {
    const claim = { epoch: 7, owner: 'me', name: 'host', beat: 3, state: 'held' } as const;
    expect(readClaim(encodeClaim(claim))).toEqual(claim);
    const wishes = {
      ...{ paused: true, stopped: false, moreFailures: 2, passedWaves: 1 },
      ...{ releasedWaves: 1, goBack: true },
    };
    const control = { epoch: 7, revision: 1, value: wishes };
    expect(readControl(encodeControl(control))).toEqual(control);
    for (const value of RECORDS) {
      const text = encodeRecord({ epoch: 7, revision: 2, value });
      expect(text).not.toContain('trace');
      const bare =
        'failure' in value && value.failure !== null ? { failure: { ...lost, trace: '' } } : {};
      expect(readRecord(text)).toEqual({ epoch: 7, revision: 2, value: { ...value, ...bare } });
    }
  });

  it('keep a record whose failure says more than a document may', () => {
    const facts = { file: 'fw.zip', detail: 'x'.repeat(5_000) };
    const failure = toFailure(OtaError.from(new OtaError('file/unreadable', facts)));
    const value = { state: 'failed', ...at, failure } as const;
    const read = readRecord(encodeRecord({ epoch: 1, revision: 1, value }));
    expect(read?.value).toMatchObject({ state: 'failed', failure: { facts: { file: 'fw.zip' } } });
  });

  it.each([
    ['no JSON', '{'],
    ['another kind', '{"epoch":1,"revision":1}'],
    ['a state that there is not', '{"epoch":1,"revision":1,"record":{"state":"lost"}}'],
    [
      'a negative epoch',
      '{"epoch":-1,"revision":1,"record":{"state":"under-way","wave":0,"tries":1,"sinceMs":5}}',
    ],
    [
      'more than a document has',
      `{"epoch":1,"revision":1,"record":{"state":"under-way","wave":0,"tries":1,"sinceMs":5},"x":"${'x'.repeat(20_000)}"}`,
    ],
  ])('are passed over where they are none: %s', (_, text) => {
    expect([readRecord(text), readClaim(text), readControl(text), readPlan(text)]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  it('are found by their topics, whatever a device is called', () => {
    const topics = topicsOf('house');
    for (const id of ['lamp', 'b/1', '+', '#', 'ä %', '..']) {
      expect(topics.device(id)).toMatch(/^slipway\/roll-outs\/house\/devices\/[^/+#]+$/);
      expect(readTopic('house', topics.device(id))).toEqual({ kind: 'device', id });
    }
    expect(readTopic('house', topics.gone('me'))).toEqual({ kind: 'gone', owner: 'me' });
    expect(readTopic('other', topics.plan)).toBeNull();
    expect(readTopic('house', 'slipway/roll-outs/house/devices/%')).toBeNull();
  });
});

describe('the picture of a roll-out', () => {
  const topics = topicsOf('house');
  const record = (epoch: number, revision: number, value: DeviceRecord): string =>
    encodeRecord({ epoch, revision, value });
  const UNDER_WAY: DeviceRecord = { state: 'under-way', wave: 0, tries: 1, sinceMs: 5 };
  const COMMITTED: DeviceRecord = { state: 'committed', ...at, soaked: true };

  it('is the same in whatever order its documents come, and of two records has the one of the higher epoch', () => {
    const messages = [
      [topics.plan, encodePlan(PLAN)],
      [topics.device('a'), record(7, 1, UNDER_WAY)],
      [topics.device('a'), record(8, 1, COMMITTED)],
      [topics.device('a'), record(7, 9, UNDER_WAY)],
    ] as const;
    for (const order of [messages, [...messages].reverse()]) {
      const picture = new Picture('house');
      for (const [topic, text] of order) picture.hear(topic, text);
      expect(picture.rollOut()?.records.get('a')).toEqual(COMMITTED);
      expect(picture.rollOut()?.records.get('b/1')).toMatchObject({ state: 'waiting', tries: 0 });
    }
  });

  it('takes no record of a wave that the plan has not, and one plan only', () => {
    const picture = new Picture('house');
    picture.hear(topics.device('a'), record(7, 1, { ...UNDER_WAY, wave: 9 }));
    expect(picture.hear(topics.plan, encodePlan(PLAN))?.kind).toBe('plan');
    const other = { ...PLAN, file: { ...FILE, commitTimeoutMs: 77_000 } };
    expect(picture.hear(topics.plan, encodePlan(other))).toBeNull();
    expect(picture.rollOut()?.records.get('a')).toMatchObject({ state: 'waiting' });
    expect(picture.plan?.file.commitTimeoutMs).toBe(FILE.commitTimeoutMs);
  });

  it('knows what the broker has forgotten since the last connection', () => {
    const picture = new Picture('house');
    picture.hear(topics.plan, encodePlan(PLAN));
    picture.hear(topics.device('a'), record(7, 2, COMMITTED));
    expect(picture.forgotten).toEqual({ plan: null, control: null, records: [] });
    picture.connected();
    picture.hear(topics.device('a'), record(7, 1, UNDER_WAY));
    expect(picture.forgotten).toMatchObject({
      records: ['a'],
      plan: { file: { bundles: ['fw.zip'] } },
    });
  });
});
