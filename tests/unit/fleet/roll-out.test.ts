import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OtaError, toFailure } from '../../../src/contracts/failure.ts';
import type { JobEnd } from '../../../src/fleet/device-record.ts';
import type { RollOutPlan } from '../../../src/fleet/plan.ts';
import { NO_WISHES, RollOut } from '../../../src/fleet/roll-out.ts';
import type { RollOutStep } from '../../../src/fleet/roll-out.ts';
import { rollOutPlan } from '../../support/fleet/plan.ts';

const lost = toFailure(new OtaError('link/lost', { kind: 'mqtt', detail: 'gone' }));
const back = toFailure(
  new OtaError('update/rolled-back', { from: '1.0.0', to: '2.0.0', why: 'not-seen' }),
);
const same = toFailure(new OtaError('device/same-version', { version: '2.0.0', buildId: 'b' }));

const COMMITTED: JobEnd = { kind: 'committed' };
const WENT_BACK: JobEnd = { kind: 'went-back', failure: back };
const OFFLINE: JobEnd = { kind: 'offline', failure: lost };
const SKIPPED: JobEnd = { kind: 'skipped', why: 'already-there', failure: same };
const FAILED: JobEnd = { kind: 'failed', failure: lost, mayAgain: true };

const planOf = (count: number, own: Partial<RollOutPlan> = {}): RollOutPlan =>
  rollOutPlan(count, {
    waves: [{ kind: 'devices', count: 1 }, { kind: 'devices', count: 3 }, { kind: 'rest' }],
    ...own,
  });

const idsOf = ({ start }: RollOutStep): readonly string[] => start.map(({ id }) => id);

/** Begins what is to be begun, and ends it at once as `ends` says. Returns who was begun. */
function round(rollOut: RollOut, nowMs: number, ends: (id: string) => JobEnd): readonly string[] {
  const started = idsOf(rollOut.next(nowMs));
  for (const id of started) rollOut.begin(id, nowMs);
  for (const id of started) rollOut.settle(id, ends(id), nowMs);
  return started;
}

