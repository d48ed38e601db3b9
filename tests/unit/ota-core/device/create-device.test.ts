import { describe, expect, it } from 'vitest';
import {
  identity,
  passTime,
  readBundle,
  resultOf,
  startDevice,
  tinyBundle,
  writeParams,
} from '../../../support/ota-core/device/test-device.ts';

const NULL = { kind: 'result', result: null };
const error = (code: number, message: string | null) => ({ kind: 'error', code, message });
const NEW_BUILD = '20261101-120000/v1.1.0-3-g1234567-master';

describe.each(['esp32', 'reference'])('a whole update on %s', (profile) => {
  it('goes from 1.0.0 to 1.1.0 on trial, and a commit keeps it', () => {
    const { device, call, push } = startDevice({ profile });
    expect(push(tinyBundle)).toEqual(NULL);
    expect(call('OTA.End')).toEqual(NULL);
    expect(resultOf(call('OTA.Status'))).toMatchObject({ state: 3, partition: 0 });
    passTime(device, 500);
    expect(resultOf(call('Sys.GetInfo', null, 500))).toMatchObject({
      fw_version: '1.1.0',
      fw_id: NEW_BUILD,
      uptime: 0,
    });
    expect(resultOf(call('OTA.Status', null, 500))).toEqual({
      state: 0,
      message: 'idle',
      is_committed: false,
      progress_percent: 0,
      commit_timeout: 300,
      partition: 1,
    });
    expect(resultOf(call('OTA.GetBootState', null, 500))).toEqual({
      active_slot: 1,
      is_committed: false,
      revert_slot: 0,
      commit_timeout: 300,
    });
    expect(call('OTA.Commit', null, 600)).toEqual(NULL);
    expect(call('OTA.Commit', null, 600)).toEqual(error(-1, null));
    expect(device.nextDeadline()).toBeNull();
    expect(device.powerOn(1000)).toMatchObject({ kind: 'booted', slot: 1, committed: true });
    expect(resultOf(call('OTA.Status', null, 1000))).toMatchObject({
      is_committed: true,
      commit_timeout: 0,
      partition: 1,
    });
  });

  it('goes back when nobody commits in time', () => {
    const { device, call, push } = startDevice({ profile });
    push(tinyBundle);
    call('OTA.End');
    passTime(device, 300_499);
    expect(device.running()).toMatchObject({ firmware: { version: '1.1.0' } });
    passTime(device, 300_500);
    expect(device.running()).toMatchObject({
      firmware: { version: '1.0.0' },
      boot: { committed: true, activeSlot: 0 },
    });
    expect(device.nextDeadline()).toBeNull();
  });

  it('goes back at any restart before the commit, also one that was asked for', () => {
    const { device, call, push } = startDevice({ profile });
    push(tinyBundle);
    call('OTA.End');
    passTime(device, 500);
    expect(call('Sys.Reboot', { delay_ms: 0 }, 600)).toEqual(NULL);
    expect(device.tick(600).rebooted).toMatchObject({ kind: 'reverted', from: 1, to: 0 });
    expect(resultOf(call('Sys.GetInfo', null, 700))).toMatchObject({ fw_version: '1.0.0' });
  });

  it('goes back when it is told to, and has nothing to go back to when it is committed', () => {
    const { device, call, push } = startDevice({ profile });
    expect(call('OTA.Revert')).toEqual(error(-1, null));
    push(tinyBundle);
    call('OTA.End');
    passTime(device, 500);
    expect(call('OTA.Revert', null, 1000)).toEqual(NULL);
    expect(device.nextDeadline()).toBe(1100);
    passTime(device, 1100);
    expect(device.running()).toMatchObject({ firmware: { version: '1.0.0' } });
  });

  it('goes back from an image that hangs at once, and hears nobody meanwhile', () => {
    const { device, call, push } = startDevice({ profile, behaviour: 'hangs-at-once' });
    push(tinyBundle);
    call('OTA.End');
    passTime(device, 500);
    expect(device.running()).toMatchObject({ hung: true });
    expect(call('Sys.GetInfo', null, 600)).toEqual({ kind: 'none' });
    passTime(device, 400_000);
    expect(device.running()).toMatchObject({ firmware: { version: '1.0.0' }, hung: false });
  });

  it('that freezes in the middle of an update hears nobody, and its watchdog restarts what ran', () => {
    const { device, call } = startDevice({ profile });
    expect(call('OTA.Begin', { size: 7 })).toEqual(NULL);
    expect(device.running()).toMatchObject({ updateEndsAt: 600_000 });
    device.freeze(1000);
    expect(call('OTA.Status', null, 1001)).toEqual({ kind: 'none' });
    expect(device.running()).toMatchObject({ hung: true, updateEndsAt: null });
    passTime(device, 9_999);
    expect(device.running()).toMatchObject({ hung: true });
    passTime(device, 10_000);
    expect(device.running()).toMatchObject({ firmware: { version: '1.0.0' }, hung: false });
    expect(resultOf(call('OTA.Status', null, 10_000))).toMatchObject({ state: 0 });
  });

  it('that freezes on trial is not kept', () => {
    const { device, call, push } = startDevice({ profile });
    push(tinyBundle);
    call('OTA.End');
    passTime(device, 500);
    device.freeze(600);
    expect(device.running()).toMatchObject({ firmware: { version: '1.1.0' }, hung: true });
    passTime(device, 300_500);
    expect(device.running()).toMatchObject({ firmware: { version: '1.0.0' }, hung: false });
  });

  it('goes back from an image that crashes at once', () => {
    const { device, call, push } = startDevice({ profile, behaviour: 'crashes' });
    push(tinyBundle);
    call('OTA.End');
    passTime(device, 500);
    expect(device.running()).toMatchObject({ firmware: { version: '1.1.0' } });
    passTime(device, 1000);
    expect(device.running()).toMatchObject({ firmware: { version: '1.0.0' }, hung: false });
  });

  it('commits by itself at its first start when the commit time is 0', () => {
    const { device, call, push, trace } = startDevice({ profile });
    push(tinyBundle, { commit_timeout: 0 });
    call('OTA.End');
    passTime(device, 500);
    expect(resultOf(call('OTA.Status', null, 500))).toMatchObject({ is_committed: true });
    expect(trace).toContainEqual({ kind: 'committed', slot: 1 });
    expect(device.powerOn(1000)).toMatchObject({ slot: 1, committed: true });
  });

  it('refuses a new update while the running image is on trial', () => {
    const { device, call, push } = startDevice({ profile });
    push(tinyBundle);
    call('OTA.End');
    passTime(device, 500);
    expect(call('OTA.Begin', { size: 1 }, 600)).toEqual(
      error(-1, 'Previous update has not been committed yet'),
    );
  });
});

