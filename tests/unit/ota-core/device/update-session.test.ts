import { describe, expect, it } from 'vitest';
import { createUpdateSession } from '../../../../src/ota-core/device/update-session.ts';
import type { Updater, UpdaterState } from '../../../../src/ota-core/update/updater.ts';

/** An updater that takes `size` bytes and fails at the first byte 0xee. */
function scripted(size: number) {
  let state: UpdaterState = { phase: 'receiving', receivedBytes: 0, part: null };
  const taken: number[] = [];
  let finished = 0;
  const updater: Updater = {
    get state() {
      return state;
    },
    manifest: null,
    targetSlot: 1,
    heldBytes: 0,
    process(bytes) {
      taken.push(...bytes);
      if (bytes.includes(0xee)) state = { phase: 'failed', code: -10, message: 'Digest mismatch' };
      else if (taken.length >= size) state = { phase: 'written', receivedBytes: taken.length };
      else state = { phase: 'receiving', receivedBytes: taken.length, part: 'app' };
    },
    finalize() {
      state =
        state.phase === 'written'
          ? { phase: 'finalized', reboot: true, message: 'Update applied, rebooting' }
          : { phase: 'failed', code: -1, message: 'Update aborted' };
    },
    finish: () => void (finished += 1),
  };
  return { updater, taken, finished: () => finished };
}

function begun(size = 8, timeoutMs = 60_000) {
  const session = createUpdateSession();
  const script = scripted(size);
  session.begin(script.updater, { timeoutMs }, 0);
  session.expect(size);
  return { session, ...script };
}

const bytes = (...values: readonly number[]) => Uint8Array.from(values);

describe('an update as the OTA service sees it', () => {
  it('consumes what continues at the expected offset, and counts whole percent', () => {
    const { session, taken } = begun(3);
    expect(session.write(0, bytes(1, 2), 0)).toBeNull();
    expect(session.progressPercent).toBe(66);
    expect(session.write(2, bytes(3), 0)).toBeNull();
    expect(taken).toEqual([1, 2, 3]);
  });

  it('acknowledges a repeated write without consuming it twice', () => {
    const { session, taken } = begun();
    session.write(0, bytes(1, 2, 3), 0);
    expect(session.write(0, bytes(1, 2, 3), 0)).toBeNull();
    expect(session.write(1, bytes(2), 0)).toBeNull();
    expect(session.write(3, bytes(4), 0)).toBeNull();
    expect(taken).toEqual([1, 2, 3, 4]);
  });

  it.each([
    ['a gap', 4, bytes(9)],
    ['an overlap', 2, bytes(3, 4)],
    ['a negative offset', -1, bytes(1)],
  ])('answers %s with an error that changes nothing', (_, offset, data) => {
    const { session, taken } = begun();
    session.write(0, bytes(1, 2, 3), 0);
    expect(session.write(offset, data, 0)).toMatchObject({ code: -1 });
    expect(session.phase).toBe('progress');
    expect(session.write(3, bytes(4), 0)).toBeNull();
    expect(taken).toEqual([1, 2, 3, 4]);
  });

  it("answers the write that shows a fault with the updater's code and text, and repeats it", () => {
    const { session, finished } = begun();
    const failure = { code: -10, text: 'Digest mismatch', message: '-10 Digest mismatch' };
    expect(session.write(0, bytes(0xee), 0)).toEqual(failure);
    expect(session.write(0, bytes(0xee), 0)).toEqual(failure);
    expect(session.phase).toBe('error');
    expect(session.message).toBe('-10 Digest mismatch');
    expect(session.end()).toEqual({ failure: null, restart: false });
    expect(session.phase).toBe('error');
    expect(finished()).toBe(1);
  });

  it('aborts when it is ended before the last byte', () => {
    const { session, finished } = begun();
    session.write(0, bytes(1), 0);
    expect(session.end()).toEqual({
      failure: { code: -1, text: 'Update aborted', message: '-1 Update aborted' },
      restart: false,
    });
    expect(session.phase).toBe('error');
    expect(finished()).toBe(1);
  });

  it('begins again after an error', () => {
    const { session } = begun();
    session.write(0, bytes(0xee), 0);
    session.begin(scripted(1).updater, { timeoutMs: 1000 }, 0);
    expect(session.phase).toBe('progress');
    expect(session.progressPercent).toBe(0);
    expect(session.write(0, bytes(1), 0)).toBeNull();
  });

  it('succeeds after the last byte, wants a restart, and takes no more', () => {
    const { session } = begun(1);
    session.write(0, bytes(1), 0);
    expect(session.end()).toEqual({ failure: null, restart: true });
    expect(session.phase).toBe('success');
    expect(session.message).toBe('Update applied, rebooting');
    expect(session.end().failure).toMatchObject({ code: -1 });
    expect(session.write(1, bytes(1), 0)).toMatchObject({ code: -1 });
  });

  it('has nothing to write to or to end before it was begun', () => {
    const session = createUpdateSession();
    expect(session.write(0, bytes(1), 0)).toMatchObject({ code: -1 });
    expect(session.end().failure).toMatchObject({ code: -1 });
    expect(session.phase).toBe('idle');
    expect(session.message).toBe('idle');
  });
});

describe('the watchdog of an update', () => {
  it('abandons the update when nothing comes for the whole time, and is idle again', () => {
    const { session, finished } = begun();
    expect(session.dueAt()).toBe(60_000);
    expect(session.expire(59_999)).toBe(false);
    expect(session.expire(60_000)).toBe(true);
    expect(session.phase).toBe('idle');
    expect(session.dueAt()).toBeNull();
    expect(finished()).toBe(1);
  });

  it('starts anew at progress: 5 s or 50,000 bytes after the last time', () => {
    const { session } = begun(1_000_000);
    session.write(0, bytes(1), 4999);
    expect(session.dueAt()).toBe(60_000);
    session.write(1, bytes(2), 5000);
    expect(session.dueAt()).toBe(65_000);
    session.write(2, new Uint8Array(50_000), 5001);
    expect(session.dueAt()).toBe(65_001);
  });

  it('does not take repeats and refused writes for progress', () => {
    const { session } = begun();
    session.write(0, bytes(1), 0);
    session.write(0, bytes(1), 6000);
    session.write(7, bytes(1), 6000);
    expect(session.dueAt()).toBe(60_000);
    session.write(1, bytes(2), 6000);
    expect(session.dueAt()).toBe(66_000);
  });
});
