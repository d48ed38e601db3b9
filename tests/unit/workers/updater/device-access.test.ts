import { describe, expect, it } from 'vitest';
import { OtaError } from '../../../../src/contracts/failure.ts';
import type { Failure } from '../../../../src/contracts/failure.ts';
import type { Link } from '../../../../src/contracts/link.ts';
import { createChannel, createMessageCodec } from '../../../../src/rpc/channel.ts';
import { serveRpc } from '../../../../src/rpc/server.ts';
import type { RpcReply } from '../../../../src/rpc/server.ts';
import { createLinkPair } from '../../../../src/transports/loopback/link-pair.ts';
import { transferLink } from '../../../../src/workers/comlink/links.ts';
import type { LinkSource } from '../../../../src/workers/comlink/links.ts';
import { DeviceAccess, bluetoothStays } from '../../../../src/workers/updater/device-access.ts';
import { browserName } from '../../../../src/workers/updater/known-devices.ts';
import { clientOfAnswers } from '../../../support/rpc/answering-device.ts';
import { MEDIA, type MediumName } from '../../../support/link-media.ts';
import { deviceOn } from '../../../support/ui/fixtures.ts';
import { quiet } from '../../../support/virtual-clock.ts';

const { signal } = new AbortController();

/** A device with these settings; one that it has not is an error, as a device answers. */
const told = (settings: Readonly<Record<string, unknown>>) =>
  clientOfAnswers((method, params) => {
    const { key } = params as { readonly key: string };
    if (method === 'Config.Get' && key in settings) return settings[key];
    throw new OtaError('rpc/remote', { method, remoteCode: 404, remoteMessage: '' });
  }).client;

describe('a device that is reached over Bluetooth', () => {
  const methods = ['Sys.GetInfo', 'Config.Get'];

  it.each([
    ['switches it off', { 'bt.keep_enabled': false, 'wifi.sta.enable': true }, false],
    ['stays, without Wi-Fi', { 'bt.keep_enabled': false, 'wifi.sta.enable': false }, true],
    ['stays, when it is told to', { 'bt.keep_enabled': true, 'wifi.sta.enable': true }, true],
    ['stays, when it does not tell', {}, true],
  ])('%s', async (_, settings, stays) => {
    expect(await bluetoothStays(told(settings), { methods, signal })).toBe(stays);
  });

  it('is not asked for what it has no method for', async () => {
    const mute = { call: () => Promise.reject(new Error('was asked')) };
    expect(await bluetoothStays(mute, { methods: ['Sys.GetInfo'], signal })).toBe(true);
    expect(await bluetoothStays(mute, { methods: null, signal })).toBe(true);
  });
});

describe('the name of a browser', () => {
  it.each([
    [
      'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/152.0.0.0 Mobile Safari/537.36',
      'chrome',
      'android',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/152.0.0.0 Safari/537.36 Edg/152.0.0.0',
      'edge',
      'windows',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/152.0.0.0 Safari/537.36',
      'chrome',
      'mac',
    ],
    [
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36',
      'chrome',
      'linux',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Bluefy/3.9',
      'bluefy',
      'ios',
    ],
    ['curl/8', 'other', 'other'],
  ])('of %s is %s on %s', (userAgent, browser, system) => {
    expect(browserName(userAgent)).toEqual({ browser, system });
  });
});

const never = new AbortController().signal;
const lives = new Promise<Failure>(() => undefined);
const ADDRESS = 'esp32_0A1B2C';

/** A device whose firmware knows these methods; all others it refuses, as a device does. */
type Answers = Readonly<Record<string, (params: unknown) => unknown>>;

const ANSWERS: Answers = {
  'Sys.GetInfo': () => deviceOn('1.0.0').info,
  'RPC.List': () => ['Sys.GetInfo', 'Config.Get'],
};

/** It switches its Bluetooth off once it is on Wi-Fi, or keeps it. */
const configured = (keeps: boolean): Answers => ({
  ...ANSWERS,
  'Config.Get': (params) => {
    const { key } = params as { readonly key: string };
    return key === 'bt.keep_enabled' ? keeps : true;
  },
});

/** Where links to that device come from; `open` counts those that nobody has closed. */
function sourceOf(kind: MediumName, answers: Answers) {
  const state = { name: ADDRESS, open: 0, isInReach: true, answers };
  const reply = (method: string, params: unknown): RpcReply => {
    const answer = state.answers[method];
    return answer === undefined
      ? { kind: 'error', code: 404, message: `No handler for ${method}` }
      : { kind: 'result', result: answer(params) };
  };
  const open = (): Link => {
    if (!state.isInReach)
      throw new OtaError('link/out-of-reach', { address: state.name, detail: 'nobody answers' });
    const { near, far } = createLinkPair({ label: state.name });
    state.open += 1;
    void far.ended.then(() => (state.open -= 1));
    void serveRpc(createChannel(far, createMessageCodec({ maxFrameBytes: 100_000 })), {
      deviceId: ADDRESS,
      handle: ({ method, params }) => reply(method, params),
      onInvalid: () => undefined,
    });
    return { ...near, ...MEDIA[kind] };
  };
  const source: LinkSource = { openLink: () => transferLink(open) };
  return { source, state, open };
}

