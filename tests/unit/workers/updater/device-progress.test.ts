import { describe, expect, it } from 'vitest';
import { DeviceProgress } from '../../../../src/workers/updater/device-progress.ts';
import type { ShadowReport } from '../../../../src/workers/updater/fleet-signs.ts';

const IDLE = { state: 0, message: '', is_committed: true, progress_percent: 0, commit_timeout: 0 };
const answer = (version = '1.0.0', status: Partial<typeof IDLE> | null = {}) => ({
  info: {
    ...{ id: 'a', app: 'demo', fw_version: version, fw_id: `b-${version}`, mac: 'M' },
    ...{ arch: 'esp32', uptime: 1 },
  },
  status: status === null ? null : { ...IDLE, merge: null, ...status },
});
const device = (hearsRequests = true) =>
  new DeviceProgress({ id: 'a', address: 'mqtt+ws://b/a', version: null }, hearsRequests);
const report = (more: Partial<ShadowReport>): { kind: 'reported'; report: ShadowReport } => ({
  kind: 'reported',
  report: {
    ...{ hasUrl: true, percent: null, state: null, code: null, message: null },
    ...{ isCommitted: null, version: null },
    ...more,
  },
});
const writing = { state: 1, progress_percent: 40 };

describe('how a device of the fleet stands', () => {
  it('is unknown until it was asked, and then as it says', () => {
    const one = device();
    expect(one.news.standing).toBe('unknown');
    one.asked();
    expect(one.news.standing).toBe('asking');
    one.answered(answer(), 5);
    expect(one.news).toMatchObject({
      ...{ standing: 'idle', version: '1.0.0', buildId: 'b-1.0.0', heardAtMs: 5, percent: null },
    });
    one.answered(answer('1.0.0', null), 6);
    expect(one.news.standing).toBe('idle');
  });

  it('follows an update that another client is heard to do, to its end', () => {
    const one = device();
    one.answered(answer(), 1);
    one.hear({ kind: 'begun', sizeBytes: 1_000 }, 2);
    one.hear({ kind: 'wrote', untilBytes: 255 }, 3);
    expect(one.news).toMatchObject({
      ...{ standing: 'writing', percent: 25, startedBy: 'client', from: '1.0.0' },
    });
    one.hear({ kind: 'ended' }, 4);
    expect(one.news.standing).toBe('written');
    for (let asked = 0; asked < 10; asked += 1) one.silent();
    expect(one.news.standing).toBe('written');
    one.answered(answer('1.1.0', { is_committed: false }), 5);
    expect(one.news).toMatchObject({ standing: 'trial', percent: 100, from: '1.0.0' });
    one.answered(answer('1.1.0'), 6);
    expect(one.news).toMatchObject({ standing: 'kept', version: '1.1.0', startedBy: 'client' });
    one.answered(answer('1.1.0'), 7);
    expect(one.news.standing).toBe('kept');
  });

  it('is back where the old firmware answers after a trial', () => {
    const one = device();
    one.answered(answer(), 1);
    one.answered(answer('1.1.0', { is_committed: false }), 2);
    one.answered(answer('1.0.0'), 3);
    expect(one.news.standing).toBe('back');
  });

  it('failed where it says so, with its words, and where it left off', () => {
    const one = device();
    one.answered(answer(), 1);
    one.answered(answer('1.0.0', { state: 2, message: 'Digest mismatch' }), 2);
    expect(one.news).toMatchObject({ standing: 'failed', detail: 'Digest mismatch' });
    const other = device();
    other.answered(answer(), 1);
    other.answered(answer('1.0.0', writing), 2);
    other.answered(answer(), 3);
    expect(other.news.standing).toBe('failed');
  });

  it('began by itself where requests would be heard and none was, and not before it was seen idle', () => {
    const one = device();
    one.answered(answer(), 1);
    one.answered(answer('1.0.0', writing), 2);
    expect(one.news).toMatchObject({ standing: 'writing', percent: 40, startedBy: 'device' });
    const late = device();
    late.answered(answer('1.0.0', writing), 1);
    expect(late.news.startedBy).toBeNull();
    const unheard = device(false);
    unheard.answered(answer(), 1);
    unheard.answered(answer('1.0.0', writing), 2);
    expect(unheard.news.startedBy).toBeNull();
  });

  it('follows what it reports to its shadow', () => {
    const one = device();
    one.answered(answer(), 1);
    one.hear(report({ code: 0 }), 2);
    expect(one.news).toMatchObject({ standing: 'writing', startedBy: 'shadow', from: '1.0.0' });
    one.hear(report({ state: 1, percent: 70 }), 3);
    expect(one.news.percent).toBe(70);
    one.hear(report({ isCommitted: false, version: '1.1.0' }), 4);
    expect(one.news).toMatchObject({ standing: 'trial', version: '1.1.0' });
    one.hear(report({ isCommitted: true, version: '1.1.0' }), 5);
    expect(one.news).toMatchObject({ standing: 'kept', startedBy: 'shadow' });
    one.hear(report({ code: -3, message: 'Wrong platform' }), 6);
    expect(one.news).toMatchObject({ standing: 'failed', detail: 'Wrong platform' });
  });

  it('is silent after a question without an answer, while it is under way after many', () => {
    const one = device();
    one.asked();
    one.silent();
    expect(one.news.standing).toBe('silent');
    one.hear({ kind: 'begun', sizeBytes: null }, 1);
    for (let asked = 0; asked < 30; asked += 1) one.silent();
    expect(one.news.standing).toBe('silent');
  });
});
