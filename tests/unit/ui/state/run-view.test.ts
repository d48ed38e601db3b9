import { describe, expect, it } from 'vitest';
import { OtaError, toFailure } from '../../../../src/contracts/failure.ts';
import { erasingSince } from '../../../../src/ui/state/writing.ts';
import {
  STAGES,
  beginRun,
  pauseLeftMs,
  stageOf,
  trialLeftDeviceMs,
  trialLeftMs,
  withEvent,
  withTimeFactor,
  withTrialClock,
} from '../../../../src/ui/state/run-view.ts';
import type { RunView } from '../../../../src/ui/state/run-view.ts';
import {
  finishedStages,
  runningStages,
  partCaption,
  partNotches,
} from '../../../../src/ui/features/update/stage-row.ts';
import type { Phase, UpdateEvent } from '../../../../src/workers/api.ts';
import { bundle, order } from '../../../support/ui/fixtures.ts';

const context = (acknowledgedBytes: number) => ({
  sessionId: 's',
  deviceId: 'd',
  bundleSha256: bundle.id,
  acknowledgedBytes,
  callId: 1,
  at: 0,
});
const phase = (name: Phase, bytes = 0): UpdateEvent => ({
  ...context(bytes),
  type: 'phase',
  phase: name,
});
const progress = (bytes: number): UpdateEvent => ({
  ...context(bytes),
  type: 'progress',
  totalBytes: bundle.sizeBytes,
  part: null,
});
const trial = (leftMs: number | null): UpdateEvent => ({
  ...context(bundle.sizeBytes),
  type: 'trial',
  version: '1.1.0',
  leftMs,
});

/** A run after these events, one each second. */
const after = (...events: readonly UpdateEvent[]): RunView =>
  events.reduce(
    (run, event, index) => withEvent(run, event, (index + 1) * 1_000),
    beginRun(order, 0),
  );

const states = (run: RunView, now: number) => runningStages(run, now).map(({ state }) => state);

describe('the picture of a running update', () => {
  it('begins with the check', () => {
    const run = beginRun(order, 0);
    expect(stageOf(run)).toBe(0);
    expect(states(run, 0)).toEqual(['here', ...Array<string>(STAGES - 1).fill('todo')]);
  });

  it('closes a stage when the next one begins, and counts the one that runs', () => {
    const run = after(phase('checking'), phase('preparing'), phase('writing'));
    expect(runningStages(run, 8_000).map(({ time }) => time)).toEqual([
      '0:02',
      '0:01',
      '0:05',
      null,
      null,
      null,
      null,
    ]);
  });

  it("says that the device erases where it keeps a part's first block waiting, and leaves that out of its rate", () => {
    const begun = after(phase('writing'), progress(98_304));
    expect(erasingSince(begun, 2_900)).toBeNull();
    expect(erasingSince(begun, 3_100)).toBe(2_000);
    const written = [104_448, 110_592].reduce(
      (run, bytes, index) => withEvent(run, progress(bytes), 9_000 + index * 2_000),
      begun,
    );
    expect(written.samples).toEqual([
      { at: 9_000, bytes: 104_448 },
      { at: 11_000, bytes: 110_592 },
    ]);
    expect(erasingSince(written, 20_000)).toBeNull();
  });

  it('counts confirmed bytes only', () => {
    const run = after(phase('writing'), progress(4_096));
    expect(run.acknowledgedBytes).toBe(4_096);
    expect(run.samples).toEqual([
      { at: 1_000, bytes: 0 },
      { at: 2_000, bytes: 4_096 },
    ]);
  });

  it('counts what was sent again', () => {
    const retry: UpdateEvent = {
      ...context(0),
      type: 'retry',
      offset: 0,
      attempt: 2,
      why: 'rpc/timeout',
    };
    expect(after(phase('writing'), retry, retry).retries).toBe(2);
  });

  it('stands at Commit while the trial runs, whatever phase was last', () => {
    const run = after(phase('verifying'), trial(300_000));
    expect(stageOf(run)).toBe(6);
    expect(states(run, 3_000)).toEqual([...Array<string>(6).fill('done'), 'here']);
    expect(stageOf(withEvent(run, phase('rebooting'), 4_000))).toBe(6);
  });
});

describe('what the update left on the device', () => {
  it('is there at the end, and nothing where it is as before', () => {
    const paths = ['update.url'];
    const failure = toFailure(new OtaError('update/settings-left', { paths }));
    const left: UpdateEvent = { ...context(0), type: 'left-behind', failure };
    expect(after(phase('committing')).left).toBeUndefined();
    expect(after(phase('committing'), left).left).toEqual(failure);
  });
});

