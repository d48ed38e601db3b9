import { describe, expect, it } from 'vitest';
import type { TopicClientOptions } from '../../../../src/contracts/topic-client.ts';
import type { JobEnd } from '../../../../src/fleet/device-record.ts';
import { readAnswer } from '../../../../src/fleet/runner/job-documents.ts';
import type { RunnerAnswer } from '../../../../src/fleet/runner/job-documents.ts';
import { JobServer } from '../../../../src/fleet/runner/job-server.ts';
import { topicsOf } from '../../../../src/fleet/shared/topics.ts';
import type { UpdateEvent } from '../../../../src/update/events.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const TOPICS = topicsOf('house');

const job = (name: string, epoch = 7, device = 'lamp'): string =>
  JSON.stringify({
    ...{ epoch, job: name, kind: 'update', since: 3 },
    device: { id: device, url: 'ws://h/rpc' },
    bundles: [{ sha256: 'a'.repeat(64), bytes: 9, url: 'http://h/t/fw.zip' }],
    rules: {
      ...{ commitTimeoutMs: 1, updateTimeoutMs: null, chunkSize: null, window: 1, force: [] },
      ...{ way: 'write', shadow: null, checks: null },
    },
  });

const phase = (name: 'preparing' | 'rebooting'): UpdateEvent =>
  ({ type: 'phase', phase: name }) as UpdateEvent;

/** A runner at a broker that gives back what it says of itself as long as `echoes`. */
async function setUp({ places = 1, echoes = true, beginsAfterMs = 3_000 } = {}) {
  const clock = new VirtualClock();
  const broker = { echoes };
  const answers: RunnerAnswer[] = [];
  let message: TopicClientOptions['message'] = () => undefined;
  let begun = 0;
  const server = new JobServer({
    ...{ rollOut: 'house', clock, owner: 'r', name: 'r', places, told: () => undefined },
    open: (options) => {
      message = options.message;
      const give = (topic: string, text: string): Promise<void> => {
        const answer = topic === TOPICS.answers ? readAnswer(text) : null;
        if (answer !== null) answers.push(answer);
        if (topic === TOPICS.runner('r') && broker.echoes) options.message(topic, text);
        return Promise.resolve();
      };
      return Promise.resolve({
        ended: new Promise<string>(() => undefined),
        ...{ publish: give, send: give, close: () => undefined },
      });
    },
    hostFor: () =>
      Promise.resolve({
        async update(_, { signal, onEvent }): Promise<JobEnd> {
          await clock.sleep(beginsAfterMs, signal);
          onEvent(phase('preparing'));
          if (signal.aborted) return { kind: 'called-off' };
          begun += 1;
          await clock.sleep(3_000, signal);
          onEvent(phase('rebooting'));
          await clock.sleep(3_000, signal);
          return { kind: 'committed' };
        },
        adopt: () => Promise.resolve({ kind: 'put-back' }),
        stillRuns: () => Promise.resolve(null),
      }),
  });
  const over = new AbortController();
  const running = server.run(over.signal).catch(() => undefined);
  await clock.advance(1_000);
  return {
    ...{ clock, broker, server, answers, running },
    begun: () => begun,
    hear: (topic: string, text: string) => message(topic, text),
    kinds: () => answers.map(({ job: of, kind }) => `${of} ${kind}`),
    ends: () => answers.flatMap((answer) => (answer.kind === 'done' ? [answer.end.kind] : [])),
  };
}

describe('a runner', () => {
  it('takes as many devices as it has places, declines more, and takes none twice', async () => {
    const { clock, hear, kinds, begun } = await setUp();
    hear(TOPICS.jobs, job('7-1'));
    hear(TOPICS.jobs, job('7-1'));
    hear(TOPICS.jobs, job('7-2', 7, 'pump'));
    await clock.advance(3_500);
    expect(kinds().slice(0, 2)).toEqual(['7-1 accepted', '7-2 declined']);
    expect(begun()).toBe(1);
  });

  it('declines what it cannot know to be new: nothing has come back from the broker yet', async () => {
    const { hear, kinds } = await setUp({ echoes: false });
    hear(TOPICS.jobs, job('7-1'));
    expect(kinds()).toEqual(['7-1 declined']);
  });

  it('begins nothing when nothing came back from the broker for 4 s: another one may have the device', async () => {
    const { clock, broker, hear, kinds, begun, ends } = await setUp({ beginsAfterMs: 4_500 });
    hear(TOPICS.jobs, job('7-1'));
    broker.echoes = false;
    await clock.advance(12_000);
    expect(kinds()[0]).toBe('7-1 accepted');
    expect([begun(), ends()[0]]).toEqual([0, 'called-off']);
  });

  it('obeys no older coordinator than it has seen, and tells a new one what is under way', async () => {
    const { clock, hear, kinds } = await setUp();
    hear(TOPICS.jobs, job('7-1'));
    const claim = { epoch: 9, owner: 'o', name: 'n', beat: 1, state: 'held' };
    hear(TOPICS.claim, JSON.stringify(claim));
    hear(TOPICS.jobs, job('7-2', 7, 'pump'));
    await clock.advance(100);
    expect(kinds()).toEqual(['7-1 accepted', '7-1 accepted']);
  });

  it('tells an end again until it is settled, and takes over the name of a job that is issued again', async () => {
    const { clock, hear, kinds, ends } = await setUp();
    hear(TOPICS.jobs, job('7-1'));
    hear(TOPICS.jobs, job('7-2'));
    await clock.advance(21_000);
    expect(kinds().slice(0, 2)).toEqual(['7-1 accepted', '7-2 accepted']);
    expect(ends().length).toBeGreaterThan(2);
    expect(kinds().at(-1)).toBe('7-2 done');
    const before = ends().length;
    hear(TOPICS.orders('r'), JSON.stringify({ kind: 'settled', job: '7-2' }));
    await clock.advance(20_000);
    expect(ends()).toHaveLength(before);
  });

  it('calls a device off when it is told to, unless that restarts', async () => {
    const { clock, hear, ends } = await setUp({ places: 2 });
    const callOff = (name: string): void =>
      hear(TOPICS.orders('r'), JSON.stringify({ kind: 'call-off', job: name }));
    hear(TOPICS.jobs, job('7-1'));
    await clock.advance(1_000);
    callOff('7-1');
    await clock.advance(100);
    expect(ends()).toEqual(['called-off']);
    hear(TOPICS.jobs, job('7-2', 7, 'pump'));
    await clock.advance(7_000);
    callOff('7-2');
    await clock.advance(3_000);
    expect(ends().at(-1)).toBe('committed');
  });

  it('leaves when what is under way has finished, and takes nothing before', async () => {
    const { clock, hear, server, kinds, ends, running } = await setUp({ places: 2 });
    hear(TOPICS.jobs, job('7-1'));
    await clock.advance(1_000);
    server.leave();
    hear(TOPICS.jobs, job('7-2', 7, 'pump'));
    expect(kinds().at(-1)).toBe('7-2 declined');
    await clock.advance(20_000);
    expect(ends()).toContain('committed');
    await running;
  });
});
