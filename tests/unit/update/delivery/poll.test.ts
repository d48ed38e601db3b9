import { beforeAll, describe, expect, it } from 'vitest';
import type { Bundle } from '../../../../src/bundle/bundle.ts';
import { pollDelivery } from '../../../../src/update/delivery/poll.ts';
import { FetchingDevice } from '../../../support/update/fetching-device.ts';
import type { FetchPlan } from '../../../support/update/fetching-device.ts';
import { bundleNamed, ofType } from '../../../support/update/update-harness.ts';

let tiny: Bundle;

beforeAll(async () => {
  tiny = await bundleNamed('demo-esp32-1.1.0-tiny.zip');
});

const OURS = { url: 'http://10.0.0.7/secret/fw.zip', interval: 5, commit_timeout: 300 };
const THEIRS = { url: 'http://updates.test/', interval: 3_600, commit_timeout: 0 };

interface Asked {
  readonly config: { readonly update: Readonly<Record<string, unknown>> };
  readonly reboot: boolean;
}

/** A device with a polling client, and what its settings were set to. */
interface PollPlan extends FetchPlan {
  readonly settings?: object;
  readonly polls?: boolean;
  /** Somebody else serves the file: nobody here sees it fetched. */
  readonly foreign?: boolean;
  /** How often it looks before it has a network. */
  readonly looksInVain?: number;
}

function setUp(plan: PollPlan = {}) {
  const { settings = THEIRS, polls = true, foreign = false, looksInVain = 0, ...more } = plan;
  const set: Asked[] = [];
  const own: FetchPlan['answers'] = {
    'RPC.List': () => ['OTA.Status', 'Config.Get', 'Config.Set', 'Sys.GetInfo'],
    'Config.Get': () => settings,
    'Config.Set': (params) => {
      const asked = params as unknown as Asked;
      set.push(asked);
      if (asked.reboot)
        void device.restart().then(async () => {
          await device.clock.sleep(5_000, new AbortController().signal);
          if (!polls || set.length > 1) return;
          for (let look = 0; look < looksInVain; look += 1) {
            device.failToConnect();
            await device.clock.sleep(5_000, new AbortController().signal);
          }
          await device.fetch();
        });
      return { saved: true };
    },
  };
  const device: FetchingDevice = new FetchingDevice(tiny, {
    ...more,
    answers: { ...own, ...more.answers },
  });
  const delivery = pollDelivery({
    ...{ url: OURS.url, address: 'http://10.0.0.7', isOutOfReach: false },
    servedBytes: foreign ? null : () => device.fetchedBytes,
    examine: () =>
      foreign
        ? Promise.resolve({ kind: 'file', sizeBytes: tiny.sizeBytes, sha256: tiny.sha256 })
        : Promise.reject(new Error('it is our own')),
    stop: () => Promise.resolve(),
  });
  return { device, delivery, set };
}

