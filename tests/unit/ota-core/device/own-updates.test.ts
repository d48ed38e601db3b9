import { describe, expect, it } from 'vitest';
import { replyToUpdate } from '../../../../src/ota-core/device/ota-service.ts';
import type { OwnUpdate, Pull } from '../../../../src/ota-core/device/device.ts';
import {
  passTime,
  resultOf,
  startDevice,
  tinyBundle,
  writeParams,
  type TestDevice,
} from '../../../support/ota-core/device/test-device.ts';

const URL_OF_IT = 'http://files/fw.zip';
const error = (code: number, message: string) => ({ kind: 'error', code, message });
const IN_PROGRESS = error(-1, 'Update already in progress');

interface Fetching extends TestDevice {
  readonly pulls: Pull[];
  update(params?: Readonly<Record<string, unknown>>, now?: number): OwnUpdate;
}

function startFetching(settings: Readonly<Record<string, string>> = {}): Fetching {
  const pulls: Pull[] = [];
  const build = {
    settings: Object.entries(settings).map(([key, text]) => ({ key, text })),
    files: new Map<string, string>(),
  };
  const device = startDevice({ build, fetch: (pull) => pulls.push(pull) });
  return {
    ...device,
    pulls,
    update(params = {}, now = 0) {
      const reply = device.call('OTA.Update', { url: URL_OF_IT, ...params }, now);
      if (reply.kind !== 'later') throw new Error(JSON.stringify(reply));
      return reply.update;
    },
  };
}

function feed(update: OwnUpdate, bytes: Uint8Array = tinyBundle, now = 0): void {
  update.expect(bytes.length);
  for (let at = 0; at < bytes.length; at += 1460) update.write(bytes.subarray(at, at + 1460), now);
}

const statusOf = ({ call }: TestDevice, now = 0) => resultOf(call('OTA.Status', null, now));
const answerOf = ({ outcome }: OwnUpdate) => outcome && replyToUpdate(outcome);

