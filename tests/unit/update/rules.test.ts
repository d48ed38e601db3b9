import { describe, expect, it } from 'vitest';
import { encodeBase64 } from '../../../src/ota-core/primitives/base64.ts';
import type { FrameAuth } from '../../../src/rpc/sign-in.ts';
import { frameText } from '../../../src/rpc/frame.ts';
import { LINE_MAX_FRAME_BYTES } from '../../../src/rpc/line-codec.ts';
import type { DeviceView } from '../../../src/update/ask-device.ts';
import { chunkSizeFor, watchdogSeconds } from '../../../src/update/chunk-sizes.ts';
import { commitStep, trialTime } from '../../../src/update/commit.ts';
import { isOlderVersion } from '../../../src/update/preflight.ts';
import { isSameDevice, judgeReturn, causeOfReturn } from '../../../src/update/judge-return.ts';
import { BLUETOOTH, SERIAL, WEBSOCKET } from '../../../src/contracts/link.ts';

interface Saying {
  readonly version?: string;
  readonly buildId?: string;
  readonly mac?: string;
  readonly id?: string;
  readonly uptime?: number;
  readonly state?: number;
  readonly committed?: boolean;
  readonly slot?: number | null;
  readonly commitTimeout?: number;
}

function device(saying: Saying = {}): DeviceView {
  const { version = '1.0.0', buildId = 'b1', state = 0, committed = true, slot = 0 } = saying;
  const commit_timeout = saying.commitTimeout ?? 0;
  return {
    info: {
      id: saying.id ?? 'esp32_0A1B2C',
      app: 'demo',
      fw_version: version,
      fw_id: buildId,
      mac: saying.mac ?? '30AEA40A1B2C',
      arch: 'esp32',
      uptime: saying.uptime ?? 100,
    },
    status: { state, message: '', is_committed: committed, progress_percent: 0, commit_timeout },
    boot:
      slot === null
        ? null
        : { active_slot: slot, is_committed: committed, revert_slot: -1, commit_timeout },
  };
}

describe('the judgement of a device that answers after OTA.End', () => {
  const target = { version: '1.1.0', buildId: 'b2' };
  const judge = (now: Saying, restartSeen = true, before: Saying = {}) =>
    judgeReturn({
      before: device(before),
      target,
      now: device(now),
      restartSeen,
      newSeen: false,
    });
  const fresh = { ...target, committed: false, slot: 1 };

  it.each([
    ['the new firmware', fresh, true, 'new'],
    ['the new firmware, committed by itself', { ...fresh, committed: true }, true, 'new'],
    ['the new firmware, though no restart was seen', fresh, false, 'new'],
    ['the old firmware after a restart', {}, true, 'old'],
    ['the old firmware before the restart', { state: 3 }, false, 'not-yet'],
    ['the old firmware over a new link, before the restart', { state: 3 }, true, 'not-yet'],
    ['an idle device that was not seen restarting', {}, false, 'not-yet'],
    ['the right version of another build', { ...fresh, buildId: 'b3' }, true, 'other'],
    ['the right build of another version', { ...fresh, version: '1.2.0' }, true, 'other'],
    ['a device that has everything and waits', { state: 1 }, true, 'waits-for-end'],
    ['a device whose updater failed', { state: 2 }, false, 'not-installed'],
    ['another MAC', { ...fresh, mac: '30AEA4FFFFFF' }, true, 'other-device'],
  ] as const)('%s', (_, now, restartSeen, verdict) => {
    expect(judge(now, restartSeen)).toBe(verdict);
  });

  it.each([
    ['in the other slot', { ...target, slot: 1 }, 'new'],
    ['in the slot it was in', { ...target, slot: 0 }, 'old'],
    ['without boot state, on trial', { ...target, slot: null, committed: false }, 'new'],
    ['without boot state, committed', { ...target, slot: null }, 'old'],
  ] as const)('the same build once more, %s', (_, now, verdict) => {
    expect(judge(now, true, target)).toBe(verdict);
  });

  it.each([
    ['that has committed it by itself, without boot state', { ...target, slot: null }, 'new'],
    ['in the slot that the first build was in', { ...target, slot: 0 }, 'new'],
    ['that still runs the first build', { ...target, buildId: 'b1', slot: 0 }, 'old'],
    ['that runs a third build', { ...target, buildId: 'b3', slot: 1 }, 'other'],
  ] as const)('another build of the version that ran before, on a device %s', (_, now, verdict) => {
    const before = { version: target.version, buildId: 'b1', slot: now.slot };
    expect(judge(now, true, before)).toBe(verdict);
  });

  it('what runs after the new firmware was seen counts, whatever its updater says', () => {
    const after = (now: Saying) =>
      judgeReturn({
        before: device(),
        target,
        now: device(now),
        restartSeen: true,
        newSeen: true,
      });
    expect(after({ state: 1 })).toBe('old');
    expect(after({ state: 2, buildId: 'b3' })).toBe('other');
    expect(after({ ...fresh, state: 1 })).toBe('new');
  });

  it('knows a device by its MAC, however written, and by its id where it tells none', () => {
    const info = (mac: string, id = 'a') => device({ mac, id }).info;
    expect(isSameDevice(info('30AEA40A1B2C', 'a'), info('30:ae:a4:0a:1b:2c', 'b'))).toBe(true);
    expect(isSameDevice(info('30AEA40A1B2C', 'a'), info('30AEA40A1B2D', 'a'))).toBe(false);
    expect(isSameDevice(info('', 'a'), info('', 'a'))).toBe(true);
    expect(isSameDevice(info('', 'a'), info('30AEA40A1B2D', 'b'))).toBe(false);
  });
});

