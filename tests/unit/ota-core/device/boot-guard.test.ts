import { describe, expect, it } from 'vitest';
import type { BootGuard } from '../../../../src/ota-core/boot/boot-scheme.ts';
import { guardOf } from '../../../../src/ota-core/device/running-firmware.ts';
import type { FirmwareInfo } from '../../../../src/ota-core/boot/firmware.ts';

const bootLoader: BootGuard = { kind: 'boot-loader-timer' };
const application: BootGuard = { kind: 'application-timer', watchdogMs: 9000 };

function guard(
  boot: BootGuard,
  trialMs: number | null,
  behaviour: FirmwareInfo['behaviour'] = 'works',
  initFailed = false,
) {
  const options = { trialMs, initFailed, behaviour, watchdogMs: 8000, now: 1000 };
  return guardOf({ ...options, guard: boot });
}

describe('what ends an image by itself', () => {
  it('nothing ends a committed image that works', () => {
    expect(guard(bootLoader, null)).toBeNull();
    expect(guard(application, null)).toBeNull();
  });

  it("the boot loader's timer runs on whatever the image on trial does", () => {
    const expected = { kind: 'reset', at: 301_000, why: 'commit-timeout' };
    expect(guard(bootLoader, 300_000)).toEqual(expected);
    expect(guard(bootLoader, 300_000, 'hangs-at-once')).toEqual(expected);
  });

  it("the application's timer takes the way back, and only works if the image does", () => {
    expect(guard(application, 300_000)).toEqual({
      kind: 'revert',
      at: 301_000,
      why: 'commit-timeout',
    });
    expect(guard(application, 300_000, 'hangs-at-once')).toEqual({
      kind: 'reset',
      at: 10_000,
      why: 'watchdog',
    });
  });

  it('an image that crashes is reset at once, committed or not', () => {
    for (const boot of [bootLoader, application])
      for (const trialMs of [null, 300_000])
        expect(guard(boot, trialMs, 'crashes')).toMatchObject({ kind: 'reset', why: 'crash' });
  });

  it('an image that was to commit by itself but hangs is still ended', () => {
    expect(guard(bootLoader, 0, 'hangs-at-once')).toMatchObject({ kind: 'reset', at: 9000 });
    expect(guard(application, 0, 'hangs-at-once')).toMatchObject({ kind: 'reset', at: 10_000 });
  });

  it('goes back at once when its filesystem cannot be mounted or merged, whoever times the trial', () => {
    for (const boot of [bootLoader, application])
      for (const trialMs of [0, 300_000])
        expect(guard(boot, trialMs, 'works', true)).toEqual({
          kind: 'revert',
          at: 1100,
          why: 'init-failed',
        });
  });

  it('an image that hangs before its filesystem is guarded as any that hangs', () => {
    expect(guard(application, 300_000, 'hangs-at-once', true)).toMatchObject({ why: 'watchdog' });
  });
});
