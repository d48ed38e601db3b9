import { describe, expect, it } from 'vitest';
import { DeviceSession } from '../../../../src/ui/state/device-session.svelte.ts';
import type { EndedRun } from '../../../../src/ui/state/device-session.svelte.ts';
import { RestartableUpdater } from '../../../../src/ui/state/restartable-updater.ts';
import type { UpdateEvent, UpdateResult } from '../../../../src/workers/api.ts';
import { bundle, order } from '../../../support/ui/fixtures.ts';
import { recordingUpdater } from '../../../support/ui/recording-updater.ts';

const firmware = { bundle, file: new File([], bundle.fileName) };
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));
const phase = (name: string) =>
  ({ type: 'phase', phase: name, acknowledgedBytes: 0, at: 0 }) as unknown as UpdateEvent; // what the picture of an update reads of it
const result: UpdateResult = {
  ...{ result: 'cancelled', from: '1.0.0', to: '1.1.0' },
  ...{ bytes: 0, seconds: 1, writeSeconds: 0 },
} as UpdateResult;

function begin() {
  const worker = recordingUpdater();
  const updater = new RestartableUpdater(() =>
    Promise.resolve({ ok: true, value: worker.updater }),
  );
  const heard: string[] = [];
  const session = new DeviceSession({
    updater,
    now: () => 0,
    newId: () => 'session',
    onEvent: (event, run) => heard.push(`${event.type} in ${run.phase}`),
  });
  const ends: (EndedRun & { readonly runThen: unknown })[] = [];
  const update = () =>
    void session.update({ firmware, told: order, force: [] }, (ended) =>
      ends.push({ ...ended, runThen: session.run }),
    );
  return { ...worker, session, update, ends, heard };
}

describe('the updates of one device', () => {
  it('opens the firmware in a worker that has not checked it, and only there', async () => {
    const { update, updates, asked } = begin();
    update();
    await settled();
    updates[0]?.finish(result);
    await settled();
    update();
    await settled();
    expect(asked).toEqual(['openBundle', 'update', 'update']);
  });

  it('have their picture from the first moment to the result, which comes when it is gone', async () => {
    const { session, update, updates, ends, heard } = begin();
    update();
    expect(session.run?.phase).toBe('connecting');
    await settled();
    updates[0]?.tell(phase('writing'));
    expect(heard).toEqual(['phase in writing']);
    updates[0]?.finish(result);
    await settled();
    expect(ends).toMatchObject([{ result, run: { phase: 'writing' }, runThen: null }]);
    updates[0]?.tell(phase('writing'));
    expect([session.run, heard.length]).toEqual([null, 1]);
  });

  it('are paused while they are written, once, and looked for without an end of that pause', async () => {
    const { session, update, updates, asked } = begin();
    update();
    await settled();
    await session.pause();
    expect([session.isPauseAsked, asked]).toEqual([false, ['openBundle', 'update']]);
    updates[0]?.tell(phase('writing'));
    await session.pause();
    await session.pause();
    expect(session.run?.pausing).toBe(true);
    await session.lookNow();
    await session.goOn();
    await session.lookNow();
    expect(asked.slice(2)).toEqual(['pause', 'pause', 'goOn', 'goOn']);
    expect([session.isPauseAsked, session.run?.pausing]).toEqual([false, false]);
  });

  it('are neither cancelled nor decided about where none runs', async () => {
    const { session, asked } = begin();
    await session.cancel();
    await session.decide('keep');
    await session.goOn();
    expect(asked).toEqual([]);
  });
});
