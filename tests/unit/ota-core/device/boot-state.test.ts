/** OTA.GetBootState of each platform, as its core keeps the record (boot-schemes.md#esp32 to #cc3200). */
import { describe, expect, it } from 'vitest';
import {
  passTime,
  profileNamed,
  readBundle,
  resultOf,
  startDevice,
} from '../../../support/ota-core/device/test-device.ts';

const START = { is_committed: true, commit_timeout: 0 } as const;

/** Committed on slot 0 and never updated; on trial on slot 1; committed there; and back after a second one. */
function statesOf(profileName: string) {
  const profile = profileNamed(profileName);
  const { device, call, push } = startDevice({ profile });
  const bundle = readBundle(
    profile.arch === 'esp32' ? 'demo-esp32-1.1.0-tiny.zip' : `demo-${profile.arch}-1.1.0.zip`,
  );
  const state = (now?: number) => resultOf(call('OTA.GetBootState', null, now));
  const fresh = state();
  push(bundle);
  call('OTA.End');
  passTime(device, 500);
  const trial = state(500);
  call('OTA.Commit', null, 600);
  const committed = state(600);
  device.powerOn(1000);
  const restarted = state(1000);
  return { fresh, trial, committed, restarted };
}

describe('OTA.GetBootState', () => {
  it.each(['esp32', 'esp32-stock', 'esp8266'])(
    'of an %s names the slot before the update, committed too, and slot 0 before the first',
    (name) => {
      const { fresh, trial, committed, restarted } = statesOf(name);
      expect(fresh).toMatchObject({ ...START, active_slot: 0, revert_slot: 0 });
      expect(trial).toMatchObject({ active_slot: 1, is_committed: false, revert_slot: 0 });
      expect(committed).toMatchObject({ ...START, active_slot: 1, revert_slot: 0 });
      expect(restarted).toEqual(committed);
    },
  );

  it.each(['stm32-stock', 'rs14100-stock'])(
    'of an %s has no revert_slot once it is committed',
    (name) => {
      const { fresh, trial, committed } = statesOf(name);
      expect(fresh).toMatchObject({ ...START, revert_slot: -1 });
      expect(trial).toMatchObject({ is_committed: false, revert_slot: 0 });
      expect(committed).toMatchObject({ ...START, revert_slot: -1 });
    },
  );

  it('of an esp32 that went back names the slot that runs', () => {
    const { device, call, push } = startDevice({ profile: profileNamed('esp32') });
    push(readBundle('demo-esp32-1.1.0-tiny.zip'));
    call('OTA.End');
    passTime(device, 500);
    device.powerOn(600);
    expect(resultOf(call('OTA.GetBootState', null, 600))).toMatchObject({
      ...START,
      active_slot: 0,
      revert_slot: 0,
    });
  });
});
