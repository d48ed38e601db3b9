import { describe, expect, it } from 'vitest';
import { OtaError, toFailure } from '../../../src/contracts/failure.ts';
import type { DeviceRecord, JobEnd } from '../../../src/fleet/device-record.ts';
import type { FleetDevice, RollOutPlan } from '../../../src/fleet/plan.ts';
import { RollOut } from '../../../src/fleet/roll-out.ts';
import type { RollOutStep } from '../../../src/fleet/roll-out.ts';
import { RESTART_WAIT_MS, runRollOut } from '../../../src/fleet/run-roll-out.ts';
import type { FleetHost, RollOutEvent, UpdateJob } from '../../../src/fleet/run-roll-out.ts';
import type { UpdateEvent } from '../../../src/update/events.ts';
import { rollOutPlan } from '../../support/fleet/plan.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const back = toFailure(
  OtaError.from(new OtaError('update/rolled-back', { from: '1', to: '2', why: 'not-seen' })),
);

const planOf = (count: number, own: Partial<RollOutPlan> = {}): RollOutPlan =>
  rollOutPlan(count, { stopAt: { kind: 'devices', count: 1 }, ...own });

type Work = (device: FleetDevice, job: UpdateJob, clock: VirtualClock) => Promise<JobEnd>;

interface SetUpOptions {
  readonly stillRuns?: FleetHost['stillRuns'];
  readonly adopt?: FleetHost['adopt'];
  readonly records?: ReadonlyMap<string, DeviceRecord>;
  readonly mayBegin?: () => boolean;
}

function setUp(
  plan: RollOutPlan,
  update: Work,
  {
    stillRuns = () => Promise.resolve(null),
    adopt = () => Promise.reject(new Error('nobody is to be adopted')),
    records = new Map(),
    mayBegin = () => true,
  }: SetUpOptions = {},
) {
  const clock = new VirtualClock();
  const rollOut = new RollOut(plan, { records });
  let changed: () => void = () => undefined;
  const host: FleetHost = {
    clock,
    wallClock: () => clock.now(),
    update: (device, job) => update(device, job, clock),
    adopt,
    stillRuns,
  };
  const events: RollOutEvent[] = [];
  const leave = new AbortController();
  const finish = async (onEvent: (event: RollOutEvent) => void): Promise<RollOutStep> => {
    const steps = runRollOut(rollOut, host, {
      signal: leave.signal,
      mayBegin,
      onChange: (tell) => (changed = tell),
    });
    for (;;) {
      const next = await steps.next();
      if (next.done === true) return next.value;
      events.push(next.value);
      onEvent(next.value);
    }
  };
  const run = (onEvent: (event: RollOutEvent) => void = () => undefined): Promise<RollOutStep> =>
    clock.run(finish(onEvent));
  return { clock, rollOut, events, leave, run, changed: () => changed() };
}

const phase = (name: string): UpdateEvent => ({ type: 'phase', phase: name }) as UpdateEvent;

/** Until its time is over, or the job is called off. */
const working = (clock: VirtualClock, ms: number, { signal }: UpdateJob): Promise<JobEnd> =>
  clock.sleep(ms, signal).then(
    (): JobEnd => ({ kind: 'committed' }),
    (): JobEnd => ({ kind: 'called-off' }),
  );

const statesOf = (rollOut: RollOut): readonly string[] =>
  [...rollOut.records.values()].map(({ state }) => state);