describe('OTA.Begin, Write and End of a device', () => {
  it('refuses a second update while one runs', () => {
    const { call } = startDevice();
    expect(call('OTA.Begin', {})).toEqual(NULL);
    expect(call('OTA.Begin', {})).toEqual(error(-1, 'Update already in progress'));
  });

  it('refuses another update between the end and the restart', () => {
    const { call, push } = startDevice();
    push(tinyBundle);
    call('OTA.End');
    expect(call('OTA.Begin', {})).toEqual(error(-1, 'Update already in progress'));
  });

  it('reads quoted integers as the frozen parser does', () => {
    const { device, call } = startDevice();
    expect(call('OTA.Begin', { size: '25585', timeout: '0x10', commit_timeout: '300' })).toEqual(
      NULL,
    );
    expect(device.nextDeadline()).toBe(16_000);
    expect(call('OTA.Write', { ...writeParams(tinyBundle, 0, 512), offset: '0' })).toEqual(NULL);
    expect(resultOf(call('OTA.Status'))).toMatchObject({ progress_percent: 2 });
  });

  it('gives up after 600 s without progress unless told otherwise, and is idle', () => {
    const { device, call, log, trace } = startDevice();
    call('OTA.Begin', { timeout: 0 });
    call('OTA.Write', writeParams(tinyBundle, 0, 512), 10_000);
    expect(device.nextDeadline()).toBe(610_000);
    passTime(device, 610_000);
    expect(resultOf(call('OTA.Status', null, 610_000))).toMatchObject({ state: 0 });
    expect(log.join('\n')).toContain('Update timed out');
    expect(trace.at(-1)).toMatchObject({ kind: 'update-failed' });
    expect(call('OTA.Begin', {}, 610_000)).toEqual(NULL);
  });

  it('answers malformed data with 400 and changes nothing', () => {
    const { call } = startDevice();
    call('OTA.Begin', {});
    for (const data of [undefined, 'AAA', 'A===', '\u00e9AAA', 5])
      expect(call('OTA.Write', { offset: 0, data })).toMatchObject({ kind: 'error', code: 400 });
    expect(call('OTA.Write', writeParams(tinyBundle, 0, 512))).toEqual(NULL);
  });

  it('has no update to write to or to end before Begin', () => {
    const { call } = startDevice();
    expect(call('OTA.Write', writeParams(tinyBundle, 0, 512))).toMatchObject({ code: -1 });
    expect(call('OTA.End')).toMatchObject({ kind: 'error', code: -1 });
    expect(resultOf(call('OTA.Status'))).toMatchObject({ state: 0 });
  });

  it('aborts when End comes before the last byte, and begins again after that', () => {
    const { call, push } = startDevice();
    expect(push(tinyBundle.subarray(0, 20_000))).toEqual(NULL);
    expect(call('OTA.End')).toEqual(error(-1, '-1 Update aborted'));
    expect(resultOf(call('OTA.Status'))).toMatchObject({ state: 2, message: '-1 Update aborted' });
    expect(push(tinyBundle)).toEqual(NULL);
    expect(call('OTA.End')).toEqual(NULL);
  });

  it('answers the write that shows the wrong platform, with code and text', () => {
    const { call, push } = startDevice({ profile: 'esp32c3' });
    expect(push(tinyBundle)).toEqual(error(-1, '-1 Wrong platform'));
    expect(resultOf(call('OTA.Status'))).toMatchObject({ state: 2 });
  });

  it('skips the same version and build when asked to, without a restart', () => {
    const { device, call, push } = startDevice();
    push(tinyBundle);
    call('OTA.End');
    passTime(device, 500);
    call('OTA.Commit', null, 500);
    expect(push(tinyBundle, { ignore_same_version: true })).toEqual(NULL);
    expect(call('OTA.End')).toEqual(NULL);
    expect(resultOf(call('OTA.Status'))).toMatchObject({
      state: 3,
      message: 'Version is the same as current',
    });
    expect(device.nextDeadline()).toBeNull();
    expect(call('OTA.Begin', {})).toEqual(NULL);
  });

  it('takes a bundle whose entries lie in a folder', () => {
    const { call, push } = startDevice();
    expect(push(readBundle('demo-esp32-1.1.0-python-packer.zip'))).toEqual(NULL);
    expect(call('OTA.End')).toEqual(NULL);
  });
});