describe('versions', () => {
  it.each([
    ['1.0.0', '1.0.1'],
    ['1.9.0', '1.10.0'],
    ['1.0', '1.0.1'],
    ['v1.0.0', '2.0.0'],
    ['1.0.0-rc1', '1.0.0'],
    ['1.0.0-rc2', '1.0.0-rc10'],
    ['1.0.0+5', '1.0.1+1'],
  ])('%s is older than %s, and not the other way round', (a, b) => {
    expect(isOlderVersion(a, b)).toBe(true);
    expect(isOlderVersion(b, a)).toBe(false);
  });

  it.each([
    ['1.0.0', '1.0.0'],
    ['1.0', '1.0.0'],
    ['1.0.0+1', '1.0.0+2'],
    ['latest', '1.0.0'],
    ['20261101', 'nightly'],
    ['', '1.0.0'],
  ])('%s and %s are not told apart', (a, b) => {
    expect(isOlderVersion(a, b)).toBe(false);
    expect(isOlderVersion(b, a)).toBe(false);
  });
});

describe('the size of a chunk', () => {
  const stream = { framing: 'stream', maxFrameBytes: LINE_MAX_FRAME_BYTES } as const;
  const message = { framing: 'message', maxFrameBytes: 3064 } as const;

  it('is 3,000 on a stream, and on messages as much as a stock receive buffer holds', () => {
    expect(chunkSizeFor({ link: stream, totalBytes: 1_357_598, asked: 'auto' })).toBe(3000);
    expect(chunkSizeFor({ link: message, totalBytes: 1_357_598, asked: 'auto' })).toBe(2235);
  });

  it.each([512, 700, 1000, 1400, 3064])(
    'makes the longest frame fit a link of %i bytes, to the last group of base64',
    (maxFrameBytes) => {
      const totalBytes = 1_357_598;
      const link = { framing: 'message', maxFrameBytes } as const;
      const size = chunkSizeFor({ link, totalBytes, asked: 1_000_000 });
      const length = (bytes: number) =>
        frameText({
          kind: 'request',
          id: Number.MAX_SAFE_INTEGER,
          method: 'OTA.Write',
          params: { offset: totalBytes, data: encodeBase64(new Uint8Array(bytes)) },
          src: null,
          dst: null,
          tag: null,
        }).length;
      expect(length(size)).toBeLessThanOrEqual(maxFrameBytes);
      expect(length(size + 1)).toBeGreaterThan(maxFrameBytes);
    },
  );

  it('leaves room for the addresses of a broker and for the proof of who calls', () => {
    const totalBytes = 1_357_598;
    const parties = { src: `slipway/${'f'.repeat(32)}`, dst: 'esp32_0A1B2C' };
    const frameAddress = { ...parties, firstId: 0 };
    const auth: FrameAuth = {
      ...{ realm: 'RPC', username: 'admin', nonce: 0xffffffff, cnonce: 0xffffffff },
      ...{ algorithm: 'SHA-256', response: 'f'.repeat(64) },
    };
    const link = { framing: 'message', maxFrameBytes: 3049, frameAddress } as const;
    const size = chunkSizeFor({ link, totalBytes, asked: 1_000_000, auth });
    const length = (bytes: number) =>
      frameText({
        ...{ kind: 'request', id: Number.MAX_SAFE_INTEGER, method: 'OTA.Write', tag: null, auth },
        params: { offset: totalBytes, data: encodeBase64(new Uint8Array(bytes)) },
        ...parties,
      }).length;
    expect(size % 3).toBe(0);
    expect(length(size)).toBeLessThanOrEqual(3049);
    expect(length(size + 1)).toBeGreaterThan(3049);
  });

  it('is what was asked for, as far as it fits', () => {
    expect(chunkSizeFor({ link: message, totalBytes: 1000, asked: 512 })).toBe(512);
    expect(chunkSizeFor({ link: stream, totalBytes: 1000, asked: 4000 })).toBeLessThan(3100);
  });

  it('does not exist on a link whose frames cannot hold a write', () => {
    const link = { framing: 'message', maxFrameBytes: 60 } as const;
    expect(() => chunkSizeFor({ link, totalBytes: 1000, asked: 'auto' })).toThrow(
      expect.objectContaining({ code: 'frame/too-long' }),
    );
  });
});