describe('a paused update', () => {
  const paused = (leftMs: number): UpdateEvent => ({
    ...context(400_000),
    type: 'paused',
    why: 'link-lost',
    link: 'serial',
    leftMs,
  });
  const failure = toFailure(new OtaError('link/out-of-reach', { address: 'x', detail: '' }));
  const looking = (tries: number): UpdateEvent => ({
    ...context(400_000),
    ...{ type: 'looking', tries, failure },
  });
  const wentOn: UpdateEvent = { ...context(400_000), type: 'went-on', offset: 400_000 };
  const over: UpdateEvent = { ...context(0), type: 'started-over', why: 'restarted' };

  it('knows why, and how often the device was looked for', () => {
    const run = after(phase('writing'), progress(400_000), paused(600_000), looking(1), looking(2));
    expect(run.pause).toMatchObject({ why: 'link-lost', link: 'serial', tries: 2, failure });
    expect(stageOf(run)).toBe(2);
  });

  it('counts down to the moment at which the device gives up, and stops at 0', () => {
    const run = after(paused(600_000));
    expect(pauseLeftMs(run, 1_000)).toBe(600_000);
    expect(pauseLeftMs(run, 49_000)).toBe(552_000);
    expect(pauseLeftMs(run, 999_000)).toBe(0);
    expect(pauseLeftMs(after(phase('writing')), 0)).toBeNull();
  });

  it('follows a device whose time runs faster from now on', () => {
    const run = withTimeFactor(after(paused(600_000)), 100, 2_000);
    expect(pauseLeftMs(run, 2_000)).toBe(599_000);
    expect(pauseLeftMs(run, 3_000)).toBe(499_000);
    expect(pauseLeftMs(withTimeFactor(run, 1, 3_000), 4_000)).toBe(498_000);
  });

  it('is over when the writing goes on, with a speed of its own', () => {
    const run = after(phase('writing'), progress(400_000), paused(600_000), wentOn);
    expect(run).toMatchObject({
      pause: null,
      pauses: 1,
      resumed: { how: 'went-on', offset: 400_000 },
      samples: [{ at: 4_000, bytes: 400_000 }],
    });
  });

  it('begins at 0 again when the update starts over', () => {
    const run = after(phase('writing'), progress(400_000), paused(600_000), over);
    expect(run).toMatchObject({
      acknowledgedBytes: 0,
      pause: null,
      resumed: { how: 'started-over', why: 'restarted' },
      samples: [{ at: 4_000, bytes: 0 }],
    });
  });
});

describe('the time left to keep a firmware', () => {
  it('is not known before the trial, and not where the device tells no limit', () => {
    expect(trialLeftMs(after(phase('verifying')), 0)).toBeNull();
    expect(trialLeftMs(after(trial(null)), 5_000)).toBeNull();
  });

  it('counts down from what the device told, and stops at 0', () => {
    const run = after(trial(300_000));
    expect(trialLeftMs(run, 1_000)).toBe(300_000);
    expect(trialLeftMs(run, 61_000)).toBe(240_000);
    expect(trialLeftMs(run, 999_000)).toBe(0);
  });

  it('follows a device whose time runs faster', () => {
    const run = withTrialClock(after(trial(300_000)), { leftMs: 200_000, at: 2_000, factor: 100 });
    expect(trialLeftMs(run, 2_000)).toBe(2_000);
    expect(trialLeftDeviceMs(run, 3_000)).toBe(100_000);
    expect(trialLeftMs(run, 4_000)).toBe(0);
  });

  it('does not begin because the practice device tells its time', () => {
    const run = withTrialClock(after(phase('rebooting')), { leftMs: 1, at: 0, factor: 1 });
    expect(run.trial).toBeNull();
  });
});

describe('the stages of a finished update', () => {
  const figures = { from: '1.0.0', to: '1.1.0', bytes: 0, seconds: 0, writeSeconds: 0 };
  const failure = {
    code: 'link/lost',
    facts: { kind: 'loopback', detail: '' },
    trace: '',
  } as const;
  const results = {
    committed: { ...figures, result: 'committed' },
    failed: { ...figures, result: 'failed', failure },
    reverted: {
      ...figures,
      result: 'reverted',
      failure,
      cause: 'time-over',
      running: { name: 'demo', version: '1.0.0', buildId: 'b1', slot: 0, committed: true },
    },
  } as const;
  const ended = (run: RunView, result: keyof typeof results) =>
    finishedStages({
      run,
      result: results[result],
      endedAt: 9_000,
      endedWallMs: 0,
    }).map(({ state }) => state);

  it('are all done when it was kept', () => {
    expect(ended(after(trial(1), phase('committing')), 'committed')).toEqual(
      Array<string>(STAGES).fill('done'),
    );
  });

  it('show where it stopped', () => {
    expect(ended(after(phase('writing')), 'failed')).toEqual([
      'done',
      'done',
      'fail',
      ...Array<string>(4).fill('todo'),
    ]);
  });

  it('show that it went back at the end', () => {
    expect(ended(after(trial(1)), 'reverted').at(-1)).toBe('held');
  });
});

describe('the parts under the gauge', () => {
  it('are marked where they begin', () => {
    expect(partNotches(after())).toEqual([0.1, 0.7]);
  });

  it('name the part that the confirmed bytes end in, and how far', () => {
    const at = (bytes: number) => partCaption(after(phase('writing'), progress(bytes)));
    expect(at(50_000)).toBeNull();
    expect(at(400_000)).toBe('app11.bin 300 kB of 600 kB');
    expect(at(900_000)).toBe('lfs11.img 200 kB of 250 kB');
    expect(at(1_000_000)).toBe('lfs11.img 250 kB of 250 kB');
  });
});
