import { describe, expect, it } from 'vitest';
import type { DeviceView } from '../../../src/update/ask-device.ts';
import { judgeResume } from '../../../src/update/reconnect.ts';
import type { ResumeInput } from '../../../src/update/reconnect.ts';

function device(
  status: { readonly state: number; readonly percent?: number } | null,
  mac = '30AEA40A1B2C',
): DeviceView {
  const { state = 0, percent = 0 } = status ?? {};
  return {
    info: {
      id: 'esp32_0A1B2C',
      app: 'demo',
      fw_version: '1.0.0',
      fw_id: 'b1',
      mac,
      arch: 'esp32',
      uptime: 100,
    },
    status:
      status === null
        ? null
        : { state, message: '', is_committed: true, progress_percent: percent, commit_timeout: 0 },
    boot: null,
  };
}

const RECEIVING = 1;
/** Of 100,000 bytes 50,000 are acknowledged, and one block of 2,000 is in doubt. */
const judge = (now: DeviceView, change: Partial<ResumeInput> = {}) =>
  judgeResume({
    before: device({ state: 0 }),
    now,
    restarted: false,
    timeIsOver: false,
    acknowledgedBytes: 50_000,
    sentBytes: 52_000,
    totalBytes: 100_000,
    ...change,
  });

describe('what a device that answers after a pause receives', () => {
  it.each([
    [48, 'somebody-else'],
    [49, 'go-on'],
    [50, 'go-on'],
    [52, 'go-on'],
    [53, 'go-on'],
    [54, 'somebody-else'],
    [99, 'somebody-else'],
    [1, 'somebody-else'],
    [0, 'unclear'],
  ] as const)('is ours by its percentage of %i: %s', (percent, verdict) => {
    expect(judge(device({ state: RECEIVING, percent }))).toBe(verdict);
  });

  it('is somebody else’s once the device has restarted, whatever its percentage', () => {
    for (let percent = 0; percent <= 100; percent += 1)
      expect(judge(device({ state: RECEIVING, percent }), { restarted: true })).toBe(
        'somebody-else',
      );
  });

  it('is somebody else’s once the time of ours is over, whatever its percentage', () => {
    for (let percent = 0; percent <= 100; percent += 1)
      expect(judge(device({ state: RECEIVING, percent }), { timeIsOver: true })).toBe(
        'somebody-else',
      );
  });

  it('does not matter on another device', () => {
    const now = device({ state: RECEIVING, percent: 50 }, '30AEA4FFFFFF');
    expect(judge(now, { restarted: true })).toBe('other-device');
  });
});

describe('a device that receives nothing after a pause', () => {
  it.each([
    ['is idle', { state: 0 }, {}, 'gave-up'],
    ['is idle past its time', { state: 0 }, { timeIsOver: true }, 'gave-up'],
    ['is idle after a restart', { state: 0 }, { restarted: true }, 'restarted'],
    ['has failed', { state: 2 }, {}, 'unclear'],
    ['does not report its state', null, {}, 'unclear'],
  ] as const)('and %s has nothing to go on from', (_, status, change, verdict) => {
    expect(judge(device(status), change)).toBe(verdict);
  });
});
