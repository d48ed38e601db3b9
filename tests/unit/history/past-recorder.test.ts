import { describe, expect, it } from 'vitest';
import { OtaError, toFailure } from '../../../src/contracts/failure.ts';
import { createPastRecorder } from '../../../src/history/past-recorder.ts';
import type { PastPlan } from '../../../src/history/past-recorder.ts';
import { parsePastUpdate } from '../../../src/history/past-update.ts';
import type { UpdateEventBody, UpdateResult } from '../../../src/update/events.ts';
import { pastUpdate } from '../../support/history/past-updates.ts';

const { firmware, madeBy } = pastUpdate();
const plan: PastPlan = {
  ...{ sessionId: 's1', delivery: 'write', allowed: ['downgrade'], firmware, madeBy, before: null },
};
const info = {
  ...{ id: 'esp32_0E70AB', mac: '3C71BF0E70AB', arch: 'esp32', app: 'demo' },
  ...{ fw_version: '1.0.0', fw_id: 'old', uptime: 10 },
};
const before: UpdateEventBody = { type: 'device', when: 'before', info, boot: null };
const FIGURES = { from: '1.0.0', to: '2.0.0', bytes: 9, seconds: 30, writeSeconds: 3 };
const KEPT: UpdateResult = { ...FIGURES, result: 'committed' };
const ENDING = { method: 'cable', link: 'serial', who: 'Ada', name: 'Pump 7' } as const;
const CANCELLED = toFailure(new OtaError('cancelled', { by: 'user' }));

function setUp(own: Partial<PastPlan> = {}) {
  let at = 5_000;
  const recorder = createPastRecorder({ ...plan, ...own }, () => 1_000_000 + at);
  const hear = (body: UpdateEventBody, afterMs = 0): void => {
    at += afterMs;
    recorder.hear({
      ...{ sessionId: 's1', deviceId: null, bundleSha256: firmware.sha256, callId: null },
      ...{ acknowledgedBytes: 0, at },
      ...body,
    });
  };
  const phases = (...names: readonly Extract<UpdateEventBody, { type: 'phase' }>['phase'][]) => {
    for (const phase of names) hear({ type: 'phase', phase }, 1_000);
  };
  return { recorder, hear, phases };
}

describe('the record of an update', () => {
  it('has who, from what to what, each stage, retries, checks, and what was allowed', () => {
    const { recorder, hear, phases } = setUp();
    phases('connecting');
    hear(before);
    phases('preparing', 'writing');
    hear({ type: 'retry', offset: 0, attempt: 1, why: 'rpc/timeout' });
    phases('finalizing', 'rebooting', 'verifying');
    const check = { kind: 'version', state: 'passed', expected: '2', found: '2' } as const;
    hear({ type: 'checks', checks: [check], ifNobodyActs: 'goes-back', leftMs: 9 }, 4_000);
    phases('committing');
    const record = recorder.end(KEPT, ENDING);
    expect(record).toMatchObject({
      ...{ id: 's1', result: 'committed', who: 'Ada', retries: 1, allowed: ['downgrade'] },
      device: { mac: '3C71BF0E70AB', name: 'Pump 7' },
      from: { version: '1.0.0', buildId: 'old', slot: null },
      way: { method: 'cable', delivery: 'write', link: 'serial' },
      checks: [check],
      isCarriedOn: false,
    });
    expect(record?.stages.map(({ stage, seconds }) => [stage, seconds])).toEqual([
      ['check', 1],
      ['prepare', 1],
      ['write', 1],
      ['finish', 1],
      ['restart', 1],
      ['verify', 5],
      ['commit', 20],
    ]);
    expect(parsePastUpdate(record)).toEqual(record);
  });

  it('is none where the device was only looked at, and one where it was refused', () => {
    const looked = setUp();
    looked.hear(before);
    const cancelled = { ...FIGURES, result: 'cancelled', failure: CANCELLED } as const;
    expect(looked.recorder.end(cancelled, ENDING)).toBeNull();
    const refused = { ...FIGURES, result: 'refused', failure: CANCELLED, findings: [] } as const;
    expect(looked.recorder.end(refused, ENDING)).toMatchObject({ result: 'refused' });
    expect(setUp().recorder.end(refused, ENDING)).toBeNull();
  });

  it('is one where something was asked of the device, whatever came of it', () => {
    const { recorder, hear, phases } = setUp();
    hear(before);
    phases('preparing');
    const cancelled = { ...FIGURES, result: 'cancelled', failure: CANCELLED } as const;
    expect(recorder.end(cancelled, ENDING)).toMatchObject({
      ...{ result: 'cancelled', failure: { code: 'cancelled', facts: { by: 'user' } } },
    });
  });

  it('has the beginning of an update that is carried on, even where its device never answers', () => {
    const { device, from } = pastUpdate();
    const { recorder } = setUp({ before: { device, from, startedAtMs: 77 } });
    const failure = toFailure(new OtaError('update/not-back', { waitedMs: 1 }));
    expect(recorder.end({ ...FIGURES, result: 'unknown', failure }, ENDING)).toMatchObject({
      ...{ startedAtMs: 77, from, isCarriedOn: true, result: 'unknown' },
    });
  });

  it('is bounded whatever a device and a file say', () => {
    const long = 'x'.repeat(100_000);
    const part = { name: long, file: long, sizeBytes: 1, sha256: null };
    const { recorder, hear } = setUp({
      sessionId: long,
      firmware: { ...firmware, name: long, parts: Array.from({ length: 500 }, () => part) },
    });
    hear({ ...before, info: { ...info, id: long, app: long } });
    const check = { kind: 'product', state: 'failed', name: long, operator: '=' } as const;
    const checks = Array.from({ length: 99 }, () => ({
      ...{ ...check, expected: long, found: long, why: null },
    }));
    hear({ type: 'checks', checks, ifNobodyActs: 'goes-back', leftMs: null });
    const failure = toFailure(new OtaError('storage/failed', { detail: long }));
    const record = recorder.end({ ...FIGURES, result: 'refused', failure, findings: [] }, ENDING);
    expect(parsePastUpdate(record)).toEqual(record);
    expect(JSON.stringify(record).length).toBeLessThan(128 * 1024);
  });
});
