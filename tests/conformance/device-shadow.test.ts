/** The emulated device takes its updates from a shadow, of each kind: device, service and who serves the file are processes and sockets of their own. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import mqtt from 'mqtt';
import { afterEach, describe, expect, it } from 'vitest';
import { OtaError } from '../../src/contracts/failure.ts';
import { followUpdate } from '../../src/shadow/follow-update.ts';
import type { FollowOptions, ShadowEvent } from '../../src/shadow/follow-update.ts';
import { SHADOW_SHAPES } from '../../src/shadow/shadow-places.ts';
import type { ShadowShape } from '../../src/shadow/shadow-places.ts';
import type { Shadow } from '../../src/shadow/shadow.ts';
import { callDevice, DeviceProcess } from '../support/conformance/device-process.ts';
import { BENCHES, DEVICE, HOST, openShadow } from '../support/shadows/shadow-bench.ts';

const BUNDLE = readFileSync('tests/fixtures/bundles/demo-esp32-1.1.0.zip');
const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A server of the bundle, which counts who asks. The second half waits until `goOn` is called, where the name says so. */
async function serveBundle() {
  const asked: string[] = [];
  let goOn: () => void = () => undefined;
  const half = Math.floor(BUNDLE.length / 2);
  const held = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const isThere = request.url?.startsWith('/fw.zip') === true;
    response.writeHead(isThere ? 200 : 404, isThere ? { 'Content-Length': BUNDLE.length } : {});
    if (!isThere) response.end();
    else if (request.url?.includes('held') !== true) response.end(BUNDLE);
    else {
      response.write(BUNDLE.subarray(0, half));
      void held.then(() => response.end(BUNDLE.subarray(half)));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { asked, goOn, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/fw.zip` };
}

async function setUp(shape: ShadowShape) {
  const bench = await BENCHES[shape]();
  closers.push(() => bench.stop());
  const shadow = await openShadow(shape, bench);
  closers.push(() => shadow.close());
  const folder = mkdtempSync(path.join(tmpdir(), 'slipway-shadow-'));
  closers.push(() => rmSync(folder, { recursive: true, force: true }));
  const start = async (...more: readonly string[]) => {
    const chip = ['--flash', path.join(folder, 'chip')];
    const device = new DeviceProcess([...bench.device, '--ws', '0', ...chip, ...more]);
    closers.push(() => device.end('SIGTERM'));
    return { device, ready: await device.ready() };
  };
  return { bench, shadow, start, ...(await serveBundle()) };
}

const { signal } = new AbortController();

async function follow(
  shadow: Shadow,
  url: string,
  options: Partial<FollowOptions> & { readonly onEvent?: (event: ShadowEvent) => void } = {},
) {
  const firmware = { version: '1.1.0', buildId: '20261101-120000/v1.1.0-3-g1234567-master' };
  const all = { url, firmware, clock: HOST.clock, signal, takesMs: 60_000, reportsMs: 30_000 };
  const steps = followUpdate(shadow, { ...all, ...options });
  const events: ShadowEvent[] = [];
  try {
    for (;;) {
      const step = await steps.next();
      if (step.done === true) return { events, ending: step.value, failure: null };
      events.push(step.value);
      options.onEvent?.(step.value);
    }
  } catch (reason) {
    return { events, ending: null, failure: OtaError.from(reason) };
  }
}

const shapes = Object.keys(SHADOW_SHAPES) as ShadowShape[];

describe.each(shapes)('a device with a shadow of %s', (shape) => {
  it('updates itself from the URL that is wanted, reports how far it is, and commits when it is connected again', async () => {
    const { shadow, start, url, goOn } = await setUp(shape);
    const { ready } = await start('--config', 'shadow.autocommit=true');
    const onEvent = ({ step }: ShadowEvent): void => {
      if (step === 'progress') goOn();
    };
    const { events, ending, failure } = await follow(shadow, `${url}?held`, { onEvent });
    expect(failure).toBeNull();
    expect(events.map(({ step }) => step)).toEqual(
      expect.arrayContaining(['wanted', 'taken', 'progress', 'applied']),
    );
    expect(ending).toMatchObject({ firmware: { version: '1.1.0' }, committed: true });
    const { result } = await callDevice(ready, 'OTA.Status');
    expect(result).toMatchObject({ is_committed: true });
  });

  it('catches up when it comes online, and tries the same URL once, also after restarts and updates', async () => {
    const { bench, shadow, start, url, asked } = await setUp(shape);
    bench.want({ ota: { url } });
    const { device, ready } = await start('--config', 'shadow.autocommit=true');
    await device.event(({ event }) => event === 'committed');
    expect(asked).toEqual(['/fw.zip']);
    await callDevice(ready, 'Sys.Reboot');
    await device.event(
      (event) => event.event === 'boot' && event['version'] === '1.1.0' && event['first'] === false,
    );
    bench.report({ ota: { url: 'something else' } }); // which brings another delta
    await expect
      .poll(async () => (await shadow.read({ signal })).reported?.url, { timeout: 30_000 })
      .toBe(url);
    expect(asked).toEqual(['/fw.zip']);
    expect(device.events.filter(({ event }) => event === 'update')).not.toEqual([]);
  });

  it('reports what went wrong in its own words, and keeps what it runs', async () => {
    const { shadow, start, url } = await setUp(shape);
    const { ready } = await start();
    const { failure } = await follow(shadow, url.replace('fw.zip', 'nothing.zip'));
    expect(failure).toMatchObject({
      code: 'shadow/update-failed',
      facts: { remoteCode: -404, remoteMessage: 'Invalid HTTP response code' },
    });
    const { result } = await callDevice(ready, 'Sys.GetInfo');
    expect(result).toMatchObject({ fw_version: '1.0.0' });
  });

  it('is on trial until somebody keeps it, where shadow.autocommit is off', async () => {
    const { bench, shadow, start, url } = await setUp(shape);
    const { ready } = await start();
    const followed = follow(shadow, url);
    await expect
      .poll(async () => (await shadow.read({ signal })).reported, { timeout: 60_000 })
      .toMatchObject({ firmware: { version: '1.1.0' }, committed: false });
    if (shape === 'mdash') {
      // mDash calls the device on the connection that it has opened.
      const { origin } = new URL(bench.address);
      const headers = { Authorization: `Bearer ${bench.key ?? ''}` };
      const commit = `${origin}/api/v2/devices/${DEVICE}/rpc/OTA.Commit`;
      const answer = await fetch(commit, { method: 'POST', headers, body: '{}' });
      expect(await answer.text()).toBe('null');
    } else await callDevice(ready, 'OTA.Commit');
    const { ending } = await followed;
    expect(ending).toMatchObject({ firmware: { version: '1.1.0' }, committed: true });
  });

  it('fetches nothing where shadow.ota_enable is off', async () => {
    const { shadow, start, url, asked } = await setUp(shape);
    await start('--config', 'shadow.ota_enable=false');
    const { failure } = await follow(shadow, url, { takesMs: 6000 });
    expect(failure).toMatchObject({ code: 'shadow/device-silent', facts: { took: false } });
    expect(asked).toEqual([]);
  });
});

describe('a device whose shadow is at a broker', () => {
  it('passes over what it cannot read, and comes back after a message that is too long', async () => {
    const { start, bench, shadow, url, asked } = await setUp('aws');
    const { device } = await start('--config', 'shadow.autocommit=true');
    const other = await mqtt.connectAsync(bench.address.replace(/\/[^/]*$/, ''));
    closers.push(() => other.endAsync(true));
    const delta = `$aws/things/${DEVICE}/shadow/update/delta`;
    const hostile = [
      'nonsense',
      '[]',
      '{"version":1e999,"state":{"ota":{"url":"http://127.0.0.1:1/x"}}}',
      '{"version":"9","state":{"ota":{"url":"http://127.0.0.1:1/x"}}}',
      '{"version":900,"state":{"ota":{"url":5}}}',
      '{"version":901,"state":{"ota":["http://127.0.0.1:1/x"]}}',
      `{"version":902,"state":{"ota":{"url":"http://127.0.0.1:1/${'x'.repeat(4000)}"}}}`,
    ];
    for (const message of hostile) await other.publishAsync(delta, message, { qos: 1 });
    const { ending } = await follow(shadow, url);
    expect(ending).toMatchObject({ firmware: { version: '1.1.0' }, committed: true });
    expect(asked).toEqual(['/fw.zip']);
    expect(device.hasEnded).toBe(false);
  });
});
