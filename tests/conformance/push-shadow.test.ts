/** push by way of a device shadow, without a link to the device and with one; service, device and push are on real sockets. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { SHADOW_SHAPES } from '../../src/shadow/shadow-places.ts';
import type { ShadowShape } from '../../src/shadow/shadow-places.ts';
import { callDevice, DeviceProcess } from '../support/conformance/device-process.ts';
import { startPush } from '../support/conformance/push-process.ts';
import type { PushLine } from '../support/conformance/push-process.ts';
import { BENCHES } from '../support/shadows/shadow-bench.ts';

const BUNDLE = 'tests/fixtures/bundles/demo-esp32-1.1.0.zip';
const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function setUp(shape: ShadowShape) {
  const bench = await BENCHES[shape]();
  closers.push(() => bench.stop());
  const start = async (...more: readonly string[]) => {
    const device = new DeviceProcess([...bench.device, '--ws', '0', ...more]);
    closers.push(() => device.end('SIGTERM'));
    return { device, ready: await device.ready() };
  };
  const folder = mkdtempSync(path.join(tmpdir(), 'slipway-shadow-'));
  closers.push(() => rmSync(folder, { recursive: true, force: true }));
  const keyFile = path.join(folder, 'key');
  writeFileSync(keyFile, `${bench.key ?? ''}\n`);
  const key = bench.key === null ? [] : ['--shadow-key', `@${keyFile}`];
  const shadow = ['--via', 'shadow', '--shadow', shape, '--shadow-url', bench.address, ...key];
  const args = [BUNDLE, ...shadow, '--serve', '127.0.0.1:0'];
  return { bench, start, args, keyFile };
}

const shadowSteps = (lines: readonly PushLine[]): readonly unknown[] =>
  lines.filter(({ event }) => event === 'shadow').map(({ step }) => step);

/** The bundle for everybody but devices, which are told that it is not there. */
async function serveToOthers(): Promise<string> {
  const bundle = readFileSync(BUNDLE);
  const server = createServer((request, response) => {
    if ('x-mgos-device-id' in request.headers) response.writeHead(404).end();
    else response.writeHead(200, { 'Content-Length': bundle.length }).end(bundle);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/fw.zip`;
}

const AUTOCOMMIT = ['--config', 'shadow.autocommit=true'];
const shapes = Object.keys(SHADOW_SHAPES) as ShadowShape[];

describe.each(shapes)('push --via shadow, %s', (shape) => {
  it('updates a device to which there is no link, and tells what that reports', async () => {
    const { bench, start, args } = await setUp(shape);
    await start(...AUTOCOMMIT);
    const { status, last, lines } = await startPush(args);
    expect(last).toMatchObject({ result: 'committed', from: '1.0.0', to: '1.1.0', failure: null });
    expect(status).toBe(0);
    const steps = shadowSteps(lines);
    expect([steps[0], steps[1], steps.at(-1)]).toEqual(['wanted', 'taken', 'ended']);
    expect(lines).toContainEqual(expect.objectContaining({ event: 'request', status: 200 }));
    // What is no longer served is no longer wanted.
    expect(JSON.stringify(bench.desired())).not.toContain('http');
    expect(JSON.stringify(lines)).not.toMatch(/KEY-0123|SharedAccess|a2V5/);
  });

  it('waits for a device that comes online later', async () => {
    const { start, args } = await setUp(shape);
    const { last } = await startPush(args, ({ event, step }) => {
      if (event === 'shadow' && step === 'wanted') void start(...AUTOCOMMIT);
    });
    expect(last).toMatchObject({ result: 'committed', to: '1.1.0', failure: null });
  });

  it('has the usual second half where there is a link besides', async () => {
    const { start, args } = await setUp(shape);
    const { ready } = await start();
    const { status, last, lines } = await startPush([...args, '--port', String(ready['ws'])]);
    expect(last).toMatchObject({ result: 'committed', from: '1.0.0', to: '1.1.0', failure: null });
    expect(status).toBe(0);
    expect(shadowSteps(lines)[0]).toBe('wanted'); // what follows may be overtaken by its restart
    const { result } = await callDevice(ready, 'OTA.Status');
    expect(result).toMatchObject({ is_committed: true });
  });
});

describe('push --via shadow', () => {
  it('takes the wish back where no device takes it up in time', async () => {
    const { bench, args } = await setUp('mdash');
    const { status, last } = await startPush([...args, '--shadow-wait', '1']);
    expect(last).toMatchObject({
      result: 'failed',
      failure: { code: 'shadow/device-silent', facts: { took: false } },
    });
    expect(status).toBe(3);
    expect(JSON.stringify(bench.desired())).not.toContain('http');
  });

  it.each(['with a link', 'without one'])(
    'ends with the words of the device, %s, and that keeps what it runs',
    async (link) => {
      const { start, args } = await setUp('aws');
      const { ready } = await start();
      const there = args.slice(0, args.indexOf('--serve'));
      const more = link === 'with a link' ? ['--port', String(ready['ws'])] : [];
      const { status, last } = await startPush([...there, '--url', await serveToOthers(), ...more]);
      expect(last).toMatchObject({
        result: 'failed',
        failure: { code: 'shadow/update-failed', facts: { remoteCode: -404 } },
      });
      expect(status).toBe(3);
      const { result } = await callDevice(ready, 'Sys.GetInfo');
      expect(result).toMatchObject({ fw_version: '1.0.0' });
    },
  );

  it('is told by name that the service does not take the key, and shows nothing of it', async () => {
    const { args, keyFile } = await setUp('mdash');
    writeFileSync(keyFile, 'SECRET-KEY\n');
    const { status, last, lines } = await startPush(args);
    expect(last).toMatchObject({
      result: 'failed',
      failure: { code: 'shadow/service', facts: { why: 'denied' } },
    });
    expect(status).toBe(3);
    expect(JSON.stringify(lines)).not.toContain('SECRET');
  });

  it('ends unknown where it is stopped while the device updates', async () => {
    const { start, args } = await setUp('mdash');
    await start(...AUTOCOMMIT, '--timing', 'typical');
    const { last } = await startPush(args, ({ event, step }, child) => {
      if (event === 'shadow' && step === 'taken') child.kill('SIGINT');
    });
    expect(last).toMatchObject({ result: 'unknown', failure: { code: 'update/goes-on' } });
  });
});
