import { beforeAll, describe, expect, it } from 'vitest';
import type { Bundle } from '../../../../src/bundle/bundle.ts';
import { HTTP, MQTT, SERIAL } from '../../../../src/contracts/link.ts';
import { pullDelivery } from '../../../../src/update/delivery/pull.ts';
import type { PullSource, SourceReport } from '../../../../src/update/delivery/pull-source.ts';
import { FetchingDevice } from '../../../support/update/fetching-device.ts';
import type { FetchPlan } from '../../../support/update/fetching-device.ts';
import { bundleNamed, ofType, phasesOf } from '../../../support/update/update-harness.ts';

let tiny: Bundle;

beforeAll(async () => {
  tiny = await bundleNamed('demo-esp32-1.1.0-tiny.zip');
});

const file = (change: Partial<Extract<SourceReport, { kind: 'file' }>> = {}): SourceReport => ({
  ...{ kind: 'file', sizeBytes: tiny.sizeBytes, sha256: tiny.sha256 },
  ...change,
});

const sourceOf = (change: Partial<PullSource> = {}): PullSource => ({
  url: 'http://10.0.0.7/secret/fw.zip',
  address: 'http://10.0.0.7',
  isOutOfReach: false,
  servedBytes: null,
  examine: () => Promise.resolve(file()),
  stop: () => Promise.resolve(),
  ...change,
});

function setUp(plan: FetchPlan = {}, change: Partial<PullSource> = {}) {
  const device = new FetchingDevice(tiny, plan);
  return { device, delivery: pullDelivery(sourceOf(change)) };
}

const count = (device: FetchingDevice, method: string): number =>
  device.calls.filter((name) => name === method).length;

describe('an update that the device fetches itself', () => {
  it('tells it where, watches it by its own status, and keeps what it then runs', async () => {
    const { device, delivery } = setUp();
    const { events, result } = await device.update(delivery);
    expect(result).toMatchObject({ result: 'committed', from: '1.0.0', to: '1.1.0' });
    expect(device.asked).toEqual([
      {
        url: 'http://10.0.0.7/secret/fw.zip',
        timeout: 600,
        commit_timeout: 300,
        ignore_same_version: false,
      },
    ]);
    expect(phasesOf(events)).toEqual([
      ...['connecting', 'checking', 'preparing', 'writing', 'rebooting', 'verifying', 'committing'],
    ]);
    const told = ofType(events, 'progress').map(({ status }) => status);
    expect(told).toContainEqual({ state: 1, message: 'progress', percent: 50 });
    expect(result.bytes).toBeGreaterThan(tiny.sizeBytes / 2);
    expect(device.calls).not.toContain('OTA.Begin');
    expect(device.calls).not.toContain('OTA.End');
  });

  it.each(['result', 'code-0', 'none'] as const)(
    'ends well whether its reply is a result, the error 0 of 2017, or lost (%s)',
    async (reply) => {
      const { device, delivery } = setUp({ reply });
      expect((await device.update(delivery)).result).toMatchObject({ result: 'committed' });
    },
  );

  it('is asked again over a new link where the link is lost in the middle, and never told to end', async () => {
    const { device, delivery } = setUp({ losesLinkAt: 50, reply: 'none' });
    const { events, result } = await device.update(delivery);
    expect(result).toMatchObject({ result: 'committed' });
    expect(ofType(events, 'progress').map(({ status }) => status?.percent)).toContain(80);
    expect(device.calls).not.toContain('OTA.End');
    expect(count(device, 'OTA.Update')).toBe(1);
  });

  it('fails with the words of the device', async () => {
    const fails = { percent: 40, code: -1, message: '-12 Write failed' };
    const { device, delivery } = setUp({ fails });
    const { result } = await device.update(delivery);
    expect(result).toMatchObject({
      result: 'failed',
      failure: {
        code: 'update/pull-refused',
        facts: { remoteCode: -1, remoteMessage: '-12 Write failed' },
      },
    });
    expect(device.calls).not.toContain('OTA.End');
  });

  it('is no longer waited for where the request never came to it, or it hangs', async () => {
    for (const plan of [{ hears: false }, { hangs: true }]) {
      const { device, delivery } = setUp(plan);
      const { result } = await device.update(delivery);
      expect(result, JSON.stringify(plan)).toMatchObject({
        failure: { code: 'update/not-fetched' },
      });
    }
  });

  it.each([SERIAL, HTTP])(
    'hears nothing before its reply where its link takes one frame at a time ($kind)',
    async (medium) => {
      const box: { device?: FetchingDevice } = {};
      const servedBytes = (): number => box.device?.fetchedBytes ?? 0;
      const { device, delivery } = setUp({ medium }, { servedBytes });
      box.device = device;
      const { events, result } = await device.update(delivery);
      expect(result).toMatchObject({ result: 'committed' });
      const at = device.calls.indexOf('OTA.Update');
      expect(ofType(events, 'progress').length).toBeGreaterThan(5);
      // The next thing that it is asked comes after the restart.
      expect(device.calls.slice(0, at)).toContain('RPC.List');
      expect(count(device, 'OTA.Status')).toBeLessThan(5);
    },
  );

  it('on a wire that lost the reply is asked once it has had every byte for long enough', async () => {
    const box: { device?: FetchingDevice } = {};
    const servedBytes = (): number => box.device?.fetchedBytes ?? 0;
    const { device, delivery } = setUp({ medium: SERIAL, reply: 'none' }, { servedBytes });
    box.device = device;
    const before = device.clock.now();
    expect((await device.update(delivery)).result).toMatchObject({ result: 'committed' });
    expect(device.clock.now() - before).toBeLessThan(200_000);
  });
});

