/** What holds for every kind of service that keeps shadows. The device is played by hand here; the emulated one is in tests/conformance. */
import { afterEach, describe, expect, it } from 'vitest';
import { realClock } from '../../src/contracts/clock.ts';
import { OtaError } from '../../src/contracts/failure.ts';
import { followUpdate, forgetUpdate } from '../../src/shadow/follow-update.ts';
import type { FollowOptions, ShadowEnding, ShadowEvent } from '../../src/shadow/follow-update.ts';
import type { Shadow, ShadowHost } from '../../src/shadow/shadow.ts';
import { SHADOW_SHAPES } from '../../src/shadow/shadow-places.ts';
import type { ShadowShape } from '../../src/shadow/shadow-places.ts';
import { BENCHES, DEVICE, HOST, openShadow } from '../support/shadows/shadow-bench.ts';

const URL_OF_FILE = 'http://192.0.2.7:8000/0123/fw.zip';
const NEW = { version: '1.1.0', buildId: '20240102-000000' };
const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** Time that passes a hundred times as fast for whoever waits. */
const HURRIED: ShadowHost = {
  ...HOST,
  clock: {
    now: () => realClock.now() * 100,
    sleep: (ms, signal) => realClock.sleep(ms / 100, signal),
  },
};

async function setUp(shape: ShadowShape, host = HOST) {
  const bench = await BENCHES[shape]();
  closers.push(() => bench.stop());
  const shadow = await openShadow(shape, bench, host);
  closers.push(() => shadow.close());
  return { bench, shadow };
}

const { signal } = new AbortController();

interface Followed {
  readonly events: ShadowEvent[];
  readonly ending: ShadowEnding | null;
  readonly failure: OtaError | null;
}

async function follow(
  shadow: Shadow,
  options: Partial<FollowOptions> = {},
  onEvent: (event: ShadowEvent) => void = () => undefined,
): Promise<Followed> {
  const all = { url: URL_OF_FILE, firmware: NEW, clock: HOST.clock, signal };
  const times = { takesMs: 20_000, reportsMs: 20_000 };
  const steps = followUpdate(shadow, { ...all, ...times, ...options });
  const events: ShadowEvent[] = [];
  try {
    for (;;) {
      const step = await steps.next();
      if (step.done === true) return { events, ending: step.value, failure: null };
      events.push(step.value);
      onEvent(step.value);
    }
  } catch (reason) {
    return { events, ending: null, failure: OtaError.from(reason) };
  }
}

const shapes = Object.keys(SHADOW_SHAPES) as ShadowShape[];