describe('what a device says of itself', () => {
  it('answers Sys.GetInfo with every field of a stock device', () => {
    const { call } = startDevice();
    expect(resultOf(call('Sys.GetInfo', null, 61_999))).toMatchObject({
      id: identity.id,
      app: 'demo',
      fw_version: '1.0.0',
      fw_id: '20260101-000000/v1.0.0',
      mac: identity.mac,
      arch: 'esp32',
      uptime: 61,
      public_key: null,
      fs_size: 262_144,
      fs_free: 253_952, // but for the pair of blocks that holds the root
    });
  });

  it('names its boot scheme only where that is asked for: stock devices do not', () => {
    const bootState = (namesScheme: boolean) =>
      resultOf(startDevice({ profile: 'esp8266', namesScheme }).call('OTA.GetBootState'));
    expect(bootState(true)).toMatchObject({ active_slot: 0, scheme: 'esp8266' });
    expect(bootState(false)).not.toHaveProperty('scheme');
  });

  it('lists its methods, the newest registration first', () => {
    const { call } = startDevice();
    expect(call('RPC.List')).toEqual({
      kind: 'result',
      result: [
        'OTA.Begin',
        'OTA.Write',
        'OTA.End',
        'OTA.Update',
        'OTA.Commit',
        'OTA.Revert',
        'OTA.CreateSnapshot',
        'OTA.GetBootState',
        'OTA.SetBootState',
        'OTA.Status',
        'FS.Rename',
        'FS.Remove',
        'FS.Put',
        'FS.Get',
        'FS.ListExt',
        'FS.List',
        'Config.Save',
        'Config.Set',
        'Config.Get',
        'Sys.SetDebug',
        'Sys.Reboot',
        'Sys.GetInfo',
        'RPC.Ping',
        'RPC.Describe',
        'RPC.List',
      ],
    });
  });

  it('describes what a method takes, and answers a wrong name as stock devices do', () => {
    const { call } = startDevice();
    expect(call('RPC.Describe', { name: 'Sys.Reboot' })).toEqual({
      kind: 'result',
      result: { name: 'Sys.Reboot', args_fmt: '{delay_ms: %d, abort: %B}' },
    });
    expect(call('RPC.Describe', { name: 'OTA.Status' })).toMatchObject({
      result: { args_fmt: '' },
    });
    expect(call('RPC.Describe')).toEqual(error(400, 'name is required'));
    expect(call('RPC.Describe', { name: 'Nope' })).toEqual(error(404, 'name not found'));
  });

  it('names the channel a ping came over', () => {
    expect(startDevice().call('rpc.ping')).toEqual({
      kind: 'result',
      result: { channel_info: 'WS_in' },
    });
  });

  it('takes no negative delay for a restart', () => {
    const { call, device } = startDevice();
    expect(call('Sys.Reboot', { delay_ms: -1 })).toEqual(error(400, 'invalid delay value'));
    expect(device.nextDeadline()).toBeNull();
  });

  it.each([
    [{}, error(0, null)],
    [{ level: 4 }, error(0, null)],
    [{ level: -1, file_level: 'mg_rpc.c=4' }, error(0, null)],
    [{ level: 5 }, error(400, 'invalid level')],
    [{ level: -3 }, error(400, 'invalid level')],
    [{ udp_log_addr: 'udp://192.168.1.3:1993' }, error(0, null)],
    [{ udp_log_addr: 'nowhere' }, error(400, 'invalid udp_log_addr')],
    [{ udp_log_addr: 'nowhere', level: 9 }, error(400, 'invalid level')],
  ])('answers Sys.SetDebug %j through the error path', (params, reply) => {
    expect(startDevice().call('Sys.SetDebug', params)).toEqual(reply);
  });

  it('describes and answers every method that it lists', () => {
    const { call } = startDevice();
    const { result: names } = call('RPC.List') as { readonly result: readonly string[] };
    expect(names).toHaveLength(new Set(names).size);
    for (const name of names) {
      expect(resultOf(call('RPC.Describe', { name }))).toEqual({
        name,
        args_fmt: expect.stringMatching(/^(\{\w+: %\w+(, \w+: %\w+)*\})?$/) as unknown,
      });
      expect(startDevice().call(name.toLowerCase())).not.toMatchObject({ code: 404 });
    }
  });

  it('locks itself in the last 100 ms before a restart', () => {
    const { call } = startDevice();
    expect(call('Sys.Reboot')).toEqual(NULL);
    expect(call('RPC.Ping', null, 0)).toMatchObject({ kind: 'result' });
    expect(call('RPC.Ping', null, 40)).toEqual(error(418, 'shutting down in 60 ms'));
  });

  it('answers nobody while the chip holds nothing that starts', () => {
    const { flash, device, call } = startDevice();
    flash.erase(0, flash.geometry.size);
    expect(device.powerOn(0)).toMatchObject({ kind: 'bricked' });
    expect(call('Sys.GetInfo')).toEqual({ kind: 'none' });
    expect(device.running()).toBeNull();
    expect(device.nextDeadline()).toBeNull();
  });
});
