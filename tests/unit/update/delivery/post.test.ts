import { beforeAll, describe, expect, it } from 'vitest';
import type { Bundle } from '../../../../src/bundle/bundle.ts';
import { SERIAL } from '../../../../src/contracts/link.ts';
import { postDelivery } from '../../../../src/update/delivery/post.ts';
import type { PostAnswer, UpdateForm } from '../../../../src/update/delivery/post.ts';
import { FetchingDevice } from '../../../support/update/fetching-device.ts';
import type { FetchPlan } from '../../../support/update/fetching-device.ts';
import { bundleNamed, ofType, phasesOf } from '../../../support/update/update-harness.ts';

let tiny: Bundle;

beforeAll(async () => {
  tiny = await bundleNamed('demo-esp32-1.1.0-tiny.zip');
});

const ANSWER: PostAnswer = {
  kind: 'answer',
  status: 200,
  text: 'Update applied, finalizing\r\n',
  signedIn: false,
};

/** A device that gets the file by a form, and what its web server answers when it has it; `cut`: when it does not. */
function setUp(answer: PostAnswer = ANSWER, plan: FetchPlan = {}) {
  const device = new FetchingDevice(tiny, plan);
  const forms: UpdateForm[] = [];
  const delivery = postDelivery({
    sentBytes: () => device.fetchedBytes,
    async send(form, signal) {
      forms.push(form);
      const none = { kind: 'none', isWhole: false, detail: 'cancelled' } as const;
      const gone = new Promise<PostAnswer>((resolve) => {
        signal.addEventListener('abort', () => resolve(none));
      });
      if (answer.kind === 'answer' && answer.status !== 200 && plan.fails === undefined)
        return answer;
      return Promise.race([device.fetch().then(() => answer), gone]);
    },
  });
  return { device, delivery, forms };
}

describe('an update by POST', () => {
  it('sends the whole file with the time for its trial, and ends as every update', async () => {
    const { device, delivery, forms } = setUp();
    const { events, result } = await device.update(delivery);
    expect(result).toMatchObject({ result: 'committed', from: '1.0.0', to: '1.1.0' });
    expect(forms).toMatchObject([{ commitTimeoutSeconds: 300 }]);
    expect(forms[0]?.file).toEqual(tiny.bytes);
    expect(phasesOf(events)).toEqual([
      ...['connecting', 'checking', 'preparing', 'writing', 'rebooting', 'verifying', 'committing'],
    ]);
    expect(ofType(events, 'progress').map(({ status }) => status?.percent)).toContain(50);
    expect(device.calls.filter((name) => name.startsWith('OTA.U'))).toEqual([]);
  });

  it('is confirmed over RPC where no answer could be read, also on a wire of one frame at a time', async () => {
    const none: PostAnswer = { kind: 'none', isWhole: true, detail: 'socket hang up' };
    for (const plan of [{}, { medium: SERIAL }]) {
      const { device, delivery } = setUp(none, plan);
      expect((await device.update(delivery)).result).toMatchObject({ result: 'committed' });
      expect(device.calls.filter((name) => name === 'OTA.Status').length).toBeGreaterThan(5);
    }
  });

  it.each([
    [500, '-12 Write failed\r\n', { remoteCode: -12, remoteMessage: '-12 Write failed' }],
    [500, '(-1) Update failed', { remoteCode: -1, remoteMessage: '(-1) Update failed' }],
    [409, 'Another update is in progress.', { remoteCode: 409 }],
    [400, 'POST updates are disabled.', { remoteCode: 400 }],
    [404, '', { remoteCode: 404, remoteMessage: '' }],
    [401, '', { remoteCode: 401 }],
  ])('answered with %i %j fails in the words of the device', async (status, text, facts) => {
    const { device, delivery } = setUp({ kind: 'answer', status, text, signedIn: false });
    expect((await device.update(delivery)).result).toMatchObject({
      result: 'failed',
      failure: { code: 'update/post-refused', facts: { status, ...facts } },
    });
  });

  it('says that the password is wrong where one was given', async () => {
    const { device, delivery } = setUp({ ...ANSWER, status: 401, signedIn: true });
    expect((await device.update(delivery)).result).toMatchObject({
      result: 'failed',
      failure: { code: 'device/wrong-password' },
    });
  });

  it('has failed where its connection ended before the last byte, and leaves the device clean', async () => {
    const { device, delivery } = setUp({ kind: 'none', isWhole: false, detail: 'ECONNRESET' });
    expect((await device.update(delivery)).result).toMatchObject({
      failure: { code: 'link/lost' },
    });
  });

  it('that is cancelled is cut off, and the device is asked what became of it', async () => {
    const { device, delivery } = setUp();
    const { result } = await device.update(delivery, { cancelAtPercent: 40 });
    expect(result).toMatchObject({ result: 'cancelled', failure: { code: 'cancelled' } });
  });

  it('is not begun where the settings of the device refuse it', async () => {
    const answers = {
      'RPC.List': () => ['OTA.Status', 'Config.Get'],
      'Config.Get': () => ({ enable_post: false }),
    };
    const { device, delivery, forms } = setUp(ANSWER, { answers });
    expect((await device.update(delivery)).result).toMatchObject({
      result: 'refused',
      failure: { code: 'update/post-refused' },
    });
    expect(forms).toEqual([]);
  });
});