describe('the watchdog asked of the device', () => {
  it('is the stock one, and longer where a slow line needs it', () => {
    expect(watchdogSeconds(WEBSOCKET.traits, 1_357_598)).toBe(600);
    expect(watchdogSeconds(SERIAL.traits, 1_357_598)).toBe(1358);
    expect(watchdogSeconds(BLUETOOTH.traits, 1_357_598)).toBe(2716);
  });
});

describe('the commit policy', () => {
  const decide = () => Promise.resolve('keep' as const);
  it.each([
    [{ kind: 'auto' }, 'commit'],
    [{ kind: 'never' }, 'leave'],
    [{ kind: 'ask', decide }, 'ask'],
  ] as const)('%o on trial means %s, and nothing once committed', (policy, step) => {
    expect(commitStep(policy, device({ committed: false }))).toBe(step);
    expect(commitStep(policy, device({ committed: true }))).toBe('done');
  });

  it.each([
    ['OTA.Status alone', { boot: null }],
    ['OTA.GetBootState alone', { status: null }],
    ['OTA.Status, against the boot state', { boot: device({ committed: true }).boot }],
    ['OTA.GetBootState, against the status', { status: device({ committed: true }).status }],
  ])('commits a firmware that is on trial by %s', (_, saying) => {
    const view = { ...device({ committed: false }), ...saying };
    expect(commitStep({ kind: 'auto' }, view)).toBe('commit');
  });

  it('has nothing to commit where the firmware reports neither', () => {
    const view = { ...device({ committed: false }), status: null, boot: null };
    expect(commitStep({ kind: 'auto' }, view)).toBe('done');
  });

  it('counts the time of the trial from the start of the new firmware', () => {
    const at = (saying: Saying) => trialTime(device(saying), 20_000);
    expect(at({ commitTimeout: 300, uptime: 12 })).toEqual({ dueAt: 308_000, limitMs: 300_000 });
    expect(at({ commitTimeout: 300, uptime: 400 })).toMatchObject({ dueAt: -80_000 });
    expect(at({ commitTimeout: 0, uptime: 12 })).toMatchObject({ dueAt: null });
  });
});

describe('why the old firmware runs again', () => {
  const trial = { dueAt: 400_000, limitMs: 300_000 };
  const seen = { told: null, trial, startedAt: 400_000, factor: 1 };
  it.each([
    ['it was told to', { told: 'asked' }, 'asked'],
    ['it was told to, for its checks failed', { told: 'checks' }, 'checks'],
    ['it was never seen on trial', { trial: null }, 'not-seen'],
    ['it restarted when its time was over', {}, 'time-over'],
    ['a little later, by clocks that differ', { startedAt: 405_900 }, 'time-over'],
    ['two minutes before', { startedAt: 280_000 }, 'restarted'],
    ['seven seconds before', { startedAt: 393_000 }, 'restarted'],
    ['long after, where it may have been off', { startedAt: 420_000 }, 'restarted'],
    ['on trial without a limit', { trial: { dueAt: null, limitMs: 0 } }, 'restarted'],
    [
      'in a hurry, where the news of that takes its time',
      { startedAt: 420_000, factor: 100 },
      'time-over',
    ],
  ] as const)('%s', (_, differs, cause) => {
    expect(causeOfReturn({ ...seen, ...differs })).toBe(cause);
  });
});