describe('a roll-out in waves', () => {
  it('starts the next wave when every device of the one before is committed', () => {
    const rollOut = new RollOut(planOf(6));
    expect(round(rollOut, 0, () => COMMITTED)).toEqual(['d0']);
    expect(idsOf(rollOut.next(0))).toEqual(['d1', 'd2', 'd3']);
    for (const id of ['d1', 'd2', 'd3']) rollOut.begin(id, 0);
    rollOut.settle('d1', COMMITTED, 1);
    rollOut.settle('d2', COMMITTED, 1);
    expect(rollOut.next(1)).toMatchObject({ state: 'running', wave: 1, start: [] });
    rollOut.settle('d3', COMMITTED, 2);
    expect(rollOut.next(2)).toMatchObject({ wave: 2 });
    expect(round(rollOut, 2, () => COMMITTED)).toEqual(['d4', 'd5']);
    expect(rollOut.next(3).state).toBe('completed');
  });

  it('waits until a wave has run its time, and asks each of its devices then', () => {
    const rollOut = new RollOut(planOf(6, { soakMs: 60_000 }));
    round(rollOut, 1000, () => COMMITTED);
    expect(rollOut.next(1000)).toMatchObject({ state: 'soaking', start: [], wakeAtMs: 61_000 });
    expect(rollOut.next(60_999).ask).toEqual([]);
    expect(rollOut.next(61_000).ask.map(({ id }) => id)).toEqual(['d0']);
    expect(rollOut.next(61_000).start).toEqual([]);
    rollOut.soaked('d0', null, 61_000);
    expect(idsOf(rollOut.next(61_000))).toEqual(['d1', 'd2', 'd3']);
  });

  it('counts a device that no longer runs the new firmware after that time as gone back', () => {
    const rollOut = new RollOut(
      planOf(6, { soakMs: 60_000, stopAt: { kind: 'devices', count: 1 } }),
    );
    round(rollOut, 0, () => COMMITTED);
    rollOut.soaked('d0', { kind: 'went-back', failure: back }, 60_000);
    expect(rollOut.next(60_000)).toMatchObject({ state: 'halted', start: [] });
  });

  it('gives the place of a device that is passed over or cannot be reached to the next one', () => {
    const rollOut = new RollOut(planOf(6));
    const ends = (id: string): JobEnd =>
      id === 'd0' ? SKIPPED : id === 'd1' ? OFFLINE : COMMITTED;
    expect(round(rollOut, 0, ends)).toEqual(['d0']);
    expect(round(rollOut, 0, ends)).toEqual(['d1']);
    expect(rollOut.next(0).wave).toBe(0);
    expect(round(rollOut, 0, ends)).toEqual(['d2']);
    expect(idsOf(rollOut.next(0))).toEqual(['d3', 'd4', 'd5']);
  });

  it('looks once more for who is offline after all others, and longer where the plan says so', () => {
    const rollOut = new RollOut(planOf(2));
    round(rollOut, 0, (id) => (id === 'd0' ? OFFLINE : COMMITTED));
    round(rollOut, 0, () => COMMITTED);
    expect(rollOut.next(0)).toMatchObject({ state: 'running', start: [], wakeAtMs: 5_000 });
    expect(round(rollOut, 5_000, () => OFFLINE)).toEqual(['d0']);
    expect(rollOut.next(5_000).state).toBe('completed');
    expect(rollOut.records.get('d0')).toMatchObject({ state: 'offline', looks: 2, sinceMs: 0 });

    const patient = new RollOut(planOf(1, { offlineMs: 20_000 }));
    round(patient, 0, () => OFFLINE);
    round(patient, 5_000, () => OFFLINE);
    expect(patient.next(5_000)).toMatchObject({ start: [], wakeAtMs: 15_000 });
    expect(round(patient, 15_000, () => COMMITTED)).toEqual(['d0']);
    expect(patient.records.get('d0')).toMatchObject({ state: 'committed', tries: 1 });
  });

  it('tries a device that kept its old firmware again, in its place, as often as the plan says', () => {
    const rollOut = new RollOut(planOf(6, { retries: 1 }));
    round(rollOut, 0, () => FAILED);
    expect(rollOut.next(0)).toMatchObject({ start: [], wave: 0, wakeAtMs: 5_000 });
    expect(rollOut.failures).toBe(0);
    expect(round(rollOut, 5_000, () => FAILED)).toEqual(['d0']);
    expect(rollOut.records.get('d0')).toMatchObject({ state: 'failed', tries: 2, wave: 0 });
    expect(rollOut.failures).toBe(1);
  });

  it('never starts more devices at the same time than the plan lets', () => {
    const rollOut = new RollOut(planOf(9, { waves: [{ kind: 'rest' }], atOnce: 4 }));
    expect(idsOf(rollOut.next(0))).toHaveLength(4);
    rollOut.begin('d0', 0);
    expect(idsOf(rollOut.next(0))).toEqual(['d1', 'd2', 'd3']);
  });
});

