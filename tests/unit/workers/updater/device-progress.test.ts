import { describe, expect, it } from 'vitest';
import type { ReportedUpdate } from '../../../../src/shadow/reported-update.ts';
import { DeviceProgress } from '../../../../src/workers/updater/device-progress.ts';

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
const report = (more: Partial<ReportedUpdate>): { kind: 'reported'; report: ReportedUpdate } => ({
  kind: 'reported',
  report: {
    ...{ url: null, percent: null, state: null, code: null, message: null },
    ...{ committed: null, firmware: null, member: 'ota' },
    ...more,
  },
});
const runs = (version: string) => ({ version, buildId: null });
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
    one.hear(report({ url: 'http://x/1' }), 2);
    expect(one.news.standing).toBe('idle');
    one.hear(report({ code: 0, state: 1, percent: 0 }), 2);
    expect(one.news).toMatchObject({
      ...{ standing: 'writing', startedBy: 'shadow', from: '1.0.0', percent: null },
    });
    one.hear(report({ state: 1, percent: 70 }), 3);
    expect(one.news.percent).toBe(70);
    one.hear(report({ url: 'http://x/1', state: 0, committed: false, firmware: runs('1.1.0') }), 4);
    expect(one.news).toMatchObject({ standing: 'trial', version: '1.1.0' });
    // It was told to keep it: not what it runs.
    one.hear(report({ state: 0, committed: true }), 5);
    expect(one.news).toMatchObject({ standing: 'trial', version: '1.1.0' });
    one.hear(report({ committed: true, firmware: runs('1.1.0') }), 5);
    expect(one.news).toMatchObject({ standing: 'kept', startedBy: 'shadow' });
    one.hear(report({ code: -3, message: 'Wrong platform' }), 6);
    expect(one.news).toMatchObject({ standing: 'failed', detail: 'Wrong platform' });
  });

  it('was told by its shadow also where its answer is first, and not where it had that URL before', () => {
    const one = device();
    one.answered(answer(), 1);
    one.hear(report({ url: 'http://x/1' }), 2);
    one.answered(answer('1.0.0', writing), 3);
    expect(one.news.startedBy).toBe('shadow');
    const late = device();
    late.answered(answer(), 1);
    late.answered(answer('1.0.0', writing), 2);
    late.hear(report({ url: 'http://x/1' }), 3);
    late.hear(report({ state: 1, percent: 50 }), 3);
    expect(late.news).toMatchObject({ startedBy: 'shadow', percent: 50 });
    const other = device();
    other.answered(answer(), 1);
    other.hear({ kind: 'begun', sizeBytes: 10 }, 2);
    other.hear(report({ state: 1, percent: 10 }), 3);
    // It is there again, and says what it had last.
    other.hear(report({ url: 'http://x/1', state: 0, committed: false }), 4);
    expect(other.news).toMatchObject({ standing: 'trial', startedBy: 'client' });
    const refused = device();
    refused.answered(answer(), 1);
    refused.hear(report({ url: 'http://x/1' }), 2);
    refused.hear(report({ code: -1, message: 'Failed to init updater' }), 3);
    expect(refused.news).toMatchObject({ standing: 'failed', startedBy: 'shadow' });
    const much = device();
    much.answered(answer(), 1);
    much.hear(report({ url: 'http://x/1' }), 2);
    much.answered(answer('1.0.0', writing), 70_000);
    expect(much.news.startedBy).toBe('device');
  });

  it('tells no percentage where the device was not told how much comes, but what others were heard to send', () => {
    const one = device();
    one.answered(answer(), 1);
    one.answered(answer('1.0.0', { state: 1 }), 2);
    expect(one.news).toMatchObject({ standing: 'writing', percent: null, sentBytes: null });
    const sent = device();
    sent.answered(answer(), 1);
    sent.hear({ kind: 'begun', sizeBytes: null }, 2);
    sent.hear({ kind: 'wrote', untilBytes: 312_000 }, 3);
    expect(sent.news).toMatchObject({ percent: null, sentBytes: 312_000, startedBy: 'client' });
    sent.answered(answer('1.0.0', writing), 4);
    sent.hear({ kind: 'wrote', untilBytes: 320_000 }, 5);
    expect(sent.news).toMatchObject({ percent: 40, sentBytes: 320_000 });
  });

  it('knows nothing of the update before when the next one begins', () => {
    const one = device();
    one.answered(answer(), 1);
    one.hear({ kind: 'begun', sizeBytes: 1_000 }, 2);
    one.hear({ kind: 'ended' }, 3);
    one.answered(answer('1.1.0'), 4);
    expect(one.news).toMatchObject({ standing: 'kept', percent: 100, startedBy: 'client' });
    one.answered(answer('1.1.0', { state: 1 }), 5);
    expect(one.news).toMatchObject({
      ...{ standing: 'writing', percent: null, startedBy: 'device', from: '1.1.0' },
    });
    one.answered(answer('1.2.0'), 6);
    one.hear({ kind: 'wrote', untilBytes: 500 }, 7);
    expect(one.news).toMatchObject({ percent: null, sentBytes: 500 });
  });

  it('goes on where an answer was on its way when the update began', () => {
    const one = device();
    one.answered(answer(), 1);
    one.hear({ kind: 'told', fetches: true }, 2);
    one.answered(answer(), 3);
    expect(one.news).toMatchObject({ standing: 'writing', startedBy: 'client' });
    one.answered(answer('1.0.0', { state: 2, message: 'Failed to connect' }), 4);
    expect(one.news).toMatchObject({ standing: 'failed', detail: 'Failed to connect' });
    one.hear({ kind: 'told', fetches: true }, 5);
    one.answered(answer(), 20_000);
    expect(one.news.standing).toBe('failed');
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