describe('a coordinator', () => {
  it('updates wave by wave, asks each device after its soak, and ends', async () => {
    const asked: string[] = [];
    const waves = [{ kind: 'devices', count: 1 }, { kind: 'rest' }] as const;
    const set = setUp(
      planOf(3, { waves, soakMs: 60_000 }),
      (_, job, clock) => working(clock, 10_000, job),
      {
        stillRuns: ({ id }) => {
          asked.push(id);
          return Promise.resolve(null);
        },
      },
    );
    expect((await set.run()).state).toBe('completed');
    expect(statesOf(set.rollOut)).toEqual(['committed', 'committed', 'committed']);
    expect(asked).toEqual(['d0', 'd1', 'd2']);
    // Two waves of 10 s and 60 s.
    expect(set.clock.now()).toBe(1000 + 140_000);
    const records = set.events.filter((event) => event.type === 'record');
    expect(records.map(({ device, record }) => `${device.id} ${record.state}`).slice(0, 3)).toEqual(
      ['d0 under-way', 'd0 committed', 'd0 committed'],
    );
  });

  it('halted, calls off who has not restarted and lets the others end', async () => {
    const set = setUp(planOf(3), async ({ id }, job, clock): Promise<JobEnd> => {
      job.onEvent(phase('writing'));
      if (id === 'd1') job.onEvent(phase('rebooting'));
      if (id !== 'd0') return working(clock, 50_000, job);
      await clock.sleep(5_000, job.signal);
      return { kind: 'went-back', failure: back };
    });
    expect((await set.run()).state).toBe('halted');
    expect(statesOf(set.rollOut)).toEqual(['went-back', 'committed', 'waiting']);
  });

  it('left, calls off everybody at once and ends stopped', async () => {
    const set = setUp(planOf(2), async (_, job, clock) => {
      job.onEvent(phase('rebooting'));
      return working(clock, 50_000, job);
    });
    const last = await set.run((event) => {
      if (event.type === 'update') set.leave.abort(new OtaError('cancelled', { by: 'user' }));
    });
    expect(last.state).toBe('stopped');
    expect(statesOf(set.rollOut)).toEqual(['waiting', 'waiting']);
    expect(set.clock.now()).toBe(1000);
  });

  it('counts what its own host throws as a failure of that device, with its code', async () => {
    const set = setUp(planOf(1), () => Promise.reject(new Error('out of memory')));
    expect((await set.run()).state).toBe('halted');
    expect(set.rollOut.records.get('d0')).toMatchObject({
      state: 'failed',
      failure: { code: 'bug/unexpected' },
    });
  });

  const UNDER_WAY: DeviceRecord = { state: 'under-way', wave: 0, tries: 1, sinceMs: 0 };

  it('asks a device that another coordinator began what became of it, once, and begins it anew where nothing is left', async () => {
    const adopted: string[] = [];
    const begun: string[] = [];
    const set = setUp(
      planOf(3),
      ({ id }, job, clock) => {
        begun.push(id);
        return working(clock, 10_000, job);
      },
      {
        records: new Map([
          ['d0', UNDER_WAY],
          ['d1', UNDER_WAY],
        ]),
        adopt: ({ id }) => {
          adopted.push(id);
          return Promise.resolve(id === 'd0' ? { kind: 'committed' } : { kind: 'put-back' });
        },
      },
    );
    expect((await set.run()).state).toBe('completed');
    expect(adopted).toEqual(['d0', 'd1']);
    expect(begun).toEqual(['d2', 'd1']);
    expect(set.rollOut.records.get('d1')).toMatchObject({ state: 'committed', wave: 0, tries: 1 });
  });

  it('begins and adopts nobody while it may not, and goes on when it may', async () => {
    let mayBegin = false;
    const set = setUp(planOf(2), (_, job, clock) => working(clock, 10_000, job), {
      records: new Map([['d0', UNDER_WAY]]),
      adopt: () => Promise.resolve({ kind: 'committed' }),
      mayBegin: () => mayBegin,
    });
    const stop = new AbortController();
    void set.clock.sleep(30_000, stop.signal).then(() => {
      mayBegin = true;
      set.changed();
    });
    expect((await set.run()).state).toBe('completed');
    expect(set.clock.now()).toBe(1000 + 40_000);
  });
});

describe('a roll-out whose devices wait for people', () => {
  const waves = [{ kind: 'devices', count: 1 }, { kind: 'rest' }] as const;
  const writes: Work = async (_, job, clock) => {
    job.onEvent(phase('writing'));
    await clock.sleep(1_000, job.signal);
    await job.released({ signal: job.signal });
    job.onEvent(phase('finalizing'));
    return { kind: 'committed' };
  };
  const calledOff: Work = (device, job, clock) =>
    writes(device, job, clock).catch((): JobEnd => ({ kind: 'called-off' }));

  it('lets a wave go on when it is released, and has the next one wait anew', async () => {
    const set = setUp(planOf(3, { waves, waitBefore: 'restart' }), writes);
    const waiting: number[] = [];
    const last = await set.run((event) => {
      if (event.type !== 'gate' || !event.waits) return;
      waiting.push(set.rollOut.control.releasedWaves);
      const { releasedWaves } = set.rollOut.control;
      const wave = event.device.id === 'd0' ? 1 : 2;
      set.rollOut.control = {
        ...set.rollOut.control,
        releasedWaves: Math.max(releasedWaves, wave),
      };
      set.changed();
    });
    expect(last.state).toBe('completed');
    expect(waiting).toEqual([0, 1, 2]);
    expect(set.clock.now()).toBe(1000 + 2_000);
  });

  it('stopped, calls off who has not restarted; who is on trial goes back where people want that', async () => {
    const set = setUp(planOf(2, { waitBefore: 'commit' }), async ({ id }, job, clock) => {
      if (id === 'd0') return calledOff({ id, url: '', group: null }, job, clock);
      job.onEvent(phase('verifying'));
      const release = await job.released({ signal: job.signal });
      return release === 'go-back'
        ? { kind: 'went-back', failure: back }
        : { kind: 'failed', failure: back, mayAgain: false };
    });
    await set.run((event) => {
      if (event.type !== 'gate' || event.device.id !== 'd0' || !event.waits) return;
      set.rollOut.control = { ...set.rollOut.control, stopped: true, goBack: true };
      set.changed();
    });
    expect(statesOf(set.rollOut)).toEqual(['waiting', 'went-back']);
  });

  it('pauses and calls its devices off before they would give up by themselves', async () => {
    const set = setUp(planOf(1, { waitBefore: 'restart' }), calledOff);
    await set.run((event) => {
      if (event.type !== 'lapsed') return;
      expect(set.rollOut.control.paused).toBe(true);
      set.rollOut.control = { ...set.rollOut.control, stopped: true };
    });
    expect(statesOf(set.rollOut)).toEqual(['waiting']);
    expect(set.clock.now()).toBeLessThan(RESTART_WAIT_MS);
  });
});