describe('an update that the device fetches', () => {
  it('asks the host for it, by the headers of the device, and replies when it is installed', () => {
    const device = startFetching();
    const update = device.update({ commit_timeout: 60 });
    expect(device.pulls).toEqual([
      {
        url: URL_OF_IT,
        headers: {
          'X-MGOS-Device-ID': 'esp32_0A1B2C 30AEA40A1B2C',
          'X-MGOS-FW-Version': 'esp32 1.0.0 20260101-000000/v1.0.0',
          'User-Agent': 'demo/1.0.0 (MongooseOS/2.17.0; esp32)',
        },
        trust: { authority: { kind: 'missing' }, serverName: null },
        update,
      },
    ]);
    expect(statusOf(device)).toMatchObject({ state: 1, progress_percent: 0 });
    feed(update);
    expect(statusOf(device)).toMatchObject({ state: 1, progress_percent: 100 });
    expect(answerOf(update)).toBeNull();
    expect(update.isWhole).toBe(true);
    update.end(0);
    expect(answerOf(update)).toEqual(error(0, 'Update applied, finalizing'));
    passTime(device.device, 500);
    expect(statusOf(device, 600)).toMatchObject({
      is_committed: false,
      commit_timeout: 60,
      partition: 1,
    });
  });

  it('begins for the host only once bytes come: a server that has nothing changes no picture', () => {
    const device = startFetching();
    const update = device.update();
    update.skip('Not Modified');
    expect(answerOf(update)).toEqual(error(0, 'Not Modified'));
    expect(statusOf(device)).toMatchObject({ state: 0, message: 'idle' });
    expect(device.trace).toEqual([]);
    expect(device.device.nextDeadline()).toBeNull();
    device.update().expect(4000);
    expect(device.trace).toEqual([{ kind: 'update-begin', slot: 1, sizeBytes: 4000 }]);
  });

  it('ends at once with the same version where that is to be ignored', () => {
    const device = startFetching();
    feed(device.update({ commit_timeout: 60 }));
    device.pulls[0]?.update.end(0);
    passTime(device.device, 500);
    device.call('OTA.Commit', null, 600);
    const update = device.update({ ignore_same_version: true }, 700);
    update.expect(tinyBundle.length);
    update.write(tinyBundle.subarray(0, 2000), 700);
    expect(answerOf(update)).toEqual(error(0, 'Version is the same as current'));
    expect(statusOf(device, 700)).toMatchObject({ state: 0 });
    expect(device.device.nextDeadline()).toBeNull();
  });

  it('ends with what the updater finds wrong, and takes nothing more', () => {
    const device = startFetching();
    const broken = tinyBundle.slice();
    broken[20_000] = (broken[20_000] ?? 0) ^ 1;
    const update = device.update();
    feed(update, broken);
    expect(update.outcome).toEqual({ result: -1, text: 'Invalid CRC', message: '-1 Invalid CRC' });
    update.end(0);
    update.fail(-9, 'no');
    expect(answerOf(update)).toEqual(error(-1, '-1 Invalid CRC'));
    expect(statusOf(device)).toMatchObject({ state: 2, message: '-1 Invalid CRC' });
    expect(device.trace.filter(({ kind }) => kind === 'update-failed')).toHaveLength(1);
  });

  it('ends with what its host could not do', () => {
    const device = startFetching();
    const update = device.update();
    feed(update, tinyBundle.subarray(0, 9000));
    expect(update.isWhole).toBe(false);
    update.fail(-1, 'Update failed');
    expect(answerOf(update)).toEqual(error(-1, '-1 Update failed'));
    expect(statusOf(device)).toMatchObject({ state: 2, message: '-1 Update failed' });
    passTime(device.device, 10_000);
    expect(resultOf(device.call('Sys.GetInfo', null, 10_000))).toMatchObject({
      fw_version: '1.0.0',
    });
  });

  it('is given up by the watchdog, and what comes later belongs to nobody', () => {
    const device = startFetching();
    const update = device.update({ timeout: 30 });
    update.expect(tinyBundle.length);
    update.write(tinyBundle.subarray(0, 2000), 6000);
    expect(device.device.nextDeadline()).toBe(36_000);
    passTime(device.device, 36_000);
    expect(answerOf(update)).toEqual(error(-1, '-1 Update timed out'));
    expect(statusOf(device, 36_000)).toMatchObject({ state: 0 });
    const next = device.update({}, 37_000);
    update.write(tinyBundle.subarray(2000), 37_000);
    update.end(37_000);
    expect(next.outcome).toBeNull();
    expect(statusOf(device, 37_000)).toMatchObject({ state: 1, progress_percent: 0 });
  });

  it('shares the device with nobody: neither begins in the other, nor writes into it', () => {
    const device = startFetching();
    const update = device.update();
    feed(update, tinyBundle.subarray(0, 5000));
    expect(device.call('OTA.Begin')).toEqual(IN_PROGRESS);
    const foreign = error(-1, 'No update in progress');
    expect(device.call('OTA.Write', writeParams(tinyBundle, 5000, 500))).toEqual(foreign);
    expect(device.call('OTA.End')).toEqual(foreign);
    update.write(tinyBundle.subarray(5000), 0);
    update.end(0);
    expect(answerOf(update)).toEqual(error(0, 'Update applied, finalizing'));

    const pushed = startFetching();
    pushed.push(tinyBundle);
    const asked = { url: URL_OF_IT };
    expect(pushed.call('OTA.Update', asked)).toEqual(error(-1, 'Failed to init updater'));
    expect(pushed.device.updates()?.pull({ ...asked, ignoreSameVersion: true }, 0)).toBeNull();
    expect(pushed.call('OTA.End')).toEqual({ kind: 'result', result: null });
    expect(pushed.pulls).toEqual([]);
  });

  it('trusts the CA in the file that the settings name, everybody without one', () => {
    const trustOf = (settings: Readonly<Record<string, string>>, file = '') => {
      const device = startFetching(settings);
      const data = Buffer.from('PEM').toString('base64');
      if (file !== '') device.call('FS.Put', { filename: file, data });
      device.update();
      return device.pulls[0]?.trust;
    };
    const authority = { kind: 'certificate', pem: 'PEM' };
    expect(trustOf({}, 'ca.pem')).toEqual({ authority, serverName: null });
    const other = { 'update.ssl_ca_file': 'own.pem', 'update.ssl_server_name': 'files' };
    expect(trustOf(other, 'own.pem')).toEqual({ authority, serverName: 'files' });
    expect(trustOf(other)).toMatchObject({ authority: { kind: 'missing' } });
    expect(trustOf({ 'update.ssl_ca_file': '' })).toEqual({
      authority: { kind: 'anybody' },
      serverName: null,
    });
    expect(trustOf({ 'update.ssl_ca_file': '*' })).toEqual({
      authority: { kind: 'anybody' },
      serverName: null,
    });
  });
});
