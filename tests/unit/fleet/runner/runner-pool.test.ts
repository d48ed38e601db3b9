import { describe, expect, it } from 'vitest';
import { readJob } from '../../../../src/fleet/runner/job-documents.ts';
import type { RunnerJob } from '../../../../src/fleet/runner/job-documents.ts';
import { RunnerPool } from '../../../../src/fleet/runner/runner-pool.ts';
import { topicsOf } from '../../../../src/fleet/shared/topics.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const TOPICS = topicsOf('house');
const DEVICE = { id: 'lamp', url: 'mqtt://me:s3cret@broker/lamp', group: null };

function setUp() {
  const clock = new VirtualClock();
  const sent: { readonly topic: string; readonly text: string }[] = [];
  const pool = new RunnerPool({
    ...{ rollOut: 'house', clock, wallClock: () => 5, told: () => undefined },
    bundles: [{ sha256: 'a'.repeat(64), bytes: 9, url: 'http://h/t/fw.zip' }],
    rules: {
      ...{ commitTimeoutMs: 1, updateTimeoutMs: null, chunkSize: null, window: 1, force: [] },
      ...{ way: 'write', shadow: null, checks: null },
    },
  });
  const keep = (topic: string, text: string): Promise<void> => {
    sent.push({ topic, text });
    return Promise.resolve();
  };
  pool.attach({ epoch: () => 7, mayAct: () => true, send: keep, publish: keep });
  pool.connected();
  const jobs = (): readonly RunnerJob[] =>
    sent.flatMap(({ topic, text }) => {
      const job = topic === TOPICS.jobs ? readJob(text) : null;
      return job === null ? [] : [job];
    });
  let beat = 0;
  const runner = (places: number): void => {
    for (let time = 0; time < 2; time += 1)
      pool.hear(
        TOPICS.runner('r'),
        JSON.stringify({ owner: 'r', name: 'r', places, beat: (beat += 1) }),
      );
  };
  const answer = (job: RunnerJob | undefined, said: object, since = job?.since): void =>
    pool.hear(
      TOPICS.answers,
      JSON.stringify({ runner: 'r', job: job?.job, device: job?.device.id, since, ...said }),
    );
  const work = (kind: 'update' | 'adopt', sinceMs: number, id = 'lamp') =>
    pool.host[kind]?.(
      { ...DEVICE, id },
      {
        ...{ sinceMs, signal: new AbortController().signal, onEvent: () => undefined },
        released: () => Promise.resolve('go-on' as const),
      },
    );
  return { clock, pool, jobs, runner, answer, work, sent };
}

const committed = { kind: 'done', end: { kind: 'committed' } };

describe('the jobs of a coordinator', () => {
  it('wait until a place is free, and hold no password', () => {
    const { jobs, runner, work, answer, pool } = setUp();
    void work('update', 1, 'a');
    void work('update', 2, 'b');
    expect([jobs(), pool.host.places?.total()]).toEqual([[], 0]);
    runner(1);
    expect(jobs().map(({ device }) => device)).toEqual([{ id: 'a', url: 'mqtt://broker/lamp' }]);
    answer(jobs()[0], { kind: 'accepted' });
    expect(jobs()).toHaveLength(1);
    answer(jobs()[0], committed);
    expect(jobs().map(({ device }) => device.id)).toEqual(['a', 'b']);
  });

  it('are issued again when a full runner declines, each time by another name', async () => {
    const { jobs, runner, work, answer } = setUp();
    const end = work('update', 1);
    runner(1);
    answer(jobs()[0], { kind: 'declined' });
    expect(new Set(jobs().map(({ job }) => job)).size).toBe(2);
    answer(jobs()[0], { kind: 'done', end: { kind: 'put-back' } }); // of the issue that was declined
    answer(jobs()[1], committed);
    expect(await end).toEqual({ kind: 'committed' });
  });

  it('of another coordinator end as its runner says, before or after they are adopted, if it is the same try', async () => {
    const { jobs, runner, work, answer, sent } = setUp();
    runner(4);
    const job = { ...OLD_JOB, since: 3 };
    answer(job, { kind: 'accepted' });
    const under = work('adopt', 3);
    answer(job, committed);
    expect(await under).toEqual({ kind: 'committed' });
    expect(sent.at(-1)).toEqual({
      topic: TOPICS.orders('r'),
      text: JSON.stringify({ kind: 'settled', job: '6-1' }),
    });
    expect(await work('adopt', 3)).toEqual({ kind: 'committed' });
    void work('adopt', 4);
    answer(job, committed);
    expect(jobs()).toEqual([]);
  });

  it('whose runner is gone are adopted by the next one when its lease is over, not before', async () => {
    const { clock, pool, jobs, runner, work, answer } = setUp();
    void work('update', 1);
    runner(1);
    answer(jobs()[0], { kind: 'accepted' });
    pool.hear(TOPICS.gone('r'), '{}');
    const other = (beat: number): void =>
      pool.hear(TOPICS.runner('s'), JSON.stringify({ owner: 's', name: 's', places: 1, beat }));
    for (let atMs = 0; atMs < 4_900; atMs += 100) {
      await clock.advance(100);
      other(atMs);
      pool.tick();
    }
    expect(jobs()).toHaveLength(1);
    await clock.advance(200);
    pool.tick();
    expect(jobs().map(({ kind }) => kind)).toEqual(['update', 'adopt']);
  });
});

const OLD_JOB: RunnerJob = {
  ...{ epoch: 6, job: '6-1', kind: 'update', since: 1, device: { id: 'lamp', url: 'x' } },
  bundles: [],
  rules: {
    ...{ commitTimeoutMs: 1, updateTimeoutMs: null, chunkSize: null, window: 1, force: [] },
    ...{ way: 'write', shadow: null, checks: null },
  },
};
