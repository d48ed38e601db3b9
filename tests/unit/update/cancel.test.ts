import { beforeAll, describe, expect, it } from 'vitest';
import type { Bundle } from '../../../src/bundle/bundle.ts';
import type { Phase } from '../../../src/update/events.ts';
import { bundleNamed, setUpUpdate } from '../../support/update/update-harness.ts';
import { BLOCK_BYTES } from '../../support/update/lost-wires.ts';

let tiny: Bundle;

beforeAll(async () => {
  tiny = await bundleNamed('demo-esp32-1.1.0-tiny.zip');
});

/** Cancels as soon as a phase begins. */
async function cancelledAt(phase: Phase) {
  const parts = setUpUpdate();
  const { result } = await parts.update(tiny, {}, (event) => {
    if (event.type === 'phase' && event.phase === phase) parts.cancel();
  });
  return { ...parts, result };
}

const cancelled = { failure: { code: 'cancelled', facts: { by: 'user' } } };

describe('a cancelled update', () => {
  it.each(['connecting', 'checking', 'preparing'] as const)(
    'that was %s has sent nothing that needs an end',
    async (phase) => {
      const { result, calls } = await cancelledAt(phase);
      expect(result).toMatchObject({ result: 'cancelled', ...cancelled });
      expect(calls).not.toContain('OTA.Begin');
      expect(calls).not.toContain('OTA.End');
    },
  );

  it('that was writing ends the update on the device', async () => {
    const { result, calls, emulator } = await cancelledAt('writing');
    expect(result).toMatchObject({ result: 'cancelled', ...cancelled });
    expect(result).not.toHaveProperty('unanswered');
    expect(calls.at(-1)).toBe('OTA.End');
    expect(emulator.snapshot().running).toMatchObject({ version: '1.0.0', committed: true });
  });

  it('while OTA.Begin is under way ends what may have begun', async () => {
    const parts: ReturnType<typeof setUpUpdate> = setUpUpdate({
      meddle: (frame) => {
        if (frame.method === 'OTA.Begin' && frame.direction === 'in') parts.cancel();
        return undefined;
      },
    });
    const { result } = await parts.update(tiny);
    expect(result).toMatchObject({ result: 'cancelled' });
    expect(parts.calls.at(-1)).toBe('OTA.End');
  });

  it('in the middle finishes the frame under way and ends the update', async () => {
    const bytesOut: number[] = [];
    const parts: ReturnType<typeof setUpUpdate> = setUpUpdate({
      meddle: (frame) => {
        if (frame.direction === 'out') bytesOut.push(frame.bytes.length);
        if (frame.method === 'OTA.Write' && frame.direction === 'out' && frame.index === 5)
          parts.cancel();
        return undefined;
      },
    });
    const { result } = await parts.update(tiny);
    expect(result).toMatchObject({ result: 'cancelled', ...cancelled });
    expect(parts.calls.slice(-2)).toEqual(['OTA.Write', 'OTA.End']);
    expect(result.bytes).toBe(5 * BLOCK_BYTES);
    expect(bytesOut.at(-2)).toBeGreaterThan(BLOCK_BYTES); // the write went out whole
    expect(parts.emulator.snapshot().running).toMatchObject({ version: '1.0.0' });
  });

  it('does not wait longer than 2 s for a device that no longer answers', async () => {
    const parts: ReturnType<typeof setUpUpdate> = setUpUpdate({
      meddle: (frame) => {
        if (frame.method === 'OTA.Write' && frame.index === 5) parts.cancel();
        return frame.method === 'OTA.End' ? [] : undefined;
      },
    });
    const before = parts.clock.now();
    const { result } = await parts.update(tiny);
    expect(result).toMatchObject({ result: 'cancelled', unanswered: true });
    expect(parts.clock.now() - before).toBe(2000);
  });

  it('after the last byte is not ended, which would install: the device restarts on its old firmware', async () => {
    const { result, calls, emulator, clock, events } = await cancelledAt('finalizing');
    expect(result).toMatchObject({ result: 'cancelled', bytes: tiny.sizeBytes, ...cancelled });
    expect(calls).not.toContain('OTA.End');
    expect(calls.at(-1)).toBe('Sys.Reboot');
    await clock.advance(1000);
    expect(emulator.snapshot().running).toMatchObject({ version: '1.0.0', committed: true });
    expect(events.filter(({ event }) => event === 'boot')).toHaveLength(2);
  });

  it('while the last write is under way is not ended either', async () => {
    const parts: ReturnType<typeof setUpUpdate> = setUpUpdate({
      meddle: (frame) => {
        if (frame.method === 'OTA.Write' && frame.direction === 'in' && frame.index === 11)
          parts.cancel();
        return undefined;
      },
    });
    expect((await parts.update(tiny)).result.result).toBe('cancelled');
    expect(parts.calls).not.toContain('OTA.End');
    await parts.clock.advance(1000);
    expect(parts.emulator.snapshot().running).toMatchObject({ version: '1.0.0', committed: true });
  });

  it('while the device restarts is unknown: it goes its way, and back by itself', async () => {
    const { result, calls, emulator, clock } = await cancelledAt('rebooting');
    expect(result).toMatchObject({ result: 'unknown', ...cancelled });
    expect(calls.at(-1)).toBe('OTA.End');
    await clock.advance(301_000);
    expect(emulator.snapshot().running).toMatchObject({ version: '1.0.0', committed: true });
  });

  it('on trial leaves the device on trial', async () => {
    const parts = setUpUpdate();
    const decide = () => new Promise<never>(() => undefined);
    const { result } = await parts.update(tiny, { commit: { kind: 'ask', decide } }, (event) => {
      if (event.type === 'trial') parts.cancel();
    });
    expect(result.result).toBe('uncommitted');
    expect(parts.calls).not.toContain('OTA.Commit');
  });

  it('leaves no timer behind', async () => {
    const { clock, emulator } = await cancelledAt('writing');
    await emulator.close();
    expect(clock.sleeping).toBe(0);
  });
});
