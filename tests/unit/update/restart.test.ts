import { beforeAll, describe, expect, it } from 'vitest';
import type { Bundle } from '../../../src/bundle/bundle.ts';
import { OtaError } from '../../../src/contracts/failure.ts';
import type { TrialDecision } from '../../../src/update/commit.ts';
import {
  bundleNamed,
  changedResult,
  ofType,
  phasesOf,
  replyTo,
  setUpUpdate,
  stayingLink,
} from '../../support/update/update-harness.ts';
import { WEBSOCKET } from '../../../src/contracts/link.ts';

let tiny: Bundle;

beforeAll(async () => {
  tiny = await bundleNamed('demo-esp32-1.1.0-tiny.zip');
});

const quiet = new AbortController().signal;
const never = () => new Promise<TrialDecision>(() => undefined);

describe('after the restart', () => {
  it.each(['hangs-at-once', 'crashes'] as const)(
    'an image that %s is found gone again, the old one running',
    async (behaviour) => {
      const { update, emulator } = setUpUpdate({ behaviour });
      const { result } = await update(tiny);
      expect(result).toMatchObject({
        result: 'reverted',
        from: '1.0.0',
        to: '1.1.0',
        failure: { code: 'update/rolled-back', facts: { from: '1.0.0', to: '1.1.0' } },
      });
      expect(emulator.snapshot().running).toMatchObject({ version: '1.0.0', committed: true });
    },
  );

  it('a device that never comes back leaves it unknown, after the trial and one more start', async () => {
    const { update, clock } = setUpUpdate({
      connect: (own, index) => {
        if (index > 0) throw new OtaError('link/refused', { address: 'x', detail: 'nobody' });
        return own();
      },
    });
    const before = clock.now();
    const { events, result } = await update(tiny);
    expect(result).toMatchObject({ result: 'unknown', failure: { code: 'update/not-back' } });
    expect(clock.now() - before).toBeGreaterThanOrEqual(360_000);
    expect(clock.now() - before).toBeLessThan(380_000);
    expect(ofType(events, 'rebooting')).toEqual([expect.objectContaining({ why: 'link-ended' })]);
  });

  it('another device on the same address is not taken for ours', async () => {
    const { update, calls } = setUpUpdate({
      meddle: (frame) =>
        frame.direction === 'in' && frame.method === 'Sys.GetInfo' && frame.index > 0
          ? changedResult(frame, { id: 'esp32_FFFFFF', mac: '30AEA4FFFFFF' })
          : undefined,
    });
    expect((await update(tiny)).result).toMatchObject({
      result: 'unknown',
      failure: {
        code: 'device/other-device',
        facts: { expected: 'esp32_0A1B2C', found: 'esp32_FFFFFF' },
      },
    });
    expect(calls).not.toContain('OTA.Commit');
  });

  it('another build of the same version is not taken for the new firmware', async () => {
    const { update, calls } = setUpUpdate({
      meddle: (frame) =>
        frame.direction === 'in' && frame.method === 'Sys.GetInfo' && frame.index > 0
          ? changedResult(frame, { fw_version: tiny.manifest.version, fw_id: 'another build' })
          : undefined,
    });
    const { version } = tiny.manifest;
    expect((await update(tiny)).result).toMatchObject({
      result: 'other',
      failure: { code: 'update/other-firmware' },
      running: { version, buildId: 'another build', slot: 1, committed: false },
    });
    expect(calls).not.toContain('OTA.Commit');
  });

  it('a link that stays shows the restart by its uptime', async () => {
    // A serial adapter: the far side is the device, whatever it does in between.
    const parts = setUpUpdate({
      meddle: (frame) =>
        frame.direction === 'in' && frame.method === 'Sys.GetInfo' && frame.index === 0
          ? changedResult(frame, { uptime: 5000 })
          : undefined,
      connect: (own) => stayingLink(own, parts.clock),
    });
    const { events, result } = await parts.update(tiny);
    expect(result.result).toBe('committed');
    expect(ofType(events, 'rebooting')).toEqual([expect.objectContaining({ why: 'uptime-fell' })]);
    expect(parts.links()).toBe(1);
  });

  it('a serial port stays open however often the device does not answer: opening it may reset the device', async () => {
    const parts = setUpUpdate({
      // While it restarts, nobody is behind the adapter.
      meddle: ({ method, direction, index }) =>
        method === 'Sys.GetInfo' && direction === 'out' && index >= 1 && index <= 3
          ? []
          : undefined,
      connect: (own) => stayingLink(own, parts.clock),
    });
    const { result } = await parts.update(tiny);
    expect(result.result).toBe('committed');
    expect(parts.calls.filter((method) => method === 'Sys.GetInfo').length).toBeGreaterThan(4);
    expect(parts.links()).toBe(1);
  });

  it('a link over a network is opened anew when the device does not answer: the old one may be over unseen', async () => {
    const parts = setUpUpdate({
      meddle: ({ method, direction, index }) =>
        method === 'Sys.GetInfo' && direction === 'out' && index === 1 ? [] : undefined,
      connect: (own) => ({ ...stayingLink(own, parts.clock), ...WEBSOCKET }),
    });
    const { result } = await parts.update(tiny);
    expect(result.result).toBe('committed');
    expect(parts.links()).toBe(2);
  });

  it('an updater that failed at the end is told as such, and the device is left clean', async () => {
    const { update, emulator } = setUpUpdate({
      meddle: (frame) => {
        if (frame.method === 'OTA.End' && frame.direction === 'out' && frame.index === 0) return [];
        if (frame.method === 'OTA.End' && frame.direction === 'in' && frame.index === 0)
          return [frame.bytes];
        if (frame.method === 'OTA.Status' && frame.direction === 'in' && frame.index === 1)
          return changedResult(frame, { state: 2, message: 'Incomplete update package' });
        return undefined;
      },
    });
    expect((await update(tiny)).result).toMatchObject({
      result: 'failed',
      failure: {
        code: 'update/end-refused',
        facts: { remoteMessage: 'Incomplete update package' },
      },
    });
    expect(emulator.snapshot().running).toMatchObject({ version: '1.0.0' });
  });

  it('an error reply to OTA.End is a refusal, and the device is left clean', async () => {
    const { update, emulator, calls, clock } = setUpUpdate({
      // The device gets a method it does not have, and says so.
      meddle: (frame) =>
        frame.method === 'OTA.End' && frame.direction === 'out'
          ? [new TextEncoder().encode(JSON.stringify({ ...frame.json, method: 'OTA.Nope' }))]
          : undefined,
    });
    expect((await update(tiny)).result).toMatchObject({
      result: 'failed',
      failure: { code: 'update/end-refused', facts: { remoteCode: 404 } },
    });
    expect(calls.at(-1)).toBe('Sys.Reboot');
    await clock.advance(1000);
    expect(emulator.snapshot().running).toMatchObject({ version: '1.0.0', committed: true });
  });
});