function accessTo({ source }: { readonly source: LinkSource }): DeviceAccess {
  const access = new DeviceAccess();
  access.use(source, lives);
  return access;
}

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'answered',
    (reason: unknown) => OtaError.from(reason).code,
  );

describe('the link of a question', () => {
  it.each([
    ['is answered', ANSWERS, 'answered'],
    ['is refused', {}, 'device/no-info'],
    ['is answered with something else', { 'Sys.GetInfo': () => 1 }, 'rpc/bad-reply'],
  ])('is closed when it %s', async (_, answers, end) => {
    const method = sourceOf('loopback', answers);
    expect(await codeOf(accessTo(method).ask(never))).toBe(end);
    await quiet();
    expect(method.state.open).toBe(0);
  });

  it('is closed when nobody waits for the answer any more', async () => {
    const method = sourceOf('loopback', ANSWERS);
    const stop = new AbortController();
    const asking = accessTo(method).withClient(stop.signal, async (client) => {
      stop.abort(new OtaError('cancelled', { by: 'user' }));
      return client.call('Sys.GetInfo', null, { signal: stop.signal });
    });
    expect(await codeOf(asking)).toBe('cancelled');
    await quiet();
    expect(method.state.open).toBe(0);
  });

  it('is closed when what is done with the answer fails', async () => {
    const method = sourceOf('loopback', ANSWERS);
    const failing = accessTo(method).withClient(never, () =>
      Promise.reject(new OtaError('device/busy', { state: 1, percent: 0 })),
    );
    expect(await codeOf(failing)).toBe('device/busy');
    await quiet();
    expect(method.state.open).toBe(0);
  });
});

describe('the link to a device that is watched', () => {
  function watched(kind: MediumName, answers: Answers = ANSWERS) {
    const method = sourceOf(kind, answers);
    const access = accessTo(method);
    access.keepsLinks = true;
    return { ...method, access };
  }

  it('stays open after its answer, and serves later questions and calls', async () => {
    const { access, state } = watched('bluetooth');
    await access.ask(never);
    const first = access.held;
    await access.ask(never);
    await access.withClient(never, (client) => client.call('RPC.List', null, { signal: never }));
    await quiet();
    expect(state).toMatchObject({ open: 1 });
    expect(access.held).toBe(first);
  });

  it('is closed before another one is opened, for an update', async () => {
    const { access, state } = watched('bluetooth');
    await access.ask(never);
    const link = await access.connect({ signal: never });
    await quiet();
    expect(state).toMatchObject({ open: 1 });
    expect(access.held).toBe(null);
    await link.close();
  });

  it('is not kept when the question on it fails, nor by the practice device', async () => {
    const refusing = watched('bluetooth', {});
    expect(await codeOf(refusing.access.ask(never))).toBe('device/no-info');
    const practice = watched('loopback');
    await practice.access.ask(never);
    await quiet();
    expect([refusing.state.open, practice.state.open]).toEqual([0, 0]);
    expect([refusing.access.held, practice.access.held]).toEqual([null, null]);
  });

  it('goes on for a newer question when an older one is stopped', async () => {
    const { access, state } = watched('bluetooth');
    await access.ask(never);
    const stop = new AbortController();
    const older = access.ask(stop.signal);
    stop.abort(new OtaError('cancelled', { by: 'user' }));
    const newer = access.ask(never);
    expect(await codeOf(older)).toBe('cancelled');
    expect((await newer).info.fw_version).toBe('1.0.0');
    expect(state.open).toBe(1);
  });
});

