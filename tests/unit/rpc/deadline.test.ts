import { describe, expect, it } from 'vitest';
import { OtaError, abortError } from '../../../src/contracts/failure.ts';
import { linkAbort, untilAborted, withDeadline } from '../../../src/rpc/deadline.ts';
import { quiet, VirtualClock } from '../../support/virtual-clock.ts';

const late = () => new OtaError('rpc/timeout', { method: 'M', timeoutMs: 10 });
const cancelled = () => new OtaError('cancelled', { by: 'user' });

describe('a deadline', () => {
  it('leaves work alone that is done in time, and stops its timer', async () => {
    const clock = new VirtualClock();
    const signal = new AbortController().signal;
    expect(await withDeadline({ clock, ms: 10, signal, late }, async () => 5)).toBe(5);
    await quiet();
    expect(clock.sleeping).toBe(0);
  });

  it('ends work that is late, and tells it so', async () => {
    const clock = new VirtualClock();
    let told = false;
    const signal = new AbortController().signal;
    const work = withDeadline({ clock, ms: 10, signal, late }, (inner) => {
      inner.addEventListener('abort', () => (told = true));
      return new Promise(() => undefined);
    });
    const failed = expect(work).rejects.toMatchObject({ code: 'rpc/timeout' });
    await clock.advance(9);
    expect(told).toBe(false);
    await clock.advance(1);
    await failed;
    expect(told).toBe(true);
  });

  it('ends with the caller’s reason when the caller aborts', async () => {
    const clock = new VirtualClock();
    const stop = new AbortController();
    const options = { clock, ms: 10, signal: stop.signal, late };
    const failed = expect(
      withDeadline(options, () => new Promise(() => undefined)),
    ).rejects.toMatchObject({ code: 'cancelled' });
    stop.abort(cancelled());
    await failed;
    await expect(withDeadline(options, async () => 1)).rejects.toMatchObject({ code: 'cancelled' });
    await quiet();
    expect(clock.sleeping).toBe(0);
  });
});

describe('linked signals', () => {
  it('abort with the first parent, and let go when released', () => {
    const [one, two] = [new AbortController(), new AbortController()];
    const linked = linkAbort(one.signal, two.signal);
    const released = linkAbort(one.signal);
    released.release();
    one.abort(cancelled());
    expect(abortError(linked.signal).code).toBe('cancelled');
    expect(released.signal.aborted).toBe(false);
    expect(linkAbort(two.signal, one.signal).signal.aborted).toBe(true);
  });

  it('turn a foreign reason into cancelled', async () => {
    const signal = AbortSignal.abort(new Error('tab closed'));
    expect(abortError(signal)).toMatchObject({ code: 'cancelled', facts: { by: 'user' } });
    await expect(untilAborted(Promise.reject(new Error('x')), signal)).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});