describe('the trial', () => {
  it('is left alone with the policy never, and the device goes back by itself', async () => {
    const { update, emulator, clock, calls } = setUpUpdate();
    const { events, result } = await update(tiny, { commit: { kind: 'never' } });
    expect(result.result).toBe('uncommitted');
    expect(calls).not.toContain('OTA.Commit');
    expect(ofType(events, 'trial')).toHaveLength(1);
    expect(emulator.snapshot().running).toMatchObject({ version: '1.1.0', committed: false });
    await clock.advance(300_000);
    expect(emulator.snapshot().running).toMatchObject({ version: '1.0.0', committed: true });
  });

  it('does not happen with a commit time of 0: the device confirms by itself', async () => {
    const { update, calls } = setUpUpdate();
    const { events, result } = await update(tiny, { commitTimeoutMs: 0 });
    expect(result.result).toBe('committed');
    expect(calls).not.toContain('OTA.Commit');
    expect(phasesOf(events)).not.toContain('committing');
    expect(ofType(events, 'committed')).toHaveLength(1);
  });

  it('asks, and keeps', async () => {
    const { update, emulator } = setUpUpdate();
    const { result } = await update(tiny, {
      commit: { kind: 'ask', decide: () => Promise.resolve('keep') },
    });
    expect(result.result).toBe('committed');
    expect(emulator.snapshot().running).toMatchObject({ version: '1.1.0', committed: true });
  });

  it('asks, and goes back at once when told so', async () => {
    const { update, emulator, clock } = setUpUpdate();
    const before = clock.now();
    const { result } = await update(tiny, {
      commit: { kind: 'ask', decide: () => Promise.resolve('go-back') },
    });
    expect(result).toMatchObject({ result: 'reverted', failure: { code: 'update/rolled-back' } });
    expect(emulator.snapshot().running).toMatchObject({ version: '1.0.0', committed: true });
    expect(clock.now() - before).toBeLessThan(20_000);
  });

  it('asks, gets no answer, and sees the device go back', async () => {
    const { update, emulator, clock } = setUpUpdate();
    const before = clock.now();
    const { result } = await update(tiny, { commit: { kind: 'ask', decide: never } });
    expect(result.result).toBe('reverted');
    expect(clock.now() - before).toBeGreaterThanOrEqual(300_000);
    expect(emulator.snapshot().running).toMatchObject({ version: '1.0.0', committed: true });
  });

  it('goes on asking after the link was lost for a moment', async () => {
    const parts = setUpUpdate({
      connect: (own, index) => {
        const link = own();
        if (index === 1) {
          const soon = parts.clock.sleep(10_000, new AbortController().signal);
          void soon.then(() => link.close());
        }
        return link;
      },
    });
    const decide = async ({ signal }: { readonly signal: AbortSignal }) => {
      await parts.clock.sleep(100_000, signal);
      return 'keep' as const;
    };
    let questions = 0;
    const { result } = await parts.update(tiny, {
      commit: {
        kind: 'ask',
        decide: (options) => {
          questions += 1;
          return decide(options);
        },
      },
    });
    expect(result.result).toBe('committed');
    expect(questions).toBe(1);
  });

  it('asks a firmware on trial how it is, each time it is due, and still hears the answer', async () => {
    const parts = setUpUpdate();
    const { events, result } = await parts.update(tiny, {
      commit: {
        kind: 'ask',
        decide: async ({ signal }) => {
          await parts.clock.sleep(35_000, signal);
          return 'keep';
        },
        nextCheck: ({ signal }) => parts.clock.sleep(10_000, signal),
      },
    });
    expect(result.result).toBe('committed');
    const answers = ofType(events, 'device').filter(({ when }) => when === 'after');
    const uptimes = answers.map(({ info }) => info.uptime);
    expect(answers).toHaveLength(4);
    expect(uptimes).toEqual([...uptimes].sort((a, b) => a - b));
    expect(new Set(uptimes).size).toBe(4);
    expect(answers.at(-1)?.check?.answeredInMs).toBeLessThan(3_000);
  });

  it('tells how long it waited for a firmware on trial that does not answer', async () => {
    const parts = setUpUpdate({
      meddle: (frame) =>
        frame.method === 'Sys.GetInfo' && frame.direction === 'out' && frame.index >= 2
          ? []
          : undefined,
    });
    const seen: (number | undefined)[] = [];
    await parts.update(
      tiny,
      {
        commit: { kind: 'ask', decide: never, nextCheck: () => parts.clock.sleep(10_000, quiet) },
      },
      (event) => {
        if (event.type === 'device' && event.when === 'after') seen.push(event.check?.answeredInMs);
      },
    );
    expect(seen[1]).toBe(3_000);
  });

  it('is ended by OTA.Commit where the firmware has no OTA.GetBootState', async () => {
    const { update, emulator, clock, calls } = setUpUpdate({
      meddle: (frame) =>
        frame.method === 'OTA.GetBootState' && frame.direction === 'in'
          ? [replyTo(frame, { error: { code: 404, message: 'No handler' } })]
          : undefined,
    });
    expect((await update(tiny)).result.result).toBe('committed');
    expect(calls).toContain('OTA.Commit');
    await clock.advance(400_000);
    expect(emulator.snapshot().running).toMatchObject({ version: '1.1.0', committed: true });
  });

  it('that cannot be confirmed is not called confirmed', async () => {
    const { update, emulator } = setUpUpdate({
      meddle: (frame) => {
        if (frame.method !== 'OTA.Commit') return undefined;
        return frame.direction === 'out' ? [] : undefined;
      },
    });
    const { result } = await update(tiny);
    expect(result).toMatchObject({
      result: 'uncommitted',
      failure: { code: 'update/commit-refused' },
    });
    expect(emulator.snapshot().running).toMatchObject({ committed: false });
  });
});