describe.each(shapes)('the shadow of %s', (shape) => {
  it('is empty where nobody wrote one, and holds what was wanted and reported', async () => {
    const { bench, shadow } = await setUp(shape);
    const before = await shadow.read({ signal });
    expect(before).toMatchObject({ desiredUrl: null, reported: null });
    await shadow.setUrl(URL_OF_FILE, { version: before.version, member: 'ota', signal });
    bench.report({ ota: { url: '', fw_version: '1.0.0', fw_id: 'x', is_committed: true } });
    await expect
      .poll(async () => shadow.read({ signal }))
      .toMatchObject({
        desiredUrl: URL_OF_FILE,
        reported: { url: '', firmware: { version: '1.0.0', buildId: 'x' }, committed: true },
      });
    await forgetUpdate(shadow, URL_OF_FILE, { signal });
    expect(await shadow.read({ signal })).toMatchObject({ desiredUrl: null });
    expect(JSON.stringify(bench.desired())).not.toContain('http');
  });

  it('brings a URL to a device that is offline, and tells what it reports until it keeps the new firmware', async () => {
    const { bench, shadow } = await setUp(shape);
    const reports = [
      { ota: { url: URL_OF_FILE, code: 0, message: 'starting update' } },
      { ota: { message: 'Progress: app.bin 512 of 1024', progress_percent: 50 } },
      { ota: { code: 1, message: 'Update applied, finalizing' } },
      { ota: { fw_version: NEW.version, fw_id: NEW.buildId, is_committed: true } },
    ];
    const next = () => {
      const report = reports.shift();
      if (report !== undefined) bench.report(report);
    };
    const { events, ending, failure } = await follow(shadow, {}, (event) => {
      // Offline for a while; then each report after the one before was seen.
      if (event.step === 'wanted') setTimeout(next, 1500);
      else if (event.step === 'progress' || event.step === 'applied') next();
    });
    expect(failure).toBeNull();
    expect(events).toMatchObject([
      { step: 'wanted', url: URL_OF_FILE },
      { step: 'taken' },
      { step: 'progress', message: 'starting update' },
      { step: 'progress', percent: 50 },
      { step: 'applied', message: 'Update applied, finalizing' },
    ]);
    expect(ending).toMatchObject({
      firmware: { version: NEW.version, buildId: NEW.buildId },
      committed: true,
    });
  });

  it('makes the URL another one where the device had it before', async () => {
    const { bench, shadow } = await setUp(shape);
    bench.report({ ota: { url: URL_OF_FILE } });
    await expect.poll(async () => (await shadow.read({ signal })).reported).not.toBeNull();
    const { events, failure } = await follow(shadow, { clock: HURRIED.clock, takesMs: 1000 });
    expect(events).toEqual([
      {
        step: 'wanted',
        url: expect.stringMatching(/fw\.zip\?retry=[0-9a-f]{8}$/) as string,
        runs: null,
      },
    ]);
    expect(failure).toMatchObject({ code: 'shadow/device-silent', facts: { took: false } });
  });

  it('ends with what the device says of its failure', async () => {
    const { bench, shadow } = await setUp(shape);
    const { failure } = await follow(shadow, {}, ({ step }) => {
      if (step !== 'wanted') return;
      bench.report({ ota: { url: URL_OF_FILE, code: -10, message: 'Failed to connect' } });
    });
    expect(failure).toMatchObject({
      code: 'shadow/update-failed',
      facts: { device: DEVICE, remoteCode: -10, remoteMessage: 'Failed to connect' },
    });
  });

  it('takes nothing for its end that the device said of an update before', async () => {
    const { bench, shadow } = await setUp(shape);
    bench.report({ ota: { url: 'http://192.0.2.7/old.zip', code: 1, message: 'applied' } });
    await expect.poll(async () => (await shadow.read({ signal })).reported).not.toBeNull();
    const reports = [
      { code: 0, message: 'starting update' },
      { code: -1, message: 'Write failed' },
    ];
    const { events, failure } = await follow(shadow, {}, ({ step }) => {
      if (step === 'wanted') bench.report({ ota: { url: URL_OF_FILE } });
      else if (step === 'taken') setTimeout(() => bench.report({ ota: reports.shift() }), 500);
      else bench.report({ ota: reports.shift() });
    });
    expect(events.map(({ step }) => step)).toEqual(['wanted', 'taken', 'progress']);
    expect(failure).toMatchObject({ facts: { remoteCode: -1, remoteMessage: 'Write failed' } });
  });

  it('ends where the device fails in the same words as the last time', async () => {
    const { bench, shadow } = await setUp(shape);
    const said = { code: -10, message: 'Failed to connect' };
    bench.report({ ota: { url: 'http://192.0.2.7/old.zip', ...said } });
    await expect.poll(async () => (await shadow.read({ signal })).reported).not.toBeNull();
    const { failure } = await follow(shadow, { clock: HURRIED.clock, takesMs: 1e6 }, ({ step }) => {
      if (step === 'wanted') bench.report({ ota: { url: URL_OF_FILE, ...said } });
    });
    expect(failure).toMatchObject({ code: 'shadow/update-failed', facts: { remoteCode: -10 } });
  });

  it('ends with the way back where the device reports that the old firmware runs again', async () => {
    const { bench, shadow } = await setUp(shape);
    const old = { fw_version: '1.0.0', fw_id: 'x', is_committed: true, state: 0 };
    bench.report({ ota: { url: '', ...old } });
    await expect.poll(async () => (await shadow.read({ signal })).reported).not.toBeNull();
    const { failure } = await follow(shadow, {}, ({ step }) => {
      if (step === 'wanted')
        bench.report({ ota: { url: URL_OF_FILE, code: 1, message: 'applied', state: 3 } });
      if (step === 'applied') setTimeout(() => bench.report({ ota: old }), 200);
    });
    expect(failure).toMatchObject({
      code: 'update/rolled-back',
      facts: { from: '1.0.0', to: '1.1.0', why: 'not-seen' },
    });
  });

  it('sets the member of 2017 where the device reports by that', async () => {
    const { bench, shadow } = await setUp(shape);
    bench.report({ ota_url: '' });
    await expect.poll(async () => (await shadow.read({ signal })).reported).not.toBeNull();
    const { ending, failure } = await follow(shadow, { reportsMs: 1000 }, ({ step }) => {
      if (step === 'wanted')
        bench.report({ ota_url: URL_OF_FILE, ota_code: 1, ota_message: 'done' });
    });
    expect(failure).toBeNull();
    expect(bench.desired()).toEqual({ ota_url: URL_OF_FILE });
    expect(ending).toEqual({ firmware: null, committed: null, message: 'done' });
  });

  it.each([
    ['silence', 'silent'],
    ['refusal', 'denied'],
  ] as const)('is a named failure where the service answers with %s', async (meddling, why) => {
    const { bench, shadow } = await setUp(shape, HURRIED);
    await shadow.read({ signal });
    bench.meddle(meddling);
    const failed = shadow.read({ signal });
    await expect(failed).rejects.toMatchObject({ code: 'shadow/service', facts: { why } });
  });

  it.each([
    ['no JSON', 'nonsense'],
    ['a list', '[1]'],
    ['something deep', `${'{"state":'.repeat(5000)}1${'}'.repeat(5000)}`],
    ['a megabyte', `{"state":{"reported":"${'x'.repeat(1_100_000)}"}}`],
    ['other types', '{"etag":5,"shadow":[],"state":"x","version":"y","properties":7}'],
  ])('believes nothing of %s', async (_, says) => {
    const { bench, shadow } = await setUp(shape, HURRIED);
    await shadow.read({ signal });
    bench.meddle({ says });
    const outcome = await shadow.read({ signal }).catch((reason: unknown) => OtaError.from(reason));
    if (outcome instanceof OtaError) expect(outcome.code).toBe('shadow/service');
    else expect(outcome).toEqual({ version: null, desiredUrl: null, reported: null });
    bench.meddle(null);
    expect(await shadow.read({ signal })).toMatchObject({ reported: null });
  });
});