describe('an update by the polling client of the device', () => {
  it('names the file in its settings, restarts it for them, and sets them back at the end', async () => {
    const { device, delivery, set } = setUp();
    const { events, result } = await device.update(delivery);
    expect(result).toMatchObject({ result: 'committed', from: '1.0.0', to: '1.1.0' });
    expect(set).toMatchObject([
      { config: { update: OURS }, save: true, reboot: true },
      { config: { update: THEIRS }, save: true, reboot: true },
    ]);
    expect(ofType(events, 'progress').length).toBeGreaterThan(5);
    expect(ofType(events, 'left-behind')).toEqual([]);
    expect(device.calls).not.toContain('OTA.Update');
  });

  it('sets them back after a failure, and after a cancel', async () => {
    const fails = { percent: 40, code: -1, message: '-12 Write failed' };
    const failed = setUp({ fails });
    expect((await failed.device.update(failed.delivery)).result).toMatchObject({
      result: 'failed',
      failure: { code: 'update/pull-refused' },
    });
    expect(failed.set.at(-1)).toMatchObject({ config: { update: THEIRS }, reboot: true });
    const cancelled = setUp();
    const { result } = await cancelled.device.update(cancelled.delivery, { cancelAtPercent: 40 });
    expect(result).toMatchObject({ result: 'cancelled' });
    expect(cancelled.set.at(-1)).toMatchObject({ config: { update: THEIRS }, reboot: true });
  });

  it('sets them back where the device never looks', async () => {
    const { device, delivery, set } = setUp({ polls: false });
    expect((await device.update(delivery)).result).toMatchObject({
      result: 'failed',
      failure: { code: 'update/not-fetched' },
    });
    expect(set.at(-1)).toMatchObject({ config: { update: THEIRS } });
  });

  it('restarts no firmware on trial for that, and says that the one before still has them', async () => {
    const { device, delivery, set } = setUp();
    const { events, result } = await device.update(delivery, {
      options: { commit: { kind: 'never' } },
    });
    expect(result).toMatchObject({ result: 'uncommitted' });
    expect(set.at(-1)).toMatchObject({ config: { update: THEIRS }, reboot: false });
    expect(ofType(events, 'left-behind')).toMatchObject([
      {
        failure: {
          code: 'update/settings-left',
          facts: { paths: ['update.url', 'update.interval', 'update.commit_timeout'] },
        },
      },
    ]);
  });

  it('says so where they cannot be set back', async () => {
    let asked = 0;
    const answers: FetchPlan['answers'] = {
      'Config.Set': () => {
        asked += 1;
        if (asked > 1) throw new Error('no answer');
        void parts.device.restart().then(() => parts.device.fetch());
        return { saved: true };
      },
    };
    const parts = setUp({ answers });
    const { events, result } = await parts.device.update(parts.delivery);
    expect(result).toMatchObject({ result: 'committed' });
    expect(asked).toBe(4);
    expect(ofType(events, 'left-behind')).toHaveLength(1);
  });

  it('is nothing for a device that runs this firmware, forced or not, or has no such settings', async () => {
    const same = setUp({ answers: { 'OTA.Status': () => ({ state: 0, is_committed: true }) } });
    await same.device.clock.run(same.device.fetch());
    await same.device.clock.advance(20_000);
    const { result } = await same.device.update(same.delivery, {
      options: { force: ['same-version'] },
    });
    expect(result).toMatchObject({ result: 'refused', failure: { code: 'device/same-version' } });
    const without = setUp({ settings: { timeout: 600 } });
    expect((await without.device.update(without.delivery)).result).toMatchObject({
      result: 'refused',
      failure: { code: 'device/no-ota', facts: { missing: ['update.url', 'update.interval'] } },
    });
    expect([...same.set, ...without.set]).toEqual([]);
  });
});

describe('a file that somebody else serves', () => {
  it('is fetched without anybody here seeing it, also where the device has no network at first', async () => {
    for (const looksInVain of [0, 3]) {
      const { device, delivery, set } = setUp({ foreign: true, looksInVain });
      const { events, result } = await device.update(delivery);
      expect(result).toMatchObject({ result: 'committed', to: '1.1.0' });
      expect(ofType(events, 'progress').length).toBeGreaterThan(5);
      expect(set.at(-1)).toMatchObject({ config: { update: THEIRS }, reboot: true });
    }
  });

  it.each([
    ['-12 Write failed', { fails: { percent: 40, code: -1, message: '-12 Write failed' } }],
    ['Failed to connect', { looksInVain: 1_000 }],
  ])('ends as %s where the device says so all the time', async (remoteMessage, plan) => {
    const { device, delivery, set } = setUp({ foreign: true, ...plan });
    const { result } = await device.update(delivery);
    expect(result).toMatchObject({
      result: 'failed',
      failure: { code: 'update/pull-refused', facts: { remoteMessage } },
    });
    expect(result.seconds).toBeLessThan(120);
    expect(set.at(-1)).toMatchObject({ config: { update: THEIRS } });
  });

  it('is no longer fetched after a cancel: its settings are set back, and the restart for them ends it', async () => {
    const { device, delivery, set } = setUp({ foreign: true, endAborts: false });
    const { result } = await device.update(delivery, { cancelAtPercent: 40 });
    expect(result).toMatchObject({ result: 'cancelled' });
    expect(set).toHaveLength(2);
    expect(set.at(-1)).toMatchObject({ config: { update: THEIRS }, reboot: true });
  });

  it('goes on where the device cannot be reached after a cancel, and its settings are left', async () => {
    let asked = 0;
    const answers: FetchPlan['answers'] = {
      'Config.Set': () => {
        asked += 1;
        if (asked > 1) throw new Error('no answer');
        void parts.device.restart().then(() => parts.device.fetch());
        return { saved: true };
      },
    };
    const parts = setUp({ answers, foreign: true });
    const { events, result } = await parts.device.update(parts.delivery, { cancelAtPercent: 40 });
    expect(result).toMatchObject({ result: 'unknown', failure: { code: 'update/goes-on' } });
    expect(ofType(events, 'left-behind')).toHaveLength(1);
  });
});
