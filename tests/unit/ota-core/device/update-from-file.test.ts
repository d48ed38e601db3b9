import { describe, expect, it } from 'vitest';
import { encodeBase64 } from '../../../../src/ota-core/primitives/base64.ts';
import {
  passTime,
  resultOf,
  startDevice,
  tinyBundle,
  type TestDevice,
} from '../../../support/ota-core/device/test-device.ts';

const NULL = { kind: 'result', result: null };
const error = (code: number, message: string) => ({ kind: 'error', code, message });

function withFile(bytes: Uint8Array = tinyBundle): TestDevice {
  const device = startDevice();
  for (let at = 0; at < bytes.length; at += 4096) {
    const data = encodeBase64(bytes.subarray(at, at + 4096));
    expect(device.call('FS.Put', { filename: 'fw.zip', data, append: at > 0 })).toEqual(NULL);
  }
  return device;
}

/** Told through `error`, as the first cores did. */
const APPLIED = error(0, 'Update applied, finalizing');

describe('OTA.Update', () => {
  it('installs a bundle from the filesystem and restarts into it, on trial', () => {
    const { call, device } = withFile();
    expect(call('OTA.Update', { file: '/fw.zip', commit_timeout: 60 })).toEqual(APPLIED);
    expect(resultOf(call('OTA.Status'))).toMatchObject({ state: 3 });
    expect(device.nextDeadline()).toBe(500);
    call('FS.Remove', { filename: 'fw.zip' }); // the new filesystem has no room to carry it over
    passTime(device, 500);
    expect(resultOf(call('OTA.Status', null, 600))).toMatchObject({
      is_committed: false,
      commit_timeout: 60,
      partition: 1,
    });
    expect(resultOf(call('Sys.GetInfo', null, 600))).toMatchObject({ fw_version: '1.1.0' });
  });

  it.each([[null], [{}], [{ file: '' }], [{ url: 5 }]])('%j is a malformed request', (params) => {
    expect(startDevice().call('OTA.Update', params)).toEqual(error(-1, 'Malformed request'));
  });

  it('cannot be while another update is on its way, or a firmware on trial', () => {
    const device = withFile();
    const update = (now = 0) =>
      device.call('OTA.Update', { file: 'fw.zip', commit_timeout: 60 }, now);
    device.call('OTA.Begin');
    expect(update()).toEqual(error(-1, 'Failed to init updater'));
    device.call('OTA.End');
    expect(update()).toEqual(APPLIED);
    expect(update()).toEqual(error(-1, 'Failed to init updater'));
    device.call('FS.Remove', { filename: 'fw.zip' });
    passTime(device.device, 500);
    expect(update(600)).toEqual(error(-1, 'Failed to init updater'));
  });

  it('fails with its code before its words, and leaves the state at error', () => {
    const broken = tinyBundle.slice();
    broken[20_000] = (broken[20_000] ?? 0) ^ 1;
    const { call, device } = withFile(broken);
    expect(call('OTA.Update', { file: 'fw.zip' })).toEqual(error(-1, '-1 Invalid CRC'));
    expect(resultOf(call('OTA.Status'))).toMatchObject({ state: 2, message: '-1 Invalid CRC' });
    expect(device.nextDeadline()).toBeNull();
    const cut = withFile(tinyBundle.slice(0, 9000)).call('OTA.Update', { file: 'fw.zip' });
    expect(cut).toMatchObject({ kind: 'error' });
    const none = startDevice();
    expect(none.call('OTA.Update', { file: 'none' })).toEqual(
      error(-1, '-1 failed to open file "none"'),
    );
  });

  it('reaches no server: the device has no network of its own', () => {
    expect(startDevice().call('OTA.Update', { url: 'http://192.168.1.2/fw.zip' })).toEqual(
      error(-10, '-10 Failed to connect'),
    );
  });
});