describe('a roll-out that stops', () => {
  it('halts at the limit, and goes on when people raise it', () => {
    const rollOut = new RollOut(planOf(9, { stopAt: { kind: 'devices', count: 2 } }));
    round(rollOut, 0, () => COMMITTED);
    const rest = rollOut.next(0).start.map(({ id }) => id);
    for (const id of rest) rollOut.begin(id, 0);
    rollOut.settle('d1', WENT_BACK, 0);
    expect(rollOut.next(0).state).toBe('running');
    rollOut.settle('d2', WENT_BACK, 0);
    expect(rollOut.isEnd(rollOut.next(0))).toBe(false);
    rollOut.settle('d3', COMMITTED, 0);
    const halted = rollOut.next(0);
    expect(halted).toMatchObject({ state: 'halted', start: [] });
    expect(rollOut.isEnd(halted)).toBe(true);
    rollOut.control = { ...rollOut.control, moreFailures: 1 };
    expect(idsOf(rollOut.next(0))).toEqual(['d4', 'd5', 'd6', 'd7', 'd8']);
  });

  it('is completed after a last wave that nobody kept: nothing is left to be held up', () => {
    const rollOut = new RollOut(planOf(2, { waves: [{ kind: 'devices', count: 1 }] }));
    round(rollOut, 0, () => COMMITTED);
    expect(round(rollOut, 0, () => WENT_BACK)).toEqual(['d1']);
    expect(rollOut.next(0).state).toBe('completed');
    expect(rollOut.haltReason).toBeNull();
  });

  it('halts after a wave of which no device was committed, whatever the limit, until people pass it', () => {
    const rollOut = new RollOut(planOf(9));
    round(rollOut, 0, () => WENT_BACK);
    expect(rollOut.next(0)).toMatchObject({ state: 'halted', start: [] });
    expect(rollOut.haltReason).toBe('no-commit');
    rollOut.control = { ...rollOut.control, passedWaves: 1 };
    expect(idsOf(rollOut.next(0))).toEqual(['d1', 'd2', 'd3']);
  });

  it('takes a share of all devices as the limit, rounded up', () => {
    const rollOut = new RollOut(planOf(30, { stopAt: { kind: 'percent', percent: 5 } }));
    expect(rollOut.failureLimit).toBe(2);
  });

  it('takes back into the queue who was called off', () => {
    const rollOut = new RollOut(planOf(2));
    rollOut.begin('d0', 0);
    rollOut.settle('d0', { kind: 'called-off' }, 1);
    expect(rollOut.records.get('d0')).toMatchObject({ state: 'waiting', wave: null, tries: 0 });
    expect(idsOf(rollOut.next(1))).toEqual(['d0']);
  });

  it('starts nobody while it is paused or stopped, and ends stopped when nobody is under way', () => {
    const rollOut = new RollOut(planOf(6));
    rollOut.begin('d0', 0);
    rollOut.control = { ...rollOut.control, paused: true };
    expect(rollOut.next(0)).toMatchObject({ state: 'paused', start: [] });
    rollOut.control = { ...rollOut.control, stopped: true };
    const step = rollOut.next(0);
    expect(step.state).toBe('stopped');
    expect(rollOut.isEnd(step)).toBe(false);
    rollOut.settle('d0', COMMITTED, 1);
    expect(rollOut.isEnd(rollOut.next(1))).toBe(true);
  });

  it('starts nobody who would restart in the quiet hours', () => {
    const quietHours = { fromMinute: 60, untilMinute: 120, timeZone: 'UTC' };
    const rollOut = new RollOut(planOf(6, { quietHours }));
    const minute = 60_000;
    expect(rollOut.next(56 * minute)).toMatchObject({
      state: 'quiet',
      start: [],
      wakeAtMs: 120 * minute,
    });
    expect(idsOf(rollOut.next(54 * minute))).toEqual(['d0']);
  });
});

describe('a coordinator that takes over', () => {
  it('decides by the records of the one before as that one would have', () => {
    const plan = planOf(9, { retries: 1 });
    const first = new RollOut(plan);
    round(first, 0, () => COMMITTED);
    round(first, 0, (id) => (id === 'd1' ? WENT_BACK : id === 'd2' ? FAILED : COMMITTED));
    const second = new RollOut(plan, { records: first.records });
    for (const nowMs of [0, 4_999, 5_000]) expect(second.next(nowMs)).toEqual(first.next(nowMs));
    expect(second.failures).toBe(1);
    expect(second.waves).toEqual(first.waves);
  });
});

/** What a device does each time that it is tried; the last one repeats. */
const endArbitrary = fc.constantFrom(COMMITTED, WENT_BACK, OFFLINE, SKIPPED, FAILED);

