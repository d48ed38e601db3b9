import { describe, expect, it } from 'vitest';
import type { UpdateEvent } from '../../../src/update/events.ts';
import {
  SNAPSHOT_INTERVAL_MS,
  createEventCoalescer,
} from '../../../src/workers/updater/event-coalescer.ts';
import { ManualClock } from '../../support/workers/manual-clock.ts';

const context = (acknowledgedBytes: number) => ({
  sessionId: 's',
  deviceId: 'd',
  bundleSha256: 'b',
  acknowledgedBytes,
  callId: null,
  at: 0,
});
const progress = (bytes: number): UpdateEvent => ({
  ...context(bytes),
  type: 'progress',
  totalBytes: 1_000,
  part: null,
});
const phase = (bytes: number): UpdateEvent => ({
  ...context(bytes),
  type: 'phase',
  phase: 'finalizing',
});

function setup() {
  const clock = new ManualClock();
  const seen: { at: number; event: UpdateEvent }[] = [];
  const coalescer = createEventCoalescer(clock, (event) => seen.push({ at: clock.now(), event }));
  return { clock, seen, coalescer };
}

describe('the event coalescer', () => {
  it('lets progress through at most ten times a second, and always the newest', async () => {
    const { clock, seen, coalescer } = setup();
    for (let ms = 0; ms < 1_000; ms += 1) {
      coalescer.push(progress(ms));
      await clock.advance(1);
    }
    expect(seen.length).toBeGreaterThanOrEqual(10);
    expect(seen.length).toBeLessThanOrEqual(11);
    for (const [index, { at }] of seen.entries()) {
      const before = seen[index - 1];
      if (before !== undefined) expect(at - before.at).toBeGreaterThanOrEqual(SNAPSHOT_INTERVAL_MS);
    }
    expect(seen.at(-1)?.event.acknowledgedBytes).toBeGreaterThan(880);
  });

  it('shows the last progress of a burst without waiting for the next one', async () => {
    const { clock, seen, coalescer } = setup();
    coalescer.push(progress(1));
    coalescer.push(progress(2));
    coalescer.push(progress(3));
    await clock.advance(SNAPSHOT_INTERVAL_MS);
    expect(seen.map(({ event }) => event.acknowledgedBytes)).toEqual([1, 3]);
  });

  it('never drops or delays a phase, and keeps it behind the progress before it', () => {
    const { seen, coalescer } = setup();
    coalescer.push(progress(1));
    coalescer.push(progress(2));
    coalescer.push(phase(2));
    expect(seen.map(({ event }) => event.type)).toEqual(['progress', 'progress', 'phase']);
    expect(seen[1]?.event.acknowledgedBytes).toBe(2);
  });

  it('hands on at its end what it held back, and only once', async () => {
    const { clock, seen, coalescer } = setup();
    coalescer.push(progress(1));
    coalescer.push(progress(2));
    coalescer.end();
    await clock.advance(1_000);
    expect(seen.map(({ event }) => event.acknowledgedBytes)).toEqual([1, 2]);
  });
});