describe('an update that the device fetches itself, cancelled', () => {
  it('is ended by OTA.End where the core does that', async () => {
    const { device, delivery } = setUp({ medium: MQTT });
    const { result } = await device.update(delivery, { cancelAtPercent: 40 });
    expect(result).toMatchObject({ result: 'cancelled', failure: { code: 'cancelled' } });
    expect(count(device, 'OTA.End')).toBe(1);
  });

  it('goes on without us where the core does not, and that is what is said', async () => {
    const { device, delivery } = setUp({ endAborts: false, tenthMs: 20_000 });
    const { result } = await device.update(delivery, { cancelAtPercent: 40 });
    expect(result).toMatchObject({
      result: 'unknown',
      failure: { code: 'update/goes-on', facts: { percent: 30 } },
    });
  });

  it('says on a wire, where nothing can be asked, that it goes on', async () => {
    const { device, delivery } = setUp({ medium: SERIAL });
    const { result } = await device.update(delivery, { cancelAtPercent: 40 });
    expect(result).toMatchObject({ result: 'unknown', failure: { code: 'update/goes-on' } });
    expect(device.calls).not.toContain('OTA.End');
  });

  it('on a wire is over as soon as the device says that the file is gone', async () => {
    const fails = { percent: 50, code: -1, message: 'Update failed' };
    const { device, delivery } = setUp({ medium: SERIAL, fails }, { servedBytes: () => 0 });
    const { result } = await device.update(delivery, { cancelAtPercent: 40 });
    expect(result).toMatchObject({ result: 'cancelled' });
    expect(device.calls).not.toContain('OTA.End');
  });

  it('keeps what it has installed meanwhile, and nobody says that the old firmware runs', async () => {
    const { device, delivery } = setUp({
      medium: MQTT,
      reply: 'none',
      tenthMs: 100,
      endAborts: false,
    });
    const { result } = await device.update(delivery, { cancelAtPercent: 90 });
    expect(result).toMatchObject({ result: 'unknown', failure: { code: 'update/goes-on' } });
  });
});

describe('the URL of an update', () => {
  it.each([
    ['source/status', { kind: 'other-status', status: 404 }],
    ['source/no-length', { kind: 'no-length' }],
    ['source/redirects', { kind: 'bad-redirects' }],
    ['source/other-file', { kind: 'file', sizeBytes: 7, sha256: null }],
  ] as const)('is refused before anything is sent, as %s', async (code, report) => {
    const { device, delivery } = setUp({}, { examine: () => Promise.resolve(report) });
    const { result } = await device.update(delivery, { options: { force: ['unchecked-url'] } });
    expect(result).toMatchObject({ result: 'refused', failure: { code } });
    expect(device.calls).not.toContain('OTA.Update');
  });

  it('is refused where another file of the same length is there', async () => {
    const examine = () => Promise.resolve(file({ sha256: '00' }));
    const { device, delivery } = setUp({}, { examine });
    const { sizeBytes: expected } = tiny;
    expect((await device.update(delivery)).result).toMatchObject({
      failure: { code: 'source/other-file', facts: { found: expected, expected } },
    });
  });

  it('that only the device may reach is allowed by name', async () => {
    const examine = (): Promise<SourceReport> =>
      Promise.resolve({ kind: 'unreachable', detail: 'ETIMEDOUT' });
    const { device, delivery } = setUp({}, { examine });
    const { result } = await device.update(delivery);
    expect(result).toMatchObject({ result: 'refused', failure: { code: 'source/unchecked' } });
    const forced = await device.update(delivery, { options: { force: ['unchecked-url'] } });
    expect(forced.result).toMatchObject({ result: 'committed' });
  });

  it('that leads to this machine is not given to another one', async () => {
    const { device, delivery } = setUp({}, { isOutOfReach: true });
    expect((await device.update(delivery)).result).toMatchObject({
      failure: { code: 'source/loopback' },
    });
  });

  it('is refused over https where the device lacks the certificates that its settings name', async () => {
    const has = ['OTA.Update', 'OTA.Status', 'Config.Get', 'FS.ListExt'];
    const answers = (files: readonly string[]) => ({
      'RPC.List': () => has,
      'Config.Get': () => ({ ssl_ca_file: 'ca.pem' }),
      'FS.ListExt': () => files.map((name) => ({ name, size: 1 })),
    });
    const url = { url: 'https://10.0.0.7/fw.zip' };
    const without = setUp({ answers: answers(['init.js']) }, url);
    expect((await without.device.update(without.delivery)).result).toMatchObject({
      failure: { code: 'source/no-ca', facts: { file: 'ca.pem' } },
    });
    const with_ = setUp({ answers: answers(['ca.pem']) }, url);
    expect((await with_.device.update(with_.delivery)).result).toMatchObject({
      result: 'committed',
    });
  });

  it('is not for a device that cannot fetch, nor for one that is busy or on trial', async () => {
    const lacking = setUp({ answers: { 'RPC.List': () => ['OTA.Begin', 'OTA.Status'] } });
    expect((await lacking.device.update(lacking.delivery)).result).toMatchObject({
      failure: { code: 'device/no-ota', facts: { missing: ['OTA.Update'] } },
    });
    for (const [status, code] of [
      [{ state: 1, progress_percent: 7 }, 'device/busy'],
      [{ state: 0, is_committed: false }, 'device/uncommitted'],
    ] as const) {
      const { device, delivery } = setUp({ answers: { 'OTA.Status': () => status } });
      expect((await device.update(delivery)).result).toMatchObject({ failure: { code } });
      expect(device.calls).not.toContain('OTA.Update');
    }
  });
});