describe('any roll-out over any fleet', () => {
  it('exposes no more devices to a bad firmware than the first wave has, nor than were under way when it halted', () => {
    fc.assert(
      fc.property(
        fc.record({
          count: fc.integer({ min: 1, max: 60 }),
          waves: fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 4 }),
          limit: fc.integer({ min: 1, max: 10 }),
          atOnce: fc.integer({ min: 1, max: 20 }),
          order: fc.infiniteStream(fc.nat()),
          others: fc.array(fc.constantFrom(OFFLINE, SKIPPED, null), { maxLength: 60 }),
        }),
        ({ count, waves, limit, atOnce, order, others }) => {
          const plan = planOf(count, {
            waves: waves.map((size) => ({ kind: 'devices', count: size })),
            stopAt: { kind: 'devices', count: limit },
            atOnce,
          });
          const rollOut = new RollOut(plan);
          const exposed = run(rollOut, (id) => others[Number(id.slice(1))] ?? WENT_BACK, order);
          expect(exposed).toBeLessThanOrEqual(limit - 1 + atOnce);
          expect(exposed).toBeLessThanOrEqual(rollOut.waves[0]?.planned ?? 0);
        },
      ),
    );
  });

  it('ends, with every device accounted for, and starts a wave only after the one before', () => {
    fc.assert(
      fc.property(
        fc.record({
          ends: fc.array(fc.array(endArbitrary, { minLength: 1, maxLength: 3 }), {
            minLength: 1,
            maxLength: 40,
          }),
          waves: fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 4 }),
          atOnce: fc.integer({ min: 1, max: 20 }),
          soakMs: fc.constantFrom(0, 1_000),
          retries: fc.integer({ min: 0, max: 2 }),
          order: fc.infiniteStream(fc.nat()),
        }),
        ({ ends, waves, atOnce, soakMs, retries, order }) => {
          const plan = planOf(ends.length, {
            waves: waves.map((size) => ({ kind: 'devices', count: size })),
            stopAt: { kind: 'devices', count: ends.length + 1 },
            atOnce,
            soakMs,
            retries,
          });
          const rollOut = new RollOut(plan, {
            control: { ...NO_WISHES, passedWaves: waves.length },
          });
          const tried = new Map<string, number>();
          run(
            rollOut,
            (id) => {
              const own = ends[Number(id.slice(1))] ?? [COMMITTED];
              const at = tried.get(id) ?? 0;
              tried.set(id, at + 1);
              return own[Math.min(at, own.length - 1)] ?? COMMITTED;
            },
            order,
          );
          const states = [...rollOut.records.values()].map(({ state }) => state);
          expect(states).not.toContain('waiting');
          expect(states).not.toContain('under-way');
        },
      ),
    );
  });
});

/**
 * Runs it to its end, devices ending in any order, and sees that no wave begins before the ones before it are settled and soaked.
 * Returns how many devices went back.
 */
function run(rollOut: RollOut, endOf: (id: string) => JobEnd, order: Iterable<number>): number {
  const choices = order[Symbol.iterator]();
  const underWay: string[] = [];
  let nowMs = 0;
  let exposed = 0;
  for (let turn = 0; turn < 10_000; turn += 1) {
    const step = rollOut.next(nowMs);
    for (const { id } of step.start) {
      const { wave } = rollOut.begin(id, nowMs) as { wave: number };
      underWay.push(id);
      for (const record of rollOut.records.values())
        if ('wave' in record && record.wave !== null && record.wave < wave) {
          expect(['committed', 'went-back', 'failed']).toContain(record.state);
          if (record.state === 'committed') expect(record.soaked).toBe(true);
        }
    }
    for (const { id } of step.ask) rollOut.soaked(id, null, nowMs);
    const [chosen] = underWay.splice((choices.next().value ?? 0) % (underWay.length || 1), 1);
    if (chosen !== undefined) {
      const end = endOf(chosen);
      if (end.kind === 'went-back') exposed += 1;
      rollOut.settle(chosen, end, nowMs);
    } else if (step.ask.length > 0 || step.start.length > 0) continue;
    else if (rollOut.isEnd(step)) return exposed;
    else if (step.wakeAtMs === null) throw new Error(`nothing happens any more: ${step.state}`);
    else nowMs = Math.max(nowMs, step.wakeAtMs);
  }
  throw new Error('it does not end');
}