describe('a Bluetooth device that is not found any more', () => {
  it('has switched its radio off, when it said that it would', async () => {
    const method = sourceOf('bluetooth', configured(false));
    const access = accessTo(method);
    await access.ask(never);
    method.state.isInReach = false;
    expect(await codeOf(access.ask(never))).toBe('link/switched-off');
  });

  it('is out of reach, when it said that it keeps its radio on', async () => {
    const method = sourceOf('bluetooth', configured(true));
    const access = accessTo(method);
    await access.ask(never);
    method.state.isInReach = false;
    expect(await codeOf(access.ask(never))).toBe('link/out-of-reach');
  });

  it('is out of reach, when its settings were changed since it said that it would', async () => {
    const method = sourceOf('bluetooth', configured(false));
    const access = accessTo(method);
    await access.ask(never);
    method.state.answers = configured(true);
    await access.ask(never);
    method.state.isInReach = false;
    expect(await codeOf(access.ask(never))).toBe('link/out-of-reach');
  });

  it('is out of reach, when it was another one that said it would', async () => {
    const method = sourceOf('bluetooth', configured(false));
    const access = accessTo(method);
    await access.ask(never);
    // Chosen in the same list: links to it come from the same place.
    method.state.name = 'esp32_FFFFFF';
    method.state.isInReach = false;
    expect(await codeOf(access.ask(never))).toBe('link/out-of-reach');
  });

  it('is out of reach, when it never answered', async () => {
    const method = sourceOf('bluetooth', configured(false));
    method.state.isInReach = false;
    expect(await codeOf(accessTo(method).ask(never))).toBe('link/out-of-reach');
  });
});

describe('a device that is looked for by its MAC', () => {
  const deviceWith = (mac: string): Answers => ({
    ...ANSWERS,
    'Sys.GetInfo': () => ({ ...deviceOn('1.0.0').info, id: `esp32_${mac}`, mac }),
  });

  /** Ports of one computer, each with its device: the next is tried where another one answered. */
  function portsOf(macs: readonly string[]) {
    const devices = macs.map((mac) => sourceOf('serial', deviceWith(mac)));
    let at = 0;
    const told: string[] = [];
    const source: LinkSource = {
      openLink: () => {
        const device = devices[at];
        if (device !== undefined) return device.source.openLink();
        return transferLink(() => {
          throw new OtaError('link/refused', { address: 'USB', detail: 'unplugged' });
        });
      },
      answered: ({ name, isExpected }) => {
        told.push(`${name} ${isExpected ? 'is it' : 'is another'}`);
        if (!isExpected) at += 1;
        return Promise.resolve({ ok: true, value: null });
      },
    };
    return { access: accessTo({ source }), told, opened: () => at + 1 };
  }

  it('is asked on the port where it is, the others are let go', async () => {
    const { access, told } = portsOf(['AA', 'BB', 'CC']);
    const report = await access.ask(never, { mac: 'CC', id: 'any' });
    expect(report.info.mac).toBe('CC');
    expect(told).toEqual(['esp32_AA is another', 'esp32_BB is another', 'esp32_CC is it']);
  });

  it('is never exchanged for another that answers', async () => {
    const { access } = portsOf(['AA']);
    const asking = access.ask(never, { mac: 'BB', id: 'esp32_BB' });
    await expect(asking).rejects.toMatchObject({
      code: 'device/other-device',
      facts: { expected: 'esp32_BB', found: 'esp32_AA' },
    });
    expect(access.asked).toBeNull();
  });

  it('alone is told to keep or to go back', async () => {
    const method = sourceOf('serial', deviceWith('AA'));
    const access = accessTo(method);
    await access.ask(never);
    expect(await codeOf(access.withAsked(never, () => Promise.resolve()))).toBe('answered');
    method.state.answers = deviceWith('BB');
    let done = false;
    const deciding = access.withAsked(never, () => {
      done = true;
      return Promise.resolve();
    });
    expect([await codeOf(deciding), done]).toEqual(['device/other-device', false]);
  });
});

describe('a link that is opened in this thread', () => {
  it('is asked over in place of the source that was used before, and closed after it', async () => {
    const before = sourceOf('serial', {});
    const method = sourceOf('websocket', ANSWERS);
    const access = accessTo(before);
    access.useOpener(() => Promise.resolve(method.open()));
    const report = await access.ask(never);
    await quiet();
    expect([report.info.fw_version, access.lastLink?.kind]).toEqual(['1.0.0', 'websocket']);
    expect([access.isPractice, method.state.open, before.state.open]).toEqual([false, 0, 0]);
  });

  it('gives way to a source that is used after it', async () => {
    const method = sourceOf('loopback', ANSWERS);
    const access = new DeviceAccess();
    access.useOpener(() =>
      Promise.reject(new OtaError('link/refused', { address: '', detail: '' })),
    );
    expect(await codeOf(access.ask(never))).toBe('link/refused');
    access.use(method.source, lives);
    expect(await codeOf(access.ask(never))).toBe('answered');
  });

  it('is not waited for when the question is ended, and is told so', async () => {
    const stop = new AbortController();
    const access = new DeviceAccess();
    let told: unknown = null;
    access.useOpener(
      ({ signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            told = signal.reason;
            reject(OtaError.from(signal.reason));
          });
        }),
    );
    const asking = codeOf(access.ask(stop.signal));
    await quiet();
    stop.abort(new OtaError('cancelled', { by: 'user' }));
    expect(await asking).toBe('cancelled');
    expect(OtaError.from(told).code).toBe('cancelled');
  });
});