describe.each(['aws', 'azure'] as const)('the version of a document of %s', (shape) => {
  it('keeps a wish from going over what somebody else changed', async () => {
    const { bench, shadow } = await setUp(shape);
    bench.report({ ota: { url: '' } });
    await expect.poll(async () => (await shadow.read({ signal })).reported).not.toBeNull();
    const before = await shadow.read({ signal });
    bench.want({ ota: { url: 'http://192.0.2.9/other.zip' } });
    const wanted = { version: before.version, member: 'ota', signal } as const;
    await expect(shadow.setUrl(URL_OF_FILE, wanted)).rejects.toMatchObject({
      facts: { why: 'conflict' },
    });
    expect(bench.desired()).toEqual({ ota: { url: 'http://192.0.2.9/other.zip' } });
  });

  it('is read again where only the device reported in between, and not where another file is wanted', async () => {
    const { bench, shadow } = await setUp(shape);
    bench.report({ ota: { url: '' } });
    await expect.poll(async () => (await shadow.read({ signal })).reported).not.toBeNull();
    const busy = (change: () => void): Shadow => {
      let changes = 0;
      return {
        ...shadow,
        async setUrl(url, wanted) {
          changes += 1;
          if (changes === 1) {
            const { version } = await shadow.read({ signal });
            change();
            await expect
              .poll(async () => (await shadow.read({ signal })).version)
              .not.toBe(version);
          }
          await shadow.setUrl(url, wanted);
        },
      };
    };
    const reporting = busy(() => bench.report({ ota: { message: 'idle' } }));
    const taken = await follow(reporting, { clock: HURRIED.clock, takesMs: 1000 });
    expect(taken.failure).toMatchObject({ code: 'shadow/device-silent' });
    expect(bench.desired()).toEqual({ ota: { url: URL_OF_FILE } });
    const rival = busy(() => bench.want({ ota: { url: 'http://192.0.2.9/other.zip' } }));
    const lost = await follow(rival, { url: `${URL_OF_FILE}?2`, takesMs: 1000 });
    expect(lost.failure).toMatchObject({ facts: { why: 'conflict' } });
    expect(bench.desired()).toEqual({ ota: { url: 'http://192.0.2.9/other.zip' } });
  });
});
