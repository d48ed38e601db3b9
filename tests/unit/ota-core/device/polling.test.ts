import { describe, expect, it } from 'vitest';
import type { Pull } from '../../../../src/ota-core/device/device.ts';
import {
  passTime,
  resultOf,
  startDevice,
  tinyBundle,
} from '../../../support/ota-core/device/test-device.ts';

const URL_OF_IT = 'http://files/fw.zip';

function startPolling(settings: Readonly<Record<string, string>>) {
  const pulls: Pull[] = [];
  const build = {
    settings: Object.entries(settings).map(([key, text]) => ({ key, text })),
    files: new Map<string, string>(),
  };
  return { ...startDevice({ build, fetch: (pull) => pulls.push(pull) }), pulls };
}

const BOTH = { 'update.url': URL_OF_IT, 'update.interval': '60' };

describe('a device that looks for updates', () => {
  it('asks once an interval, first after one, by the headers of the device', () => {
    const { device, pulls } = startPolling(BOTH);
    expect(device.nextDeadline()).toBe(60_000);
    expect(device.running()).toMatchObject({ updateEndsAt: null });
    device.tick(59_999);
    expect(pulls).toHaveLength(0);
    device.tick(60_000);
    expect(pulls).toHaveLength(1);
    expect(pulls[0]).toMatchObject({
      url: URL_OF_IT,
      headers: { 'X-MGOS-FW-Version': 'esp32 1.0.0 20260101-000000/v1.0.0' },
    });
    pulls[0]?.update.skip('Not Modified');
    expect(device.nextDeadline()).toBe(120_000);
    device.tick(130_000);
    pulls[1]?.update.skip('Not Modified');
    expect(device.nextDeadline()).toBe(180_000);
    device.tick(3_600_500);
    expect(pulls).toHaveLength(3);
  });

  it('installs what it gets, with the configured commit time, and asks on from there', () => {
    const { device, call, pulls } = startPolling({ ...BOTH, 'update.commit_timeout': '30' });
    device.tick(60_000);
    const update = pulls[0]?.update;
    update?.expect(tinyBundle.length);
    update?.write(tinyBundle, 60_000);
    update?.end(60_000);
    passTime(device, 60_500);
    expect(resultOf(call('OTA.Status', null, 60_600))).toMatchObject({ commit_timeout: 30 });
    call('OTA.Commit', null, 60_600);
    expect(device.nextDeadline()).toBe(120_500);
    device.tick(120_500);
    const [, next] = pulls;
    expect(next?.headers['X-MGOS-FW-Version']).toMatch(/^esp32 1\.1\.0 /);
    next?.update.expect(tinyBundle.length);
    next?.update.write(tinyBundle, 120_500);
    expect(next?.update.outcome).toMatchObject({ text: 'Version is the same as current' });
  });

  it('waits for the next time beside another update and on trial', () => {
    const { device, call, push, pulls } = startPolling(BOTH);
    push(tinyBundle);
    device.tick(60_000);
    expect(pulls).toHaveLength(0);
    expect(device.nextDeadline()).toBe(120_000);
    call('OTA.End', null, 61_000);
    passTime(device, 61_500);
    device.tick(121_500);
    expect(pulls).toHaveLength(0);
    call('OTA.Commit', null, 122_000);
    device.tick(181_500);
    expect(pulls).toHaveLength(1);
  });

  it.each([
    ['a URL alone', { 'update.url': URL_OF_IT }],
    ['an interval alone', { 'update.interval': '60' }],
    ['an interval below 0', { 'update.url': URL_OF_IT, 'update.interval': '-5' }],
  ])('never does with %s', (_, settings) => {
    const { device, pulls } = startPolling(settings);
    expect(device.nextDeadline()).toBeNull();
    device.tick(1_000_000);
    expect(pulls).toEqual([]);
  });

  it('begins with the restart after it was set', () => {
    const { device, call } = startPolling({});
    const update = { url: URL_OF_IT, interval: 5 };
    call('Config.Set', { config: { update } });
    expect(device.nextDeadline()).toBeNull();
    call('Config.Save', { reboot: true });
    passTime(device, 500);
    expect(device.nextDeadline()).toBe(5500);
  });

  it('does not without a network', () => {
    const settings = Object.entries(BOTH).map(([key, text]) => ({ key, text }));
    const { device } = startDevice({ build: { settings, files: new Map() } });
    expect(device.nextDeadline()).toBeNull();
  });
});
